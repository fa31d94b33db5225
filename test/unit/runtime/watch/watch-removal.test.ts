// Whether a file still exists is checked rarely while the kernel would report its removal, and often once something has happened to it,
// until it is there again.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import { watchForRemoval } from '../../../../runtime/watch/watch-removal.ts';
import { until } from '../../../e2e/daemon-fixture.ts';

/** Before the seldom look, which would find it as well. */
const BY_HINT = 12_000;

const test = suite<{ folder: string; stop(): void }>('checks that something is still there');

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'while-there-'));
});
test.after.each(({ folder, stop }) => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

test('notice a removal each time it happens after the file came back', async (context) => {
  const path = join(context.folder, 'here');
  writeFileSync(path, '');
  let missed = 0;
  context.stop = watchForRemoval(path, () => {
    if (existsSync(path)) return true;
    missed++;
    if (missed > 1) writeFileSync(path, '');
    return false;
  });
  rmSync(path);
  await until('it to be missed, and made', () => missed === 2 && existsSync(path), BY_HINT);
  rmSync(path);
  await until('it to be missed once more', () => missed === 3, BY_HINT);
});

test('notice a removed socket, too, and what replaces it', async (context) => {
  const path = join(context.folder, 'a.sock');
  const server = createServer().listen(path);
  await until('a socket', () => existsSync(path));
  let looks = 0;
  context.stop = watchForRemoval(path, () => {
    looks++;
    return existsSync(path);
  });
  rmSync(path);
  await until('a look', () => looks > 0, BY_HINT);
  server.close();
});

test.run();
