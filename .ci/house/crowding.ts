// House rule: a limit on the files in one folder, not counting its subfolders. If there are more, some of them belong in a folder of their
// own.

import { posix } from 'node:path';
import type { Complaint, House } from './source.ts';

const MOST = 15;

export function crowding(house: House): Complaint[] {
  const byFolder = Map.groupBy(house.keys(), (path) => posix.dirname(path));
  return [...byFolder]
    .filter(([, paths]) => paths.length > MOST)
    .map(([folder, [first = folder, ...others]]) => ({
      path: first,
      line: 1,
      says: `stands in ${folder}/ with ${others.length} more loose files; above ${MOST} they belong in folders of their own`,
    }));
}
