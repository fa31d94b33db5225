// House rule: imports run one way through the top-level directories, and every import can be followed by reading the source.

import { computedImports } from '../scan.ts';
import { type Complaint, type House, ROOMS, roomOf, targetOf } from './source.ts';

const SCHEMAS = 'contracts/schema.ts';

export function direction(house: House): Complaint[] {
  const complaints: Complaint[] = [];
  for (const source of house.values()) {
    const { path, room } = source;
    for (const item of source.imports) {
      const complain = (says: string) => complaints.push({ path, line: item.line, says });
      const target = targetOf(source, item);
      if (target === undefined) {
        if (item.specifier === 'musterd' || item.specifier.startsWith('musterd/')) complain('imports the package it is part of');
        if (item.specifier === 'zod' && path !== SCHEMAS)
          complain(`imports zod; schemas are written with ${SCHEMAS}, which makes them when needed`);
        if (room === 'contracts' && item.specifier !== 'zod') complain(`imports ${item.specifier}; contracts know only each other`);
        continue;
      }
      const there = roomOf(target);
      if (!there) complain(`imports ${target}, which is in none of the rooms`);
      else if (ROOMS.indexOf(there) > ROOMS.indexOf(room)) complain(`imports ${target}, but ${there} stands to the right of ${room}`);
      else if (!house.has(target)) complain(`imports ${target}, which is no TypeScript file of the house`);
    }
    for (const line of computedImports(source.scanned))
      complaints.push({ path, line, says: 'imports a path that is known only when it runs' });
  }
  return complaints;
}
