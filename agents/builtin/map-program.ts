// The map as a process of its own: reading a large tree must not hold up the daemon.
// `node map-program.ts <git directory> <commit> <scope as JSON>` prints the map as JSON.

import { keepCompiledToSelf } from '../../runtime/compile-cache.ts';
import { makeMap } from './map.ts';
import { openRepository } from './repository.ts';

keepCompiledToSelf();
const [gitDir = '', commit = '', scope = '[]'] = process.argv.slice(2);
const repository = await openRepository({ gitDir, commit, scope: JSON.parse(scope) as string[] });
try {
  process.stdout.write(JSON.stringify(await makeMap(repository)));
} finally {
  await repository.close();
}
