// House rule: imports run one way through the top-level directories, and every import can be followed by reading the source.

import { computedImports } from '../scan.ts';
import { type Complaint, type House, ROOMS, roomOf, type Source, targetOf } from './source.ts';

const SCHEMAS = 'contracts/schema.ts';

export function direction(house: House): Complaint[] {
  const complaints: Complaint[] = [];
  for (const source of house.values()) {
    const { path } = source;
    for (const item of source.imports) {
      const target = targetOf(source, item);
      const wrong = target === undefined ? wrongPackages(source, item.specifier) : wrongFile(house, source, target);
      complaints.push(...wrong.map((says) => ({ path, line: item.line, says })));
    }
    for (const line of computedImports(source.scanned))
      complaints.push({ path, line, says: 'imports a path that is known only when it runs' });
  }
  return complaints;
}

function wrongPackages({ path, room }: Source, name: string): string[] {
  const says: string[] = [];
  if (name === 'musterd' || name.startsWith('musterd/')) says.push('imports the package it is part of');
  if (name === 'zod' && path !== SCHEMAS) says.push(`imports zod; schemas are written with ${SCHEMAS}, which makes them when needed`);
  if (room === 'contracts' && name !== 'zod') says.push(`imports ${name}; contracts know only each other`);
  return says;
}

function wrongFile(house: House, { room }: Source, target: string): string[] {
  const there = roomOf(target);
  if (!there) return [`imports ${target}, which is in none of the rooms`];
  if (ROOMS.indexOf(there) > ROOMS.indexOf(room)) return [`imports ${target}, but ${there} stands to the right of ${room}`];
  return house.has(target) ? [] : [`imports ${target}, which is no TypeScript file of the house`];
}
