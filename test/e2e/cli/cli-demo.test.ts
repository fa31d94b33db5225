// The first minute: `muster demo` on a machine where nothing is set up, and that it cleans up after itself.

import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reachDaemon } from '../../../daemon/control/client.ts';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import { until } from '../daemon-fixture.ts';
import { type CliFixture, openCliFixture } from './cli-fixture.ts';

const demo = suite<{ fixture: CliFixture; ground: string; env: Record<string, string> }>('muster demo');

demo.before.each((context) => {
  context.fixture = openCliFixture();
  context.ground = realpathSync(mkdtempSync(join(tmpdir(), 'demo-')));
  context.env = { TMPDIR: context.ground };
});
demo.after.each(async ({ fixture, ground }) => {
  await until('whoever worked there to be gone', () => readProcessTable().rows.every(({ pid }) => !commandLine(pid).includes(ground)));
  rmSync(ground, { recursive: true, force: true });
  await fixture.clear();
});

demo('shows a whole run, keeps its folder and says so, and touches no other home', async ({ fixture, ground, env }) => {
  const { code, out, err } = await fixture.muster(['demo'], { env });
  assert.is(err, '');
  assert.is(code, 0);
  assert.match(out, /A task file, dropped into the inbox:\n {4}\S+\n {4}---\n {4}title: What is wrong with the tide table\?\n/);
  assert.match(out, /\nChecked by rules only: .*\nWhat is wrong with the tide table\?\n\nFindings {3}\d of \d confirmed/);
  assert.match(out, / rechecked\n/, 'rules alone are one voice, and confirm nothing');
  assert.not.match(out, /confirmed by/);
  const [name = ''] = readdirSync(ground);
  const home = join(ground, name, 'home');
  assert.ok(out.includes(`export MUSTER_HOME=${home}\n`));
  assert.ok(out.includes(`Everything is in ${join(ground, name)}`));
  const report = /Report +(\S+)\n/.exec(out)?.[1] ?? '';
  assert.ok(readFileSync(report, 'utf8').includes('# What is wrong with the tide table?'));
  assert.is(await reachDaemon(home), undefined);
  assert.equal(readdirSync(fixture.root), []);
  // Every command that the closing screen offers is one that there is.
  for (const [, command = ''] of out.matchAll(/^(?:Next| {4}) {7}muster (\S+)/gm)) {
    assert.is((await fixture.muster(['help', command])).code, 0, command);
  }
});

demo('--fix goes from red tests to green ones on the branch', async ({ fixture, ground, env }) => {
  const { code, out, err } = await fixture.muster(['demo', '--fix'], { env });
  assert.equal([code, err], [0, ''], out);
  const [before = '', after = ''] = out.split('5. muster apply');
  assert.equal(before.match(/FAIL {2}.+/g), ['FAIL  the bell rings', 'FAIL  every link of the README leads somewhere']);
  assert.match(before, /2\. A plan[\s\S]*3\. Your approval[\s\S]*muster approve r-\w+\.g1[\s\S]*4\. The stages/);
  assert.match(before, /before fails, with the work passes: proves/);
  assert.match(before, /All validators pass on \d stages? put together/);
  assert.match(after, /Applied \d commits? of r-\w+ to main[\s\S]*To undo: git reset --keep/);
  assert.equal(after.match(/(?:pass|FAIL) {2}.+/g), ['pass  the bell rings', 'pass  every link of the README leads somewhere']);
  const [name = ''] = readdirSync(ground);
  assert.match(readFileSync(join(ground, name, 'tide-bell', 'README.md'), 'utf8'), 'docs/installing.md');
  assert.equal(readdirSync(fixture.root), []);
});

demo('leaves nothing with --clean, and gives one document with --json', async ({ fixture, ground, env }) => {
  const { code, out } = await fixture.muster(['demo', '--clean', '--json'], { env });
  assert.is(code, 0);
  const view = JSON.parse(out) as { findings: { state: string; seats: string[] }[] };
  const held = view.findings.filter((it) => it.state === 'rechecked');
  assert.ok(held.length >= 3, 'a report worth reading');
  assert.equal(
    view.findings.some((it) => it.state === 'refuted'),
    true,
  );
  assert.equal(readdirSync(ground), []);
});

demo('on Ctrl-C it ends its workers and its daemon', async ({ fixture, ground, env }) => {
  const playing = fixture.begin(['demo'], { env });
  await playing.said('phase-4-dispatch');
  playing.child.kill('SIGINT');
  const { code } = await playing.ended;
  assert.is(code, 130);
  const [name = ''] = readdirSync(ground);
  assert.is(await reachDaemon(join(ground, name, 'home')), undefined);
  assert.ok(existsSync(join(ground, name, 'tide-table')));
});

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

demo.run();
