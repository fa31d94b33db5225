// Commands load only the modules that they need, because loading is most of the time of a short command.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture } from '../../daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture }>('a short command');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

const MAIN = join(import.meta.dirname, '..', '..', '..', '..', 'daemon', 'cli', 'main.ts');

/** What it printed, and every module that was loaded for it; `ofNode`: the parts of Node among them. */
function loadedBy(fixture: DaemonFixture, ...args: string[]): { said: string; modules: string[]; ofNode: string[] } {
  const list = join(fixture.folder, 'loaded.txt');
  const parts = join(fixture.folder, 'parts.txt');
  const hook = join(fixture.folder, 'hook.mjs');
  fixture.write(list, '');
  fixture.write(
    hook,
    `import { appendFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });
process.on('exit', () => writeFileSync(${JSON.stringify(parts)}, process.moduleLoadList.join('\\n')));
`,
  );
  const env = { ...process.env, MUSTER_HOME: fixture.root };
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--import', hook, MAIN, ...args], { env, encoding: 'utf8' });
  assert.is(status, 0, stderr);
  const [modules = [], ofNode = []] = [list, parts].map((it) => readFileSync(it, 'utf8').trimEnd().split('\n'));
  return { said: stdout, modules, ofNode };
}

const HEAVY = /node_modules\/(yaml|better-sqlite3)\/|\/skills\/phases\/|\/runtime\/ledger\//;

test('loads neither the ledger nor the phases if a daemon knows everything it shows', async ({ fixture }) => {
  await fixture.up();
  const status = loadedBy(fixture, 'status', '--json');
  assert.is(JSON.parse(status.said).daemon.home, fixture.root);
  assert.equal(JSON.parse(status.said).unended, []);
  assert.ok(JSON.parse(status.said).kept.keep.runs > 0);
  assert.equal(
    status.modules.filter((it) => HEAVY.test(it)),
    [],
  );
  assert.equal(
    loadedBy(fixture, '--help').modules.filter((it) => HEAVY.test(it)),
    [],
  );
});

test('reads for itself what no daemon provides, and loads no schema for that', async ({ fixture }) => {
  await fixture.up();
  await fixture.kill();
  const watched = join(fixture.folder, 'shop');
  const ledger = new Database(fixture.home.ledger);
  ledger.exec(
    "INSERT INTO streams (name, seq, digest, ended, created_at, updated_at) VALUES ('run/r-aaaaaa', 1, hex(zeroblob(32)), 0, 1, 1)",
  );
  for (const [seq, type] of ['note.made', 'project.watched'].entries()) {
    ledger
      .prepare("INSERT INTO events (stream, seq, body, digest) SELECT id, ?, ?, hex(zeroblob(32)) FROM streams WHERE name = 'house'")
      .run(1_000 + seq, JSON.stringify({ type, payload: { project: watched, says: 'project.watched' } }));
  }
  ledger.close();
  fixture.write(join(watched, '.muster', 'inbox', '.rejected', 'a.md'), 'x');
  const { said, modules } = loadedBy(fixture, 'status', '--json');
  const { daemon, unended, kept } = JSON.parse(said);
  assert.equal([daemon, unended, kept], [null, ['r-aaaaaa'], { runs: 0, bytes: null, keep: { runs: 200, bytes: 5_000_000_000 } }]);
  assert.equal(
    modules.filter((it) => /node_modules\/(yaml|zod|string-width|wrap-ansi)\/|\/skills\/phases\//.test(it)),
    [],
  );
});

test('submits a task, and shows its help, without loading schemas, locks, the ledger or node:crypto', ({ fixture }) => {
  const { said, modules, ofNode } = loadedBy(fixture, 'run', '--help');
  assert.match(said, /muster run <task\|->/);
  assert.ok(modules.some((it) => it.endsWith('/daemon/cli/daemon/submit-task.ts')));
  assert.equal(
    modules.filter((it) => HEAVY.test(it) || /node_modules\/(zod|proper-lockfile)\/|\/(begin-daemon|follow-run)\.ts$/.test(it)),
    [],
  );
  assert.ok(ofNode.includes('NativeModule net'), 'the list has what was loaded');
  assert.not.ok(ofNode.includes('NativeModule crypto'));
});

/** What a pipe holds on Linux. */
const A_PIPE = 65_536;

test('exits only after a slow reader has read all of its output', ({ fixture }) => {
  // More than a pipe holds: when the command has nothing left to do, the rest of it is still on its way.
  const script = `"$NODE" "$MAIN" schema report | { sleep 1; cat; }`;
  const env = { ...process.env, MUSTER_HOME: fixture.root, NODE: process.execPath, MAIN };
  const { stdout } = spawnSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' });
  assert.ok(stdout.length > A_PIPE, `${stdout.length} characters`);
  assert.type(JSON.parse(stdout), 'object');
});

test.run();
