// What the house rules know about a source file, and the form of their complaints.

import { posix } from 'node:path';
import { type Import, importsOf, type Scanned, scan } from '../scan.ts';

/** Each room imports from itself and from what stands before it. */
export const ROOMS = ['contracts', 'runtime', 'validators', 'agents', 'skills', 'daemon'] as const;
export type Room = (typeof ROOMS)[number];

export type Source = { path: string; room: Room; scanned: Scanned; imports: Import[] };

/** By path, in the order of paths; only what stands in a room. */
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

/** Where a relative import leads, as a path from the root; undefined when it names a package. */
export function targetOf(source: Source, { specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(source.path), specifier)) : undefined;
}
