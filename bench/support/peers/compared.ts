// Runs the same eight workers under Muster and under takt, and measures what each costs from the start of the command to its end.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import { until } from '../../../test/e2e/daemon-fixture.ts';
import type { Fixture } from '../fixture.ts';
import { LAUNCHER } from '../package.ts';
import type { Installed } from './peers.ts';
import { type Costs, costsBetween, lookAt, proportionalMemoryOf } from './process-costs.ts';

const WORKERS = 8;
const SCRIPT = join(import.meta.dirname, '..', '..', 'workers', 'says-when.sh');

export type Whole = {
  /** From the start of the command to its end, and from the last worker's answer to its end. */
  total: number;
  exit: number;
};
export type Idle = { cpu: number; wakeUps: number; memory: number };

/** One of the two, ready to be started. */
export type Contestant = {
  start(): ChildProcess;
  /** Its own processes, without workers. */
  own(child: ChildProcess): number[];
  log: string;
  go: string;
};

/** `held`: its workers wait for the file `go`. */
export function muster(fixture: Fixture, project: string, held: boolean): Contestant {
  const [log, go] = [join(fixture.folder, 'muster.log'), join(fixture.folder, 'go')];
  const agent = held ? 'held' : 'quick';
  fixture.hire(agent, ['/bin/sh', SCRIPT, log, held ? go : '-', '{prompt}', '{result}']);
  return {
    log,
    go,
    start() {
      const task = join(fixture.folder, 'compared.md');
      const brief = `Look at it, ${performance.now()}.`;
      writeFileSync(task, fixture.task(project, Array(WORKERS).fill(agent), 'type: looks\n', brief));
      const env = { ...process.env, MUSTER_HOME: fixture.root, MUSTER_HOST_IDLE_MS: '500' };
      return spawn(process.execPath, [LAUNCHER, 'run', task], { env, stdio: 'ignore' });
    },
    own: ({ pid = 0 }) => [...withChildren(pid), daemonOf(fixture), ...fixture.hosts()],
  };
}

export function takt({ package: folder }: Installed, fixture: Fixture, project: string, held: boolean): Contestant {
  const home = join(fixture.folder, 'takt');
  const [log, go, bin] = [join(home, 'log'), join(home, 'go'), join(home, held ? 'held' : 'quick')];
  mkdirSync(join(home, '.takt'), { recursive: true });
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(home, '.takt', 'config.yaml'), 'language: en\nprovider: claude\n');
  const steps = Array.from({ length: WORKERS }, (_, n) => STEP.replace('NAME', `w${n}`)).join('');
  writeFileSync(join(home, 'looks.yaml'), `${HEAD}${steps}    rules:\n      - condition: any("done")\n        next: COMPLETE\n`);
  const program = join(bin, 'claude');
  writeFileSync(
    program,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo '2.1.329 (Claude Code)'; exit 0; fi\nexec /bin/sh '${SCRIPT}' '${log}' ${held ? `'${go}'` : '-'}\n`,
  );
  chmodSync(program, 0o755);
  return {
    log,
    go,
    start: () =>
      spawn(
        process.execPath,
        [join(folder, 'bin', 'takt'), '--pipeline', '--skip-git', '-w', join(home, 'looks.yaml'), '-t', 'Look at it.'],
        {
          cwd: project,
          env: { PATH: `${bin}:${process.env.PATH}`, HOME: home },
          stdio: 'ignore',
        },
      ),
    own: ({ pid = 0 }) => withChildren(pid),
  };
}

export async function whole(contestant: Contestant): Promise<Whole> {
  rmSync(contestant.log, { force: true });
  const begun = Date.now();
  const [code] = await once(contestant.start(), 'exit');
  const end = Date.now();
  const answers = linesIn(contestant.log).map(Number);
  if (answers.length < WORKERS)
    throw new Error(`only ${answers.length} of ${WORKERS} workers answered, and the command ended with ${code}`);
  return { total: end - begun, exit: end - Math.max(...answers) };
}

/** While all of its workers wait. */
export async function waiting(contestant: Contestant, settle: number, span: number): Promise<Idle> {
  for (const it of [contestant.log, `${contestant.log}.begun`, contestant.go]) rmSync(it, { force: true });
  const child = contestant.start();
  const ended = once(child, 'exit');
  await until('all workers to run', () => linesIn(`${contestant.log}.begun`).length >= WORKERS);
  await sleep(settle);
  const own = contestant.own(child);
  const before = own.map(lookAt);
  await sleep(span);
  const spent = own.map((pid, n) => costsBetween(before[n], lookAt(pid)));
  const memory = own.reduce((sum, pid) => sum + (lookAt(pid) ? proportionalMemoryOf(pid) : 0), 0);
  writeFileSync(contestant.go, '');
  await ended;
  const rate = (pick: (it: Costs) => number) => spent.reduce((sum, it) => sum + pick(it), 0) / (span / 1000);
  return { cpu: rate((it) => it.cpu) / 10, wakeUps: rate((it) => it.wakeUps), memory };
}

const linesIn = (log: string): string[] => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []);

/** Workers are started by sh, which does not count as one of its processes. */
const withChildren = (pid: number): number[] =>
  readProcessTable().rows.flatMap((it) => (it.pid === pid || (it.parent === pid && !programOf(it.pid).endsWith('sh')) ? [it.pid] : []));

const programOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
const daemonOf = ({ home }: Fixture): number => (JSON.parse(readFileSync(home.daemonMark, 'utf8')) as { pid: number }).pid;

const HEAD = `name: looks
description: one look each
max_steps: 3
initial_step: look
steps:
  - name: look
    parallel:
`;
const STEP = `      - name: NAME
        edit: false
        instruction: Look at it.
        session: refresh
        rules:
          - condition: done
`;
