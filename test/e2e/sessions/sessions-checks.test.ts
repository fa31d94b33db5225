// A check runs in a session without a terminal: it gets no input, prints into pipes, and ends with everything it started.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SessionKey } from '../../../contracts/work/session.ts';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import { ended, openFixture, until } from './sessions-fixture.ts';

const checks = suite('checks');
const fixture = openFixture();
const host = await fixture.connect();
checks.after(() => fixture.clear());

/** The same key as a worker's, but for the letter. */
const checkKey = (): SessionKey => fixture.key().replace('.d', '.c');
const script = (text: string, more: object = {}) => fixture.spec(process.execPath, { args: ['-e', text], ...more });

checks('have no terminal, no input, and a mark of their own', async () => {
  const key = checkKey();
  const text = `const seen = [process.stdin.isTTY, process.stdout.isTTY, process.stderr.isTTY].map(Boolean);
    require('fs').readFileSync(0).length === 0 && console.log(JSON.stringify({ seen, check: process.env.MUSTER_CHECK, worker: process.env.MUSTER_DISPATCH }));
    console.error('and this'); process.exitCode = 3`;
  await host.start(key, script(text));
  const end = await ended(host, key);
  const { output } = await host.collect(key);
  assert.equal([end.by, end.code], ['exit', 3]);
  assert.match(output, `{"seen":[false,false,false],"check":"${key}"}`);
  assert.match(output, 'and this');
  assert.equal((await host.start(key, script('process.exit(0)'))).end?.code, 3, 'started once, ever');
});

checks('are ended at their deadline, with what they started', async () => {
  const key = checkKey();
  const text = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit' }); setInterval(() => 0, 1000)`;
  await host.start(key, script(text, { hardDeadline: 700, grace: 100 }));
  const end = await ended(host, key);
  assert.equal([end.by, end.gone], ['deadline', true]);
  const [view] = await host.observe([key]);
  await until(() => readProcessTable().rows.every((it) => it.session !== view?.pid), 'its whole session to be gone');
});

checks('whose program does not exist never ran', async () => {
  const key = checkKey();
  await host.start(key, fixture.spec('/no/such/program'));
  assert.is((await ended(host, key)).by, 'failed');
  const broken = checkKey();
  const file = join(fixture.home, 'check.sh');
  writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o755 });
  await host.start(broken, fixture.spec(file));
  assert.is((await ended(host, broken)).by, 'failed');
});

checks('that print endlessly are truncated in the transcript', async () => {
  const key = checkKey();
  await host.start(key, script(`const line = 'x'.repeat(1000) + '\\n'; for (let i = 0; i < 3000; i++) require('fs').writeSync(1, line)`));
  assert.is((await ended(host, key)).code, 0);
  const [view] = await host.observe([key]);
  assert.is(view?.outputBytes, 3_003_000);
  assert.ok((await host.collect(key)).output.length <= 2 * 1024 * 1024);
});

checks.run();
