// The program that a person wants to be told by: it is started with what happened, and one that hangs, fails, prints a
// megabyte or is not there changes nothing for the run.

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { awakeArgv } from '../../../daemon/process/besides/keep-awake.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';

const test = suite<{ stage: CliStage; program: (name: string, script: string) => string; told: () => string }>('notices');

test.before.each((context) => {
  const stage = openCliStage();
  context.stage = stage;
  const path = join(stage.folder, 'told');
  context.told = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  context.program = (name, script) => {
    const file = join(stage.folder, 'bin', name);
    stage.write(file, `#!/bin/sh\n${script.replaceAll('TOLD', path)}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  stage.agent('one', 'reviews.mjs');
  stage.agent('two', 'agrees.mjs');
  stage.agent('asks', 'blocked.mjs');
});
test.after.each(({ stage }) => stage.clear());

test('report a question and an end, with the run’s exact words', async ({ stage, program, told }) => {
  const command = [program('tell', 'printf "%s|%s|%s\\n" "$1" "$2" "$MUSTER_EVENT" >> TOLD'), '{title}', '{text}'];
  stage.config(`notify: { command: ${JSON.stringify(command)}, on: [gate, end] }\n`);
  const title = 'title: "$(reboot) `x` {text}"\n';
  const { out } = await stage.muster(['submit', '-'], { input: stage.task(stage.project('shop'), ['asks', 'two'], title) });
  const run = out.trim();
  await until('the question', () => told().includes('|gate'));
  assert.is(told(), `$(reboot) \`x\` {text}|Which of the two tariffs is meant? (muster approvals ${run}.g1)|gate\n`);
  await stage.muster(['reject', `${run}.g1`]);
  await stage.ended(run);
  await until('the end', () => told().includes('|degraded') || told().includes('|end'));
});

for (const [what, script] of [
  ['hangs', 'echo begun >> TOLD; sleep 1000'],
  ['hangs and cannot be asked to go', 'trap "" TERM INT HUP; echo begun >> TOLD; while :; do sleep 1; done'],
  ['fails', 'echo begun >> TOLD; exit 3'],
  ['prints a megabyte', 'echo begun >> TOLD; head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2'],
] as const) {
  test(`a program that ${what} does no harm`, async ({ stage, program, told }) => {
    stage.config(`notify: { command: [${JSON.stringify(program('tell', script))}] }\n`);
    const { code, err } = await stage.muster(['run', '-', '-q'], { input: stage.task(stage.project('shop'), ['one', 'two']) });
    assert.is(code, 0, err);
    await until('it to be started', () => told().includes('begun'));
    // Nothing of it is left when the daemon has gone; the stage sees to that, and so does the runner.
    assert.is((await stage.muster(['down'])).code, 0);
    await until('it to be gone', () => stage.processes().length === 0);
  });
}

test('a missing program is reported in the log', async ({ stage }) => {
  stage.config('notify: { command: [no-such-program] }\nkeepAwake: true\n');
  const { code } = await stage.muster(['run', '-', '-q'], { input: stage.task(stage.project('shop'), ['one', 'two']) });
  assert.is(code, 0);
  await until('the log', () => /the notification program failed.*ENOENT/.test(readFileSync(stage.home.log, 'utf8')));
});

test('keepAwake holds the machine while workers run, by a program that ends with the daemon', async ({ stage, program, told }) => {
  program('systemd-inhibit', 'echo "$@" >> TOLD; while [ "$1" != tail ]; do shift; done; exec "$@"');
  program('caffeinate', 'echo "$@" >> TOLD; exec tail --pid="$3" -f /dev/null');
  const go = join(stage.folder, 'go');
  stage.agent('slow', 'waits-for-file.mjs', go);
  stage.config('keepAwake: true\n');
  const env = { PATH: `${join(stage.folder, 'bin')}:${process.env.PATH}` };
  await stage.muster(['submit', '-'], { input: stage.task(stage.project('shop'), ['slow', 'two']), env });
  await until('it to be held awake', () => told().includes('--what=sleep:idle') || told().includes('-i -w'));
  const holding = () => stage.processes().length;
  assert.ok(holding() > 0);
  const pid = await stage.daemonPid();
  assert.equal(awakeArgv(pid ?? 0, 'linux').at(-3), `--pid=${pid}`);
  assert.is((await stage.muster(['down', '--now'])).code, 0);
  await until('it to be let go', () => !told().includes('never') && stage.processes().length === 0);
});

test.run();
