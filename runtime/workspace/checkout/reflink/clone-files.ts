// Fills a new checkout with reflinks to the files of another one: they share their blocks until one of them is written. Only a file
// that has not changed since the other checkout was made is used; the state of each clone goes into the new index.

import { constants, copyFileSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { codeOf } from '../../../files.ts';
import { changedAt, closeIndex, type Entry, entriesOf, isState, keepState, REGULAR, type Width } from './index-file.ts';

export type Side = { tree: string; index: Buffer };

/**
 * Returns how many files were cloned. `ours` gets their state; the rest is left to git. A worker may have written to `theirs` since
 * `sealedAt`: a file with an older change time was not written to.
 */
export function cloneFiles(theirs: Side, ours: Side, { sealedAt, width }: { sealedAt: bigint; width: Width }): number {
  const [all, wanted] = [entriesOf(theirs.index, width), entriesOf(ours.index, width)];
  if (!all || !wanted) return 0;
  const known = new Map(all.map((it) => [it.path.toString('latin1'), it]));
  let cloned = 0;
  for (const entry of wanted) {
    const source = known.get(entry.path.toString('latin1'));
    if (!source || !isAlike(source, entry) || changedAt(theirs.index, source) >= sealedAt) continue;
    const done = clone(theirs, source, ours, entry);
    if (done === 'cannot' && cloned === 0) return 0;
    if (done === 'cloned') cloned += 1;
  }
  closeIndex(ours.index, width);
  return cloned;
}

const isAlike = (source: Entry, entry: Entry): boolean =>
  source.plain && entry.plain && source.mode === entry.mode && entry.mode >>> 12 === REGULAR && source.content.equals(entry.content);

function clone(theirs: Side, source: Entry, ours: Side, entry: Entry): 'cloned' | 'left' | 'cannot' {
  const [from, to] = [pathIn(theirs.tree, source.path), pathIn(ours.tree, entry.path)];
  const isSealed = (): boolean => {
    const now = lstatSync(from, { bigint: true, throwIfNoEntry: false });
    return now !== undefined && isState(theirs.index, source, now);
  };
  try {
    if (!isSealed()) return 'left';
    copyInto(from, to);
    // Its worker may have been writing meanwhile; an unchanged time proves that it was not.
    if (isSealed()) {
      keepState(ours.index, entry, lstatSync(to, { bigint: true }));
      return 'cloned';
    }
    rmSync(to, { force: true });
    return 'left';
  } catch {
    return 'cannot';
  }
}

function copyInto(from: Buffer, to: Buffer): void {
  const mode = constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL;
  try {
    copyFileSync(from, to, mode);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(parentOf(to), { recursive: true });
    copyFileSync(from, to, mode);
  }
}

const SLASH = 0x2f;
const parentOf = (path: Buffer): Buffer => path.subarray(0, path.lastIndexOf(SLASH));
const pathIn = (tree: string, path: Buffer): Buffer => Buffer.concat([Buffer.from(`${tree}/`), path]);
