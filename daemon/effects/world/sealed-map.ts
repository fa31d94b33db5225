// A map in a file, with a digest that detects damage.

import { RepositoryMap } from '../../../contracts/run/report.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';

export const sealedMap = (map: RepositoryMap): string => `${JSON.stringify({ digest: digestOfJson(map), map })}\n`;

/** Throws if the file is not as it was written. */
export function unsealedMap(text: string): RepositoryMap {
  const { digest, map } = JSON.parse(text) as { digest?: unknown; map?: unknown };
  const known = RepositoryMap.parse(map);
  if (digest !== digestOfJson(known)) throw new Error('its content does not fit its digest');
  return known;
}
