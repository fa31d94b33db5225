// A program that is run to its end: how long it may take, and how long it may say nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram } from '../../../runtime/processes/run-program.ts';

const test = suite('a program that is run to its end');
const run = (code: string, limits: { atMost?: number; silentAtMost?: number; heard?: () => void }) =>
  runProgram(process.execPath, ['-e', code], { env: {}, maxBytes: 1024, ...limits });

test('is ended when it takes too long, and when it is silent too long', async () => {
  const never = 'setInterval(() => {}, 1e6)';
  assert.is((await run(never, { atMost: 20 })).stopped, 'too-long');
  assert.is((await run(never, { silentAtMost: 20 })).stopped, 'silent');
});

test('may take as long as it likes while it prints something', async () => {
  let heard = 0;
  const speaks = `let n = 0; const timer = setInterval(() => { process.stdout.write('.'); if (++n === 40) clearInterval(timer); }, 100)`;
  const { stopped, stdout } = await run(speaks, { silentAtMost: 3_000, heard: () => heard++ });
  assert.equal([stopped, stdout.toString()], [undefined, '.'.repeat(40)]);
  assert.ok(heard > 1);
});

test.run();
