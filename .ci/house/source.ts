// What the house rules know about a source file, and the form of their complaints.

import { posix } from 'node:path';
import { type Import, importsOf, type Scanned, scan } from '../scan.ts';

/** The top-level directories of the source. Each imports only from itself and from those before it. */
export const ROOMS = ['contracts', 'runtime', 'validators', 'agents', 'skills', 'daemon'] as const;
export type Room = (typeof ROOMS)[number];

export type Source = { path: string; room: Room; scanned: Scanned; imports: Import[] };

/** By path, sorted; only files in one of the top-level directories. */
export type House = ReadonlyMap<string, Source>;

export type Complaint = { path: string; line: number; says: string };

export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) => path.startsWith(`${room}/`));
}

export function houseOf(files: ReadonlyMap<string, string>): House {
  const house = new Map<string, Source>();
  for (const path of [...files.keys()].sort()) {
    const room = roomOf(path);
    if (!room) continue;
    const scanned = scan(files.get(path) ?? '');
    house.set(path, { path, room, scanned, imports: importsOf(scanned) });
  }
  return house;
}

/** The path from the root that a relative import means; undefined for a package. */
export function targetOf(source: Source, { specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(source.path), specifier)) : undefined;
}
