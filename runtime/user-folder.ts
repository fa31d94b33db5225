// The folder of the user, and the ones below it that variables name. A variable that is empty or a relative path counts as unset: a
// path made of it would be somewhere in the folder that the command happens to be given in, which may be a project.

import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { MusterError } from '../contracts/errors.ts';

export const folderIn = (variable: string | undefined, usual: () => string): string =>
  variable !== undefined && isAbsolute(variable) ? variable : usual();

/** What HOME says, or else the system's list of users. */
export function userFolder(): string {
  try {
    return folderIn(homedir(), () => userInfo().homedir);
  } catch (cause) {
    throw new MusterError('path-refused', 'nothing says which folder is yours: HOME is not set', 'Set HOME, or MUSTER_HOME.', { cause });
  }
}
