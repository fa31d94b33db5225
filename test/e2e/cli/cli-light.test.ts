// What a command does not need is not loaded for it: most of the time of a short command is loading.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonStage, openDaemonStage } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a short command');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(async ({ stage }) => stage.clear());

const MAIN = join(import.meta.dirname, '..', '..', '..', 'daemon', 'cli', 'main.ts');

/** What it printed, and every module that was loaded for it. */
function loadedBy(stage: DaemonStage, ...args: string[]): { said: string; modules: string[] } {
  const list = join(stage.folder, 'loaded.txt');
  const hook = join(stage.folder, 'hook.mjs');
  stage.write(list, '');
  stage.write(
    hook,
    `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });
`,
  );
  const env = { ...process.env, MUSTER_HOME: stage.root };
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--import', hook, MAIN, ...args], { env, encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return { said: stdout, modules: readFileSync(list, 'utf8').trimEnd().split('\n') };
}

const HEAVY = /node_modules\/(yaml|better-sqlite3)\/|\/skills\/phases\/|\/runtime\/ledger\//;

test('loads neither the ledger nor the phases when a daemon has all that it shows', async ({ stage }) => {
  await stage.up();
  const status = loadedBy(stage, 'status', '--json');
  assert.is(JSON.parse(status.said).daemon.home, stage.root);
  assert.equal(JSON.parse(status.said).unended, []);
  assert.ok(JSON.parse(status.said).kept.keep.runs > 0);
  assert.equal(
    status.modules.filter((it) => HEAVY.test(it)),
    [],
  );
  assert.equal(
    loadedBy(stage, '--help').modules.filter((it) => HEAVY.test(it)),
    [],
  );
});

test('reads for itself what no daemon tells', async ({ stage }) => {
  await stage.up();
  await stage.kill();
  const { said, modules } = loadedBy(stage, 'status', '--json');
  assert.is(JSON.parse(said).daemon, null);
  assert.ok(modules.some((it) => HEAVY.test(it)));
});

test.run();
