// Reads one setting of the user's own git config. These settings never apply by themselves; where one matters, it is read by name.

import { gitText } from './git.ts';
import { isUnsetByUser } from './plain-config.ts';

export async function userSetting(key: string, signal?: AbortSignal, type?: 'path'): Promise<string | undefined> {
  if (isUnsetByUser(key, process.env)) return undefined;
  const args = ['config', '--includes', ...(type === undefined ? [] : [`--type=${type}`]), '--get', key];
  // Without a repository, git reads only the user's files.
  const value = await gitText('/', args, { usersConfig: true, env: { GIT_DIR: '/dev/null' }, accept: [0, 1], signal });
  return value === '' ? undefined : value;
}
