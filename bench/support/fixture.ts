// A home with a daemon as people have it: its own process, workers in terminals, and complete cleanup. The bench plays the workers:
// their programs only wait, and it writes their results.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reachDaemon } from '../../daemon/control/client.ts';
import { newRunId } from '../../daemon/intake/run-id.ts';
import { readProcessTable } from '../../runtime/processes/processes.ts';
import { RESIDENT, RESIDENT_ENVIRONMENT } from '../../runtime/resident/flags.ts';
import { openDaemonFixture, until } from '../../test/e2e/daemon-fixture.ts';
import { type Journal, openJournal } from './homes/journal.ts';
import { program } from './package.ts';

export type Fixture = ReturnType<typeof openFixture>;
export type Daemon = { pid: number /** From the start of its process until it answered. */; readyAfter: number };

/** Everyone looks once; nobody examines or narrates. A worker that has answered is left alone. */
const TEMPLATE = `
name: looks
description: one look each
roster: [{ role: analyser, seats: task }]
phases: [{ key: analysis, kind: fan-out, role: analyser, skill: analysis }, { key: convergence, kind: convergence }]
quorum: 1
deadline: 10h
limits: { analyser: { soft: 9h, hard: 10h } }
convergence: { enabled: false }
`;

/** `within`: the folder of the home and its projects. A caller that deletes this folder itself need not have them removed. */
export function openFixture(within?: string) {
  const fixture = openDaemonFixture('home', undefined, within);
  const children = new Set<ChildProcess>();
  const workers = new Set<number>();
  let journal: Journal | undefined;

  async function up(env: Record<string, string> = {}): Promise<Daemon> {
    const begun = performance.now();
    const child = spawn(process.execPath, [...RESIDENT, program('daemon/main'), '--home', fixture.root, '--mode', 'up'], {
      env: { ...process.env, ...RESIDENT_ENVIRONMENT, MUSTER_HOST_IDLE_MS: '500', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    children.add(child);
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the daemon ended with ${child.exitCode}`);
      const daemon = await reachDaemon(fixture.root).catch(() => undefined);
      const hello = (await daemon?.ask({ ask: 'hello' }).catch(() => undefined)) as { pid: number } | undefined;
      daemon?.close();
      if (hello?.pid === child.pid) return { pid: child.pid ?? 0, readyAfter: performance.now() - begun };
      await sleep(2);
    }
  }

  async function down(): Promise<void> {
    const living = [...children];
    children.clear();
    for (const child of living) child.kill('SIGTERM');
    await until('the daemon to end', () => living.every((it) => it.exitCode !== null || it.signalCode !== null), 60_000);
  }

  return {
    ...fixture,
    up,
    down,
    /** What the daemon has journaled. */
    journal(): Journal {
      journal ??= openJournal(fixture.home.ledger);
      return journal;
    },
    settings({ workers, more = '' }: { workers: number; more?: string }): void {
      fixture.config(`workers: { total: ${workers} }\nmaxConcurrentRuns: 64\ngrace: { exit: 9h }\n${more}`);
      fixture.write(join(fixture.home.templates, 'looks.yaml'), TEMPLATE);
    },
    /** Adds a program as an agent of the home. */
    hire(name: string, argv: readonly string[]): void {
      fixture.write(join(fixture.home.agents, `${name}.md`), agentText(name, argv));
    },
    async submit(project: string, agents: readonly string[]): Promise<string> {
      const run = newRunId(8);
      const text = fixture.task(project, agents, 'type: looks\n', `Look at it. This is ${run}.`);
      await fixture.ask({
        ask: 'submit',
        run,
        text,
        name: `${run}.md`,
        origin: { kind: 'tool', tool: 'bench' },
        actor: { kind: 'person' },
      });
      return run;
    },
    /** To be killed with the rest. */
    knows(pid: number | null): void {
      if (pid !== null) workers.add(pid);
    },
    async clear(): Promise<void> {
      journal?.close();
      for (const child of children) child.kill('SIGKILL');
      await fixture.clear({ keep: within !== undefined });
      const left = () => readProcessTable().rows.filter((it) => workers.has(it.pid) && isSleeper(it.pid));
      for (const { pid } of left()) process.kill(pid, 'SIGKILL');
      await until('every worker to be gone', () => left().length === 0);
    },
  };
}

export const agentText = (name: string, argv: readonly string[]): string =>
  `---\nname: ${name}\ndescription: of the bench\nprovider: command\nroles: [analyser]\nargv: ${JSON.stringify(argv)}\n---\n`;

function isSleeper(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(PATIENCE);
  } catch {
    return false;
  }
}

/** Longer than any measurement; it also identifies our workers. */
const PATIENCE = '86399';
export const SLEEPER: readonly string[] = ['/bin/sleep', PATIENCE];
