// The overhead of the command line: reading commands on a home with 10,000 runs compared with an idle Node, and `muster run`
// compared with the daemon's time for the same run.
//
//   node bench/rows/commands.ts [--quick] [--json]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, ms, short, timed } from '../support/figures.ts';
import { type Fixture, openFixture } from '../support/fixture.ts';
import { fillWithPast } from '../support/homes/past-runs.ts';
import { LAUNCHER } from '../support/package.ts';
import { type Row, tell } from '../support/row.ts';

/** The exit code of a run whose question was only examined by rules. */
const ONLY_RULES = 6;
const GOAL = { reads: 4, run: 60 };

await tell(async ({ quick }) => {
  const [runs, rounds] = quick ? [20, 1] : [10_000, 9];
  const fixture = openFixture();
  try {
    const project = fixture.project('shop');
    const [last = ''] = (await fillWithPast(fixture, project, runs)).slice(-1);
    await fixture.up();
    return [await reads(fixture, last, runs, rounds), await runCommand(fixture, project, rounds)];
  } finally {
    await fixture.clear();
  }
});

/** All of them in turn; the slowest counts. */
async function reads(fixture: Fixture, run: string, runs: number, rounds: number): Promise<Row> {
  const commands = [['status'], ['runs'], ['stats'], ['show', run], ['findings', run], ['journal', run]];
  const all = new Map<string, number[]>();
  const bare: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const command of commands) {
      const took = await timed(() => muster(fixture, command));
      // The first time fills the compile cache and is not counted.
      if (round > 0) all.set(command[0] ?? '', [...(all.get(command[0] ?? '') ?? []), took]);
    }
    bare.push(await timed(() => once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')));
  }
  const medians = [...all].map(([name, times]) => [name, median(times)] as const).toSorted((a, b) => b[1] - a[1]);
  const [slowest, own] = medians[0] ?? ['', Number.NaN];
  const other = median(bare);
  return {
    key: 'reads',
    what: `the slowest of ${commands.length} reading commands on a home with ${runs.toLocaleString('en')} runs`,
    ours: `${ms(own)} (\`${slowest}\`)`,
    baseline: `\`node -e 0\`: ${ms(other)}`,
    ratio: `${short(own / other)} ×`,
    goals: [{ what: 'time', is: own / other, unit: '×', atMost: GOAL.reads }],
    figures: { rounds, node: other, ...Object.fromEntries(medians) },
  };
}

async function runCommand(fixture: Fixture, project: string, rounds: number): Promise<Row> {
  const seen: { whole: number; inside: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const task = join(fixture.folder, 'task.md');
    writeFileSync(task, fixture.task(project, ['builtin'], '', `Look at it for the ${round + 1}. time.`));
    fixture.journal().news();
    const whole = await timed(() => muster(fixture, ['run', task], [0, ONLY_RULES]));
    const told = fixture.journal().news();
    const at = (type: string) => Date.parse(told.find((it) => it.type === type)?.at ?? '');
    if (round > 0) seen.push({ whole, inside: at('run.ended') - at('run.created') });
  }
  const [whole, inside] = [median(seen.map((it) => it.whole)), median(seen.map((it) => it.inside))];
  const more = median(seen.map((it) => it.whole - it.inside));
  return {
    key: 'run-command',
    what: '`muster run` of a task',
    ours: ms(whole),
    baseline: `the daemon, from its acceptance to its end: ${ms(inside)}`,
    ratio: `+ ${ms(more)}`,
    goals: [{ what: 'more', is: more, unit: 'ms', atMost: GOAL.run }],
    figures: { rounds, whole, inside, more },
  };
}

async function muster(fixture: Fixture, args: readonly string[], accept: readonly number[] = [0]): Promise<void> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...process.env, MUSTER_HOME: fixture.root },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (!accept.includes(code)) throw new Error(`muster ${args.join(' ')} ended with ${code}: ${said}`);
}
