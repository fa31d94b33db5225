// The files and folders of a home without which no session host can serve it.

import { join } from 'node:path';
import type { Needed } from '../../folders/obstacles.ts';
import { hostLockAt } from '../host/host-lock.ts';
import { epochAt, sessionsFolder } from '../host/records.ts';
import { SOCKET } from './launch.ts';

export function neededBySessions(home: string): Needed[] {
  const [lock, epoch] = [hostLockAt(home), epochAt(home)];
  return [
    { path: sessionsFolder(home), as: 'folder' },
    { path: lock, as: 'lock' },
    { path: `${lock}-journal`, as: 'file' },
    { path: epoch, as: 'file' },
    { path: `${epoch}.new`, as: 'file' },
    { path: join(home, SOCKET), as: 'socket' },
    { path: join(home, `${SOCKET}.place`), as: 'file' },
  ];
}
