// A whole run with 8 workers that have nothing to say, from submission to its last event; compared with starting the same 8
// commands in plain terminals, all at once, with and without 8 git worktrees. Once with programs that have a runtime to start, as
// agents do, and once with a few lines of shell.
//
//   node bench/whole-run.ts [--quick] [--json]

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IPty, spawn } from 'node-pty';
import { inTurn, median, ms, short, timed } from './support/figures.ts';
import { openFixture } from './support/fixture.ts';
import { worktrees } from './support/large-project.ts';
import { type Row, tell } from './support/row.ts';

const WORKERS = join(import.meta.dirname, 'workers');
const GOAL = { both: 1, bare: 3 };
/** The last of each kind, in milliseconds after the submission. */
const STEPS: Record<string, string> = {
  'run.admitted': 'admitted',
  'base.captured': 'captured',
  'run.bound': 'bound',
  'prompt.written': 'prompted',
  'attempt.started': 'started',
  'result.accepted': 'accepted',
  'attempt.ended': 'left',
  'report.composed': 'reported',
  'run.ended': 'ended',
};

await tell(async ({ quick }) => {
  const times = quick ? 1 : 9;
  const shell = await measured('whole-run-sh', 'sh', ['/bin/sh', join(WORKERS, 'nothing.sh')], times);
  if (quick) return [shell];
  return [await measured('whole-run', 'node', [process.execPath, join(WORKERS, 'nothing.mjs')], times), shell];
});

async function measured(key: string, name: string, argv: readonly string[], times: number): Promise<Row> {
  const fixture = openFixture();
  const folder = mkdtempSync(join(tmpdir(), 'bare-'));
  try {
    fixture.settings({ workers: 16 });
    fixture.hire('idler', [...argv, '{prompt}', '{result}']);
    const project = fixture.project('shop');
    await fixture.up();
    const steps = new Map<string, number[]>();
    let prompt = await whole(); // The first one starts the session host.
    const made: number[] = [];
    const [ours, bare] = await inTurn(
      times,
      () =>
        timed(async () => {
          prompt = await whole(steps);
        }),
      async () => {
        made.push((await worktrees(project, join(folder, 'worktrees'), 8)).all);
        return timed(() => atOnce(argv, prompt, folder));
      },
    );
    const [own, other, trees] = [median(ours), median(bare), median(made)];
    return {
      key,
      what: `whole run with 8 workers that do nothing (${name})`,
      ours: ms(own),
      baseline: `the same 8 commands in bare node-pty: ${ms(other)}; 8 × \`git worktree add\` before: ${ms(trees)}`,
      ratio: `${short(own / (other + trees))} × of both, ${short(own / other)} × of the commands`,
      goals: [
        { what: 'both', is: own / (other + trees), unit: '×', atMost: GOAL.both },
        { what: 'commands', is: own / other, unit: '×', atMost: GOAL.bare },
      ],
      figures: {
        rounds: times,
        ours: own,
        bare: other,
        worktrees: trees,
        ...Object.fromEntries([...steps].map(([type, all]) => [STEPS[type] ?? type, median(all)])),
      },
    };

    /** Returns the path of a prompt, and the time from the submission to each step. */
    async function whole(seen = new Map<string, number[]>()): Promise<string> {
      const begun = Date.now();
      const run = await fixture.submit(project, Array(8).fill('idler'));
      const latest = new Map<string, number>();
      let path = '';
      await fixture.journal().until(`the end of ${run}`, ({ stream, type, payload, at }) => {
        if (stream !== `run/${run}`) return undefined;
        if (type === 'prompt.written') path = payload.path;
        if (type in STEPS) latest.set(type, Date.parse(at) - begun);
        return type === 'run.ended';
      });
      for (const [type, after] of latest) seen.set(type, [...(seen.get(type) ?? []), after]);
      return path;
    }
  } finally {
    await fixture.clear();
    rmSync(folder, { recursive: true });
  }
}

async function atOnce([file = '', ...args]: readonly string[], prompt: string, folder: string): Promise<void> {
  const copy = join(folder, 'prompt.md');
  writeFileSync(copy, readFileSync(prompt));
  const all = Array.from({ length: 8 }, (_, n) => spawn(file, [...args, copy, join(folder, `result-${n}.json`)], { cwd: folder }));
  await Promise.all(all.map(exited));
}

function exited(pty: IPty): Promise<void> {
  return new Promise((resolve) => pty.onExit(() => resolve()));
}
