// Makes the demo's repository, the same one every time: fixed author, dates and file modes.

import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolders } from '../../runtime/folders/make-folders.ts';
import { git } from '../../runtime/workspace/git/git.ts';
import { PLANTED, type PlantedCommit } from './planted.ts';

const FIRST = Date.UTC(2026, 0, 5, 9);
const DAY = 86_400_000;

export async function plantDemo(folder: string, commits: readonly PlantedCommit[] = PLANTED): Promise<void> {
  await makeFolders(folder);
  await git(folder, ['init', '-q', '-b', 'main']);
  for (const [i, { message, write, remove }] of commits.entries()) {
    for (const [path, text] of Object.entries(write)) {
      await makeFolders(dirname(join(folder, path)));
      await writeFile(join(folder, path), text, { mode: 0o644 });
    }
    for (const path of remove) await rm(join(folder, path));
    const at = new Date(FIRST + i * DAY).toISOString();
    const who = {
      GIT_AUTHOR_NAME: 'Demo',
      GIT_AUTHOR_EMAIL: 'demo@localhost',
      GIT_COMMITTER_NAME: 'Demo',
      GIT_COMMITTER_EMAIL: 'demo@localhost',
    };
    await git(folder, ['add', '-A']);
    await git(folder, ['commit', '-q', '-m', message], { env: { ...who, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at } });
  }
}
