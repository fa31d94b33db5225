// From the renaming of a complete file into the inbox to the first running built-in worker; compared with just spawning that
// worker. Once on a daemon that has worked before, and once as the first work of a daemon, which has to start the session host.
//
//   node bench/drop.ts [--quick] [--json]

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node-pty';
import { median, ms } from './support/figures.ts';
import { type Fixture, openFixture } from './support/fixture.ts';
import { type Row, tell } from './support/row.ts';

const GOAL = { later: 80, first: 200 };

await tell(async ({ quick }) => {
  const first: Dropped[] = [];
  const later: Dropped[] = [];
  for (let daemons = quick ? 1 : 4; daemons > 0; daemons--) {
    const fixture = openFixture();
    try {
      const project = fixture.project('shop');
      await fixture.up();
      await sleep(300);
      for (let n = 0; n < (quick ? 2 : 5); n++) (n === 0 ? first : later).push(await dropped(fixture, project, n));
    } finally {
      await fixture.clear();
    }
  }
  return [
    row('drop', 'file renamed into the inbox → first built-in worker runs', later, GOAL.later),
    row('drop-first', 'the same, the first work of a daemon', first, GOAL.first),
  ];
});

type Dropped = { ours: number; bare: number };

async function dropped(fixture: Fixture, project: string, n: number): Promise<Dropped> {
  const draft = join(fixture.folder, 'task.md');
  writeFileSync(draft, fixture.task(project, ['builtin'], '', `Look at it for the ${n + 1}. time.`));
  await sleep(Math.random() * 1_000); // At a random moment within the sweep interval.
  const begun = Date.now();
  renameSync(draft, join(fixture.home.inbox, `task-${n}.md`));
  const started = await fixture.journal().until('a worker', (it) => (it.type === 'attempt.started' ? it : undefined));
  const ours = Date.parse(started.at) - begun;
  await fixture.journal().until('the end', (it) => it.type === 'run.ended');
  return { ours, bare: await bareSpawn(started.payload.argv, fixture.folder) };
}

async function bareSpawn([file = '', ...args]: readonly string[], cwd: string): Promise<number> {
  const begun = performance.now();
  const pty = spawn(file, [...args], { cwd });
  const took = performance.now() - begun;
  await new Promise<void>((resolve) => pty.onExit(() => resolve()));
  return took;
}

function row(key: string, what: string, all: readonly Dropped[], goal: number): Row {
  const ours = median(all.map((it) => it.ours));
  const bare = median(all.map((it) => it.bare));
  return {
    key,
    what,
    ours: ms(ours),
    baseline: `bare spawn: ${ms(bare)}`,
    ratio: `+ ${ms(ours - bare)}`,
    goals: [{ what: 'more', is: ours - bare, unit: 'ms', atMost: goal }],
    figures: { rounds: all.length, ours, bare, slowest: Math.max(...all.map((it) => it.ours)) },
  };
}
