// Unpacks a git bundle into a repository in the home and makes a checkout that looks like the one that was sent: the same branch,
// commits and uncommitted changes.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { exists } from '../../files.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { removeTree } from '../checkout/remove-tree.ts';
import { AS_IT_IS } from '../git/bare.ts';
import { git, gitText, saidBy } from '../git/git.ts';
import { makeFiles } from '../git/make-files.ts';
import { hasCommit } from '../handover/users-repository.ts';

export type SentCheckout = {
  format: 'sha1' | 'sha256';
  work: string;
  head: string | null;
  branch: string | null;
  default: string | null;
  refs: readonly { name: string; commit: string }[];
};

const INCOMING = 'refs/muster/incoming/';

/** False if the bundle builds on commits that are missing here. */
export async function takeBundle(gitDir: string, file: string | undefined, wanted: readonly string[]): Promise<boolean> {
  if (file !== undefined) {
    const { code, stderr } = await git({ gitDir }, ['bundle', 'unbundle', file], { accept: [0, 1, 128] });
    if (code !== 0 && /prerequisite/.test(stderr)) return false;
    if (code !== 0)
      throw new MusterError(
        'git-failed',
        `what was sent cannot be unpacked: ${saidBy(stderr, code)}`,
        'Send it again; git fsck there shows more.',
      );
  }
  for (const commit of wanted) if (!(await hasCommit(gitDir, commit))) return false;
  return true;
}

/** The receiving repository, created when first needed. Its refs keep what was sent. */
export async function openMirror(checkout: string, format: SentCheckout['format']): Promise<string> {
  const gitDir = join(checkout, '.git');
  if (await exists(gitDir)) {
    const there = await gitText({ gitDir }, ['rev-parse', '--show-object-format'], { accept: [0, 128] });
    if (there === format) return gitDir;
    await removeTree(checkout);
  }
  await makeFolders(checkout, 0o700);
  await git(checkout, ['init', '--quiet', '--template=', `--object-format=${format}`, '--initial-branch=main']);
  await makeFolders(join(gitDir, 'info'));
  await writeFile(join(gitDir, 'info', 'attributes'), AS_IT_IS);
  return gitDir;
}

export async function isShown(gitDir: string, sent: SentCheckout): Promise<boolean> {
  return (
    (await gitText({ gitDir }, ['rev-parse', '--verify', '--quiet', `${INCOMING}shown`], { accept: [0, 1] })) ===
    (await asBlob(gitDir, sent, false))
  );
}

/** A description of everything that was sent, as one object, so that a single ref says what the checkout shows. */
const asBlob = (gitDir: string, sent: SentCheckout, write: boolean): Promise<string> =>
  gitText({ gitDir }, ['hash-object', ...(write ? ['-w'] : []), '--stdin'], { input: JSON.stringify(sent) });

/** If it is killed halfway, `isShown` is false and it is done again next time. */
export async function showSent(checkout: string, gitDir: string, sent: SentCheckout): Promise<void> {
  await git({ gitDir }, ['update-ref', '--no-deref', '-d', `${INCOMING}shown`]);
  await rm(join(gitDir, 'index.lock'), { force: true });
  const old = await gitText({ gitDir }, ['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes', 'refs/tags']);
  const branch = sent.branch ?? 'refs/heads/main';
  const named = new Map(sent.refs.map((it) => [it.name, it.commit]));
  if (sent.head !== null && sent.branch !== null) named.set(sent.branch, sent.head);
  const gone = old.split('\n').filter((it) => it !== '' && !named.has(it));
  // First delete refs whose names would collide with new ones.
  await git({ gitDir }, ['update-ref', '--no-deref', '--stdin'], { input: gone.map((it) => `delete ${it}\n`).join('') });
  const input = [
    ...[...named].map(([name, commit]) => `update ${name} ${commit}\n`),
    `update ${INCOMING}work ${sent.work}\n`,
    ...(sent.head === null ? [] : [`update ${INCOMING}head ${sent.head}\n`]),
  ].join('');
  await git({ gitDir }, ['update-ref', '--no-deref', '--stdin'], { input });
  if (sent.default !== null) await git({ gitDir }, ['symbolic-ref', 'refs/remotes/origin/HEAD', sent.default]);
  if (sent.branch === null && sent.head !== null) await git({ gitDir }, ['update-ref', '--no-deref', 'HEAD', sent.head]);
  else await git({ gitDir }, ['symbolic-ref', 'HEAD', branch]);
  await makeFiles({ gitDir, workTree: checkout }, ['read-tree', '--reset', '-u', sent.work]);
  await git({ gitDir }, ['update-ref', '--no-deref', `${INCOMING}shown`, await asBlob(gitDir, sent, true)]);
}
