// The user's notification program is told what happened; if it hangs, fails, prints a megabyte or is missing, the run is not affected.

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { awakeArgv } from '../../../daemon/process/besides/keep-awake.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const test = suite<{ fixture: CliFixture; program: (name: string, script: string) => string; told: () => string }>('notices');

test.before.each((context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  const path = join(fixture.folder, 'told');
  context.told = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  context.program = (name, script) => {
    const file = join(fixture.folder, 'bin', name);
    fixture.write(file, `#!/bin/sh\n${script.replaceAll('TOLD', path)}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  fixture.agent('asks', 'blocked.mjs');
});
test.after.each(({ fixture }) => fixture.clear());

test('report a question and an end, with the run’s exact words', async ({ fixture, program, told }) => {
  const command = [program('tell', 'printf "%s|%s|%s\\n" "$1" "$2" "$MUSTER_EVENT" >> TOLD'), '{title}', '{text}'];
  fixture.config(`notify: { command: ${JSON.stringify(command)}, on: [gate, end] }\n`);
  const title = 'title: "$(reboot) `x` {text}"\n';
  const { out } = await fixture.muster(['submit', '-'], { input: fixture.task(fixture.project('shop'), ['asks', 'two'], title) });
  const run = out.trim();
  await until('the question', () => told().includes('|gate'));
  assert.is(told(), `$(reboot) \`x\` {text}|Which of the two tariffs is meant? (muster approvals ${run}.g1)|gate\n`);
  await fixture.muster(['reject', `${run}.g1`]);
  await fixture.ended(run);
  await until('the end', () => told().includes('|degraded') || told().includes('|end'));
});

test('tell nothing of before they were asked for, and nothing twice, also after a restart', async ({ fixture, program, told }) => {
  const project = fixture.project('shop');
  const ended = async (): Promise<string> => {
    const { out } = await fixture.muster(['submit', '-'], { input: fixture.task(project, ['one', 'two'], 'force: true\n') });
    await fixture.ended(out.trim());
    return out.trim();
  };
  const restarted = async (config: string): Promise<void> => {
    await fixture.muster(['down']);
    fixture.config(config);
  };
  const on = `notify: { command: [${JSON.stringify(program('tell', 'echo "$MUSTER_RUN" >> TOLD'))}], on: [end] }\n`;
  await ended();
  await restarted(on);
  const second = await ended();
  await until('the second run', () => told() === `${second}\n`);
  await restarted('keepAwake: false\n');
  await ended();
  await restarted(on);
  const fourth = await ended();
  await until('the fourth run', () => told().includes(fourth));
  assert.is(told(), `${second}\n${fourth}\n`);
});

for (const [what, script] of [
  ['hangs', 'echo begun >> TOLD; sleep 1000'],
  ['hangs and cannot be asked to go', 'trap "" TERM INT HUP; echo begun >> TOLD; while :; do sleep 1; done'],
  ['fails', 'echo begun >> TOLD; exit 3'],
  ['prints a megabyte', 'echo begun >> TOLD; head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2'],
] as const) {
  test(`a program that ${what} does no harm`, async ({ fixture, program, told }) => {
    fixture.config(`notify: { command: [${JSON.stringify(program('tell', script))}] }\n`);
    const { code, err } = await fixture.muster(['run', '-', '-q'], { input: fixture.task(fixture.project('shop'), ['one', 'two']) });
    assert.is(code, 0, err);
    await until('it to be started', () => told().includes('begun'));
    // Nothing of it is left when the daemon has gone; the fixture sees to that, and so does the runner.
    assert.is((await fixture.muster(['down'])).code, 0);
    await until('it to be gone', () => fixture.processes().length === 0);
  });
}

test('a missing program is reported in the log', async ({ fixture }) => {
  fixture.config('notify: { command: [no-such-program] }\nkeepAwake: true\n');
  const { code } = await fixture.muster(['run', '-', '-q'], { input: fixture.task(fixture.project('shop'), ['one', 'two']) });
  assert.is(code, 0);
  await until('the log', () => /the notification program failed.*ENOENT/.test(readFileSync(fixture.home.log, 'utf8')));
});

test('keepAwake holds the machine while workers run, by a program that ends with the daemon', async ({ fixture, program, told }) => {
  program('systemd-inhibit', 'echo "$@" >> TOLD; while [ "$1" != tail ]; do shift; done; exec "$@"');
  program('caffeinate', 'echo "$@" >> TOLD; exec tail --pid="$3" -f /dev/null');
  const go = join(fixture.folder, 'go');
  fixture.agent('slow', 'waits-for-file.mjs', go);
  fixture.config('keepAwake: true\n');
  const env = { PATH: `${join(fixture.folder, 'bin')}:${process.env.PATH}` };
  await fixture.muster(['submit', '-'], { input: fixture.task(fixture.project('shop'), ['slow', 'two']), env });
  await until('it to be held awake', () => told().includes('--what=sleep:idle') || told().includes('-i -w'));
  const holding = () => fixture.processes().length;
  assert.ok(holding() > 0);
  const pid = await fixture.daemonPid();
  assert.equal(awakeArgv(pid ?? 0, 'linux').at(-3), `--pid=${pid}`);
  assert.is((await fixture.muster(['down', '--now'])).code, 0);
  await until('it to be let go', () => !told().includes('never') && fixture.processes().length === 0);
});

test.run();
