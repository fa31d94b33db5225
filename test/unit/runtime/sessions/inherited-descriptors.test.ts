// A host keeps nothing open that it was only handed, and keeps what it opened itself.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('descriptors that a host was handed');

const MODULE = new URL('../../../../runtime/sessions/host/inherited-descriptors.ts', import.meta.url).href;
/** Node sees by itself to those that come before. */
const HIGH = 20;
const PROGRAM = `
import { fstatSync, openSync } from 'node:fs';
import { closeInheritedDescriptors } from '${MODULE}';
const own = openSync('/dev/null', 'r');
console.log(closeInheritedDescriptors());
fstatSync(own);
setInterval(() => {}, 1000);
`;

test('are closed while it continues', async () => {
  const between = Array<'ignore'>(HIGH - 3).fill('ignore');
  const stdio = ['ignore', 'pipe', 'inherit', ...between, 'pipe'] as const;
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: [...stdio] });
  try {
    const stray = (child.stdio as readonly unknown[])[HIGH] as Readable;
    const over = once(stray.resume(), 'end', { signal: AbortSignal.timeout(90_000) });
    const [said] = await once(child.stdout as Readable, 'data');
    assert.ok(Number(String(said)) >= 1, String(said));
    await over;
    assert.is(child.exitCode, null);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

test.run();
