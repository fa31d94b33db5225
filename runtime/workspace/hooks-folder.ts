// Where git looks for the hooks of a repository: its own folder, or what `core.hooksPath` says, wherever that is set.

import { isAbsolute, join, relative, resolve } from 'node:path';
import { gitText } from './git/git.ts';
import type { Repository } from './project.ts';

export type HooksFolder = {
  path: string;
  /** Set by `core.hooksPath`. */
  configured: boolean;
  /** It belongs to this repository alone; a folder elsewhere may serve others too. */
  own: boolean;
};

export async function hooksFolder({ root, commonDir }: Repository): Promise<HooksFolder> {
  // Our own override of the setting has the scope `command` and comes last.
  const said = await gitText(root, ['config', '--show-scope', '--includes', '--type=path', '--get-all', 'core.hooksPath'], {
    usersConfig: true,
    accept: [0, 1],
  });
  const set = said
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('command\t'))
    .map((line) => line.slice(line.indexOf('\t') + 1))
    .at(-1);
  if (set === undefined || set === '') return { path: join(commonDir, 'hooks'), configured: false, own: true };
  const path = resolve(root, set);
  return { path, configured: true, own: isIn(path, root) || isIn(path, commonDir) };
}

function isIn(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
