// Part of `npm run check`: the house rules, which no general tool knows. The direction of imports, import circles, purity, the shape of
// files, the number of files in a folder, and the files that the build names.

import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { namedModules } from './chunk-modules.ts';
import { circles } from './house/circles.ts';
import { crowding } from './house/crowding.ts';
import { direction } from './house/direction.ts';
import { named } from './house/named.ts';
import { purity } from './house/purity.ts';
import { shape } from './house/shape.ts';
import { type Complaint, houseOf, ROOMS } from './house/source.ts';

/** All complaints about these files, by path and line. */
export function complaintsAbout(files: ReadonlyMap<string, string>): Complaint[] {
  const house = houseOf(files);
  return [...direction(house), ...circles(house), ...purity(house), ...shape(house), ...crowding(house)].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line,
  );
}

export function filesOf(root: string): Map<string, string> {
  const paths = ROOMS.flatMap((room) => globSync(join(room, '**', '*.ts'), { cwd: root }));
  return new Map(paths.map((path) => [path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')]));
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const files = filesOf(root);
  const chunks = '.ci/chunk-modules.ts';
  const complaints = [...complaintsAbout(files), ...named(chunks, readFileSync(join(root, chunks), 'utf8'), namedModules, files)];
  for (const { path, line, says } of complaints) console.log(`${path}:${line}: ${says}`);
  console.log(`${files.size} files, ${complaints.length} complaints`);
  process.exitCode = complaints.length > 0 || files.size === 0 ? 1 : 0;
}
