// The map as a process of its own: reading a large tree must not hold up the daemon.
// `node map-program.ts <git directory> <commit> <scope as JSON> [<folder> <version>]` prints the map as JSON. The folder keeps what
// was read, by that version, for the next map.

import { keepCompiledToSelf } from '../../runtime/compile-cache.ts';
import { makeMap } from './map/make-map.ts';

keepCompiledToSelf();
const [gitDir = '', commit = '', scope = '[]', folder, maker = ''] = process.argv.slice(2);
const shelf = folder === undefined ? undefined : { folder, maker };
const { map, keep } = await makeMap({ gitDir, commit, scope: JSON.parse(scope) as string[], ...(shelf && { shelf }) });
process.stdout.write(JSON.stringify(map));
await keep().catch((error: unknown) => process.stderr.write(`what was read could not be kept: ${String(error)}\n`));
