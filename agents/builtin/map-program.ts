// Makes the map in a process of its own, because reading a large tree must not block the daemon. `node map-program.ts <git
// directory> <commit> <scope as JSON> [<folder> <version> <milliseconds>]` prints the map as JSON. The folder caches what was read,
// under that version, for the next map. After the given milliseconds nobody waits for it any more.

import { getPriority, setPriority } from 'node:os';
import { hideCompileCacheFromChildren } from '../../runtime/compile-cache.ts';
import { makeMap } from './map/make-map.ts';

/** A large tree takes minutes: blanks before the JSON show progress. */
const SAID_EVERY = 1000;
/** A lower priority than the workers, but not so low that it never gets CPU time beside them. */
const BEHIND = 5;

hideCompileCacheFromChildren();
const [gitDir = '', commit = '', scope = '[]', folder, maker = '', hasty = '0'] = process.argv.slice(2);
const shelf = folder === undefined ? undefined : { folder, maker };
const stepBack = () => setPriority(Math.max(getPriority(), BEHIND));
if (hasty === '0') stepBack();
else setTimeout(stepBack, Number(hasty)).unref();
let said = performance.now();
const goesOn = () => {
  if (performance.now() - said < SAID_EVERY) return;
  said = performance.now();
  process.stdout.write(' ');
};
const { map, keep } = await makeMap({ gitDir, commit, scope: JSON.parse(scope) as string[], goesOn, ...(shelf && { shelf }) });
process.stdout.write(JSON.stringify(map));
await keep().catch((error: unknown) => process.stderr.write(`what was read could not be kept: ${String(error)}\n`));
