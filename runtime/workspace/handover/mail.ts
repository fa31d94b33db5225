// The commits of a run as mail for `git am`; only an export. Before it is handed out, it is applied in a scratch repository and
// must give the tree that was proved; some trees cannot be expressed as mail.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { makeBare, type ObjectFormat, objectsOf } from '../git/bare.ts';
import { git, gitText, saidBy } from '../git/git.ts';
import { makeFiles } from '../git/make-files.ts';

const FORMAT = [
  '--binary',
  '--full-index',
  '--no-renames',
  '--no-signature',
  '--no-ext-diff',
  '--no-textconv',
  '--no-attach',
  '--no-cover-letter',
];

/** All commits, one after the other, as `git am` reads them. */
export async function asMail(gitDir: string, from: string, tip: string): Promise<Buffer> {
  return (await git({ gitDir }, ['format-patch', '--stdout', ...FORMAT, `${from}..${tip}`])).stdout;
}

/** Throws if applying it gives another tree, or fails. */
export async function proveMail(
  folder: string,
  mail: Buffer,
  { from, tip, lies, format }: { from: string; tip: Snapshot; lies: string; format: ObjectFormat },
): Promise<void> {
  const gitDir = join(folder, 'am.git');
  const workTree = join(folder, 'am');
  await makeBare(gitDir, format, { borrows: [objectsOf(lies)] });
  await mkdir(workTree, { mode: 0o700 });
  const place = { gitDir, workTree };
  const env = { GIT_COMMITTER_NAME: 'Muster', GIT_COMMITTER_EMAIL: 'stage@muster.invalid' };
  await git(place, ['-c', 'core.bare=false', 'update-ref', '--no-deref', 'HEAD', from]);
  await makeFiles(place, ['-c', 'core.bare=false', 'read-tree', '-u', '--reset', from]);
  const am = await git(place, ['-c', 'core.bare=false', 'am', '--keep-cr', '--quiet', '--no-gpg-sign'], {
    input: mail,
    env,
    accept: [0, 1, 128],
  });
  const tree = am.code === 0 ? await gitText(place, ['rev-parse', 'HEAD^{tree}']) : '';
  if (tree === tip.tree) return;
  throw new MusterError(
    'command-refused',
    `these commits ${am.code === 0 ? 'give another tree when they are applied from mail' : `cannot be applied from mail: ${saidBy(am.stderr, am.code)}`}`,
    'Take them over with `muster apply` or `muster branch` instead.',
  );
}
