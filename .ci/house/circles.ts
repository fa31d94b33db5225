// House rule: no file imports, directly or through others, a file that imports it. Types count too: if two files cannot be read without
// each other, they should be one file, or share a third.

import { circlesIn } from '../../skills/lineage/circles.ts';
import { type Complaint, type House, targetOf } from './source.ts';

/** One complaint for each circle, at the file whose name comes first. */
export function circles(house: House): Complaint[] {
  const leadsTo = new Map([...house.values()].map((source) => [source.path, neighbours(house, source.path)]));
  return circlesIn(leadsTo).map((circle) => {
    const [first = '', ...others] = circle.sort();
    const line = house.get(first)?.imports.find((it) => circle.includes(targetIn(house, first, it) ?? ''))?.line ?? 1;
    const says = others.length === 0 ? 'imports itself' : `stands in a circle of imports with ${others.join(', ')}`;
    return { path: first, line, says };
  });
}

function targetIn(house: House, path: string, item: { specifier: string; line: number; typeOnly: boolean }): string | undefined {
  const source = house.get(path);
  const target = source && targetOf(source, item);
  return target !== undefined && house.has(target) ? target : undefined;
}

function neighbours(house: House, path: string): string[] {
  return (house.get(path)?.imports ?? []).flatMap((it) => targetIn(house, path, it) ?? []);
}
