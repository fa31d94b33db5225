// Captures a project that is no git repository: the files in its scope become one commit in a repository of ours, and from there on
// it is like any other base.

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { withFolder } from '../../files.ts';
import { pathTest } from '../../globs.ts';
import { ignoredPaths } from '../project.ts';
import { type Captured, type CaptureLimits, type LeftOut, lookAt, NO_DATE } from './capture-worktree.ts';
import { checkScope } from './check-scope.ts';
import { isSecretName } from './left-out.ts';
import { commitTree, indexAt, type RawPath, shownPath } from './snapshot.ts';

/** Folders that tools create, fetch or keep, at any depth. */
const PASSED_OVER = new Set([
  '.git',
  '.hg',
  '.svn',
  '.muster',
  'node_modules',
  '__pycache__',
  '.venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.gradle',
]);
const MOST_FILES = 200_000;

export async function captureFolder(
  folder: string,
  scope: readonly string[],
  { into, limits, scratch, signal }: { into: string; limits: CaptureLimits; scratch: string; signal: AbortSignal | undefined },
): Promise<Captured> {
  const found = await walk(folder, pathTest(scope), signal);
  if (found.length === 0 && scope.length > 0) checkScope(scope, (await walk(folder, () => true, signal)).map(shownPath), folder);
  const place = { gitDir: into, workTree: folder };
  // An unpacked archive brings its .gitignore along; what was built beside it since then is not source.
  const ignored = await ignoredPaths(place, found, signal);
  const take: RawPath[] = [];
  const leftOut: LeftOut[] = [];
  let total = 0;
  for (const path of found) {
    if (ignored.has(path)) continue;
    const secret = isSecretName(shownPath(path)) ? 'its name suggests that it contains secrets' : undefined;
    const file = secret === undefined ? await lookAt(folder, path) : { bytes: 0 };
    const large = file.bytes > limits.fileBytes ? `larger than ${limits.fileBytes} bytes` : undefined;
    const reason = secret ?? file.problem ?? large;
    if (reason !== undefined) leftOut.push({ path: shownPath(path), reason });
    else {
      take.push(path);
      total += file.bytes;
    }
    if (total > limits.copyBytes) throw tooLarge(folder, `the files in its scope are more than ${limits.copyBytes} bytes`);
  }
  return withFolder(scratch, 'capture', async (own) => {
    const index = indexAt(place, join(own, 'index'), { config: [], signal });
    await index.take(take);
    const tree = await index.writeTree();
    const commit = await commitTree(place, { tree, seconds: NO_DATE, message: 'The folder as it is\n' }, { signal });
    return { commit, tree, uncommitted: true, leftOut };
  });
}

async function walk(folder: string, inScope: (path: string) => boolean, signal: AbortSignal | undefined): Promise<RawPath[]> {
  const files: RawPath[] = [];
  const open: RawPath[] = [''];
  for (let inside = open.pop(); inside !== undefined; inside = open.pop()) {
    signal?.throwIfAborted();
    for (const entry of await entriesOf(folder, inside)) {
      const path = inside + entry.name.toString('latin1');
      if (PASSED_OVER.has(entry.name.toString('utf8'))) continue;
      if (entry.isDirectory()) open.push(`${path}/`);
      else if ((entry.isFile() || entry.isSymbolicLink()) && inScope(shownPath(path))) files.push(path);
    }
    if (files.length > MOST_FILES) throw tooLarge(folder, `it contains more than ${MOST_FILES} files`);
  }
  return files.sort();
}

async function entriesOf(folder: string, inside: RawPath): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(inside, 'latin1')]), {
      withFileTypes: true,
      encoding: 'buffer',
    });
  } catch (error) {
    // A folder that cannot be opened or has disappeared cannot be reviewed.
    if (inside !== '') return [];
    throw error;
  }
}

const tooLarge = (folder: string, why: string): MusterError =>
  new MusterError(
    'base-too-large',
    `${folder} is not a git repository and is too large to copy: ${why}`,
    'Narrow the scope of the task, run git init there, or raise capture.copyBytes in the config.',
  );
