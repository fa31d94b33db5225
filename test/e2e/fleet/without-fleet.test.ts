// Without `fleet` in config.yaml no code of it is loaded, neither ours nor the client library: a real daemon records every module that it
// loads while it starts, completes a run and idles.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture }>('a daemon without a fleet');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** Reading the settings, it decides whether there is a fleet; that is all it does without one. */
const MAY_BE = '/daemon/fleet/fleet-of.ts';

test('loads none of its code, neither at work nor idle', async ({ fixture }) => {
  const list = join(fixture.folder, 'loaded');
  const hook = join(fixture.folder, 'write-down.mjs');
  writeFileSync(
    hook,
    `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, process.pid + ' ' + url + '\\n'); return next(url, context); } });
`,
  );
  const pid = await fixture.up({ NODE_OPTIONS: `--import=${pathToFileURL(hook).href}` });
  fixture.agent('ada', 'finds-nothing.mjs');
  fixture.drop('look.md', fixture.task(fixture.project('shop'), ['ada']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  await fixture.ended(run);
  await until('its report', () => existsSync(join(fixture.home.run(run).report, 'report.html')));
  await fixture.ask({ ask: 'status' });

  const loaded = readFileSync(list, 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith(`${pid} `) ? [line.slice(`${pid} `.length)] : []));
  assert.ok(
    loaded.some((it) => it.includes('better-sqlite3')),
    'what it loads is written down',
  );
  const ofFleet = loaded.filter((it) => /@nats-io|\/(?:runtime|daemon)\/fleet\//.test(it) && !it.endsWith(MAY_BE));
  assert.equal(ofFleet, []);
});

test.run();
