// How much is below a folder, also if a part of it may not be read: a worker may have closed it.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite<{ folder: string }>('the size of a folder');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'bytes-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** Root may read everything, unless it gives that up. */
const OBEYING = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
const FILES = new URL('../../../runtime/files.ts', import.meta.url).href;

function measured(folder: string): string {
  const program = `import(${JSON.stringify(FILES)}).then((it) => it.bytesIn(${JSON.stringify(folder)})).then((n) => console.log(n))`;
  const [command = '', ...args] = [...OBEYING, process.execPath, '-e', program];
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}

test('is the size of what can be read', ({ folder }) => {
  mkdirSync(join(folder, 'open', 'deep'), { recursive: true });
  mkdirSync(join(folder, 'closed'));
  writeFileSync(join(folder, 'open', 'deep', 'a'), '12345');
  writeFileSync(join(folder, 'closed', 'b'), '1234567');
  assert.is(measured(folder), '12');
  chmodSync(join(folder, 'closed'), 0);
  assert.is(measured(folder), '5');
  chmodSync(join(folder, 'closed'), 0o700);
  assert.is(measured(join(folder, 'missing')), '0');
});

test.run();
