// Applies the edits of the built-in executor in the workplace: all of them, or none if one does not match what is there.

import { chmod, lstat, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { confine } from '../../../runtime/files.ts';
import type { Repository } from '../rule.ts';
import type { Edit } from './repair.ts';

type Text = Extract<Edit, { kind: 'text' }>;

export async function makeEdits(root: string, repo: Repository, edits: readonly Edit[]): Promise<void> {
  const texts = Map.groupBy(
    edits.filter((it): it is Text => it.kind === 'text'),
    ({ path }) => path,
  );
  const written = await Promise.all([...texts].map(async ([path, those]) => ({ path, text: await edited(root, repo, path, those) })));
  for (const it of edits) if (it.kind !== 'text') await mustBe(root, it);
  for (const { path, text } of written) await writeFile(join(root, path), text);
  for (const it of edits) {
    if (it.kind === 'executable') await chmod(join(root, it.path), 0o755);
    if (it.kind === 'link') {
      await rm(join(root, it.path));
      await symlink(it.target, join(root, it.path));
    }
  }
}

async function edited(root: string, repo: Repository, path: string, edits: readonly Text[]): Promise<string> {
  const real = await confine(join(root, path), root);
  const bytes = await readFile(real);
  const text = bytes.toString('utf8');
  // Texts of the tree come without their byte-order mark.
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(mark.length);
  if (!(await lstat(join(root, path))).isFile() || !Buffer.from(text).equals(bytes) || body !== (await repo.text(path)))
    throw changed(path);
  let made = body;
  let before = body.length + 1;
  for (const { from, to, put } of edits.toSorted((a, b) => b.from - a.from || b.to - a.to)) {
    if (to > before) throw new MusterError('frame-invalid', `${path}: two repairs meet at the same place`, 'Make one of them by hand.');
    made = `${made.slice(0, from)}${put}${made.slice(to)}`;
    before = from;
  }
  return `${mark}${made}`;
}

async function mustBe(root: string, it: Exclude<Edit, Text>): Promise<void> {
  const info = await lstat(join(root, it.path)).catch(() => undefined);
  if (it.kind === 'executable' ? !info?.isFile() : !info?.isSymbolicLink()) throw changed(it.path);
  if (it.kind === 'link') await readlink(join(root, it.path));
  else await confine(join(root, it.path), root);
}

const changed = (path: string): MusterError =>
  new MusterError(
    'frame-invalid',
    `${path} is not as the commit of the stage's base has it`,
    'The workplace is made from that commit; try again.',
  );
