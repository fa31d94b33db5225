// Without `fleet` in config.yaml nothing of it is loaded: not the client library, and none of its modules. A real daemon writes down
// every module that it loads, while it starts, takes a run to its end, and idles.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a daemon without a fleet');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(({ stage }) => stage.clear());

/** Reading the settings, it decides whether there is a fleet; that is all it does without one. */
const MAY_BE = '/daemon/fleet/fleet-of.ts';

test('loads none of its code, neither at work nor idle', async ({ stage }) => {
  const list = join(stage.folder, 'loaded');
  const hook = join(stage.folder, 'write-down.mjs');
  writeFileSync(
    hook,
    `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, process.pid + ' ' + url + '\\n'); return next(url, context); } });
`,
  );
  const pid = await stage.up({ NODE_OPTIONS: `--import=${pathToFileURL(hook).href}` });
  stage.agent('ada', 'finds-nothing.mjs');
  stage.drop('look.md', stage.task(stage.project('shop'), ['ada']));
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  await stage.ended(run);
  await until('its report', () => existsSync(join(stage.home.run(run).report, 'report.html')));
  await stage.ask({ ask: 'status' });

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
