// The files and folders of a home without which a daemon can lead nothing. Its lock, its ledger and its socket are not among them: each is
// opened by code that says what is wrong with it.

import type { MusterError } from '../../contracts/errors.ts';
import type { Home } from '../home.ts';
import { neededBySessions } from '../sessions/client/needed.ts';
import { type Needed, obstacleAt } from './obstacles.ts';

export function neededInHome(home: Home): Needed[] {
  const { objects, bases, runs, trash, progress } = home;
  return [
    ...[objects, bases, runs, trash].map((path): Needed => ({ path, as: 'folder' })),
    { path: progress, as: 'file' },
    ...neededBySessions(home.root),
  ];
}

export const obstaclesIn = (home: Home): MusterError[] => neededInHome(home).flatMap((it) => obstacleAt(it) ?? []);
