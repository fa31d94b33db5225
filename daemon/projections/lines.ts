// The line files that people tail: progress.log of the home and of each run, and errors.jsonl. The journal position and the
// length of each file are saved together; after a crash a file continues from that length, so that no line is lost or duplicated.

import { appendFileSync, closeSync, fstatSync, ftruncateSync, lstatSync, openSync, readSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failpoint } from '../../runtime/failpoints.ts';
import { exists } from '../../runtime/files.ts';
import { makeFoldersSync } from '../../runtime/folders/make-folders.ts';
import type { Home, RunFolder } from '../../runtime/home.ts';
import type { MusterLedger, MusterStored, RunRecord } from '../../skills/events.ts';
import { errorsOf } from '../../skills/wording/run-errors.ts';
import { type Consumer, consume } from './consumer.ts';
import { progressLines } from './progress-lines.ts';

/** Path → length. Only for runs in progress, because the files of an ended run do not change. */
type Lengths = Record<string, number>;

export function projectLines(
  ledger: MusterLedger,
  home: Home,
  hide: (text: string) => string,
  onTrouble: (error: unknown) => void,
): Promise<Consumer> {
  return consume<Lengths>('lines', ledger, {
    start: async (saved) => (saved ? (saved.extra as Lengths) : setAside(home.progress)),
    take: (batch, lengths) => write(batch, lengths, { ledger, home, hide }),
    onTrouble,
  });
}

/** Without a saved position, existing lines belong to another ledger; the file is moved aside. */
async function setAside(path: string): Promise<Lengths> {
  if (await exists(path)) await rename(path, `${path}.of-another-ledger`);
  return {};
}

type Context = { ledger: MusterLedger; home: Home; hide(text: string): string };
/** What a batch adds to a file of a run; everything before it can be rebuilt from that run's journal. */
type Addition = { text: string; whole?: () => Promise<string> };

async function write(batch: readonly MusterStored[], lengths: Lengths, { ledger, home, hide }: Context): Promise<Lengths> {
  const additions = new Map<string, Addition>();
  const add = (path: string, text: string, whole?: () => Promise<string>) => {
    if (text !== '') additions.set(path, { text: (additions.get(path)?.text ?? '') + text, ...(whole && { whole }) });
  };
  const folders = new Map<string, RunFolder>();
  const folderOf = (run: string): RunFolder => {
    const folder = folders.get(run) ?? home.run(run);
    folders.set(run, folder);
    return folder;
  };
  const next = { ...lengths };
  const over: string[] = [];
  for (const { event } of batch) {
    if (event.stream === 'house') continue;
    const lines = progressLines(event).join('');
    add(home.progress, lines);
    const run = event.stream.slice('run/'.length);
    const folder = folderOf(run);
    const told = async (linesOf: (event: RunRecord) => string) => (await ledger.read(`run/${run}`, 0, event.seq)).map(linesOf).join('');
    add(folder.progress, lines, () => told((it) => progressLines(it).join('')));
    add(folder.errors, errorLines(event), () => told(errorLines));
    if (event.type === 'run.ended') over.push(folder.progress, folder.errors);
  }
  for (const [path, addition] of additions) {
    next[path] = await append(path, next[path], addition, hide);
    failpoint('projection.between-files');
  }
  for (const path of over) delete next[path];
  return next;
}

/**
 * Written at a known offset rather than at the end, so that a batch handled twice is there once. A file that is shorter than we left it was
 * removed or truncated by others: a run's is rewritten whole, and the home's continues where it ends.
 */
async function append(
  path: string,
  length: number | undefined,
  { text, whole }: Addition,
  hide: (text: string) => string,
): Promise<number> {
  const known = lstatSync(path, { throwIfNoEntry: false });
  const lost = (known?.size ?? 0) < (length ?? 0);
  const added = hide(lost && whole ? await whole() : text);
  // Synchronous: a line is short, and each asynchronous result would wake a daemon that is otherwise idle.
  if (!known) makeFoldersSync(dirname(path), 0o700);
  const file = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(file);
    const at = lost ? (whole ? 0 : size) : (length ?? 0);
    const bytes = Buffer.from(added);
    const there = Buffer.alloc(Math.max(0, Math.min(size - at, bytes.length)));
    readSync(file, there, 0, there.length, at);
    // What a batch wrote before a crash stays: to a program that follows the file, truncation means a
    // new file, and it would print everything again.
    const isTold = there.equals(bytes.subarray(0, there.length));
    if (!isTold) ftruncateSync(file, at);
    appendFileSync(file, isTold ? bytes.subarray(there.length) : bytes);
    return at + bytes.length;
  } finally {
    closeSync(file);
  }
}

/** Errors of workers and of the lead itself. */
export const errorLines = (event: RunRecord): string =>
  errorsOf(event)
    .map((it) => `${JSON.stringify(it)}\n`)
    .join('');
