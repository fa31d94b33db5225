// A failpoint kills its process at the hit it was told, by SIGKILL, and otherwise does nothing.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAILPOINTS } from '../../../runtime/failpoints.ts';

const points = suite('failpoints');

async function run(armed: string | undefined): Promise<{ said: string; signal: string | null }> {
  const place = new URL('../../../runtime/failpoints.ts', import.meta.url).href;
  const program = `import { failpoint } from ${JSON.stringify(place)};
    for (let n = 1; n <= 3; n += 1) { failpoint('host.forked'); process.stdout.write(String(n)); }`;
  const { MUSTER_FAILPOINT: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...env, ...(armed ? { MUSTER_FAILPOINT: armed } : {}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { said, signal };
}

points('nothing without the variable, or with another name', async () => {
  assert.equal(await run(undefined), { said: '123', signal: null });
  assert.equal(await run('host.exit-seen'), { said: '123', signal: null });
});

points('at the first hit, or at the one that is counted', async () => {
  assert.equal(await run('host.forked'), { said: '', signal: 'SIGKILL' });
  assert.equal(await run('host.forked:3'), { said: '12', signal: 'SIGKILL' });
});

points('each has a sentence', () => {
  for (const [name, sentence] of Object.entries(FAILPOINTS)) assert.match(sentence, /^[A-Z].+\.$/, name);
});

points.run();
