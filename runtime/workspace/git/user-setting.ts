// One setting of the user's own git config. It never applies by itself: where it matters it is asked for by name.

import { gitText } from './git.ts';
import { isUnsetByUser } from './plain-config.ts';

export async function userSetting(key: string, signal?: AbortSignal, type?: 'path'): Promise<string | undefined> {
  if (await isUnsetByUser(key, process.env)) return undefined;
  const args = ['config', '--includes', ...(type === undefined ? [] : [`--type=${type}`]), '--get', key];
  // With no repository in sight git reads nothing but what belongs to the user.
  const value = await gitText('/', args, { usersConfig: true, env: { GIT_DIR: '/dev/null' }, accept: [0, 1], signal });
  return value === '' ? undefined : value;
}
