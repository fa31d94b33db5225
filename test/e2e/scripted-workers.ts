// Scripted workers in one run, with limits of seconds instead of minutes: for the tests of misbehaviour, slow healthy workers,
// quotas and lost hosts.

import { join } from 'node:path';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { AttemptView, DispatchView, RunView } from '../../contracts/run/run-view.ts';
import { type DaemonFixture, until, WORKERS } from './daemon-fixture.ts';

export type ScriptedWorker = {
  worker: string;
  args?: readonly string[];
  /** Its own hard deadline. */
  deadline?: string;
  env?: readonly string[];
};

export type Limits = {
  /** How long a worker may show no sign of life; a third of it is the interval of heartbeats. */
  quiet: number;
  /** How long it may show nothing but CPU time. */
  busy: number;
  invalid: number;
  exit: number;
  hard: string;
};

const LONG_LIMITS: Limits = { quiet: 60_000, busy: 120_000, invalid: 2_000, exit: 1_000, hard: '2m' };

/** One analysis for each seat, without convergence and without a report-writer. */
const template = (hard: string): string => `
name: review
replaces: review
description: scripted workers, one look each
roster: [{ role: analyser, seats: task }]
phases: [{ key: analysis, kind: fan-out, role: analyser, skill: analysis }, { key: convergence, kind: convergence }]
quorum: 1
deadline: 10m
limits: { analyser: { soft: ${hard}, hard: ${hard} } }
convergence: { enabled: false }
`;

export function seatWorkers(fixture: DaemonFixture, workers: Readonly<Record<string, ScriptedWorker>>, limits: Partial<Limits> = {}): void {
  const { quiet, busy, invalid, exit, hard } = { ...LONG_LIMITS, ...limits };
  fixture.config(`
workers: { total: 40 }
silence: { beatEvery: ${Math.floor(quiet / 3)}ms, quiet: ${quiet}ms, quietButBusy: ${busy}ms, startup: 1s }
grace: { flush: 500ms, exit: ${exit}ms, invalid: ${invalid}ms, kill: 1s }
`);
  fixture.write(join(fixture.home.templates, 'review.yaml'), template(hard));
  for (const [name, { worker, args = [], deadline, env = [] }] of Object.entries(workers)) {
    const program = worker.endsWith('.sh') ? '/bin/sh' : process.execPath;
    const argv = JSON.stringify([program, join(WORKERS, worker), ...args]);
    const own = deadline === undefined ? '' : `limits: { deadline: ${deadline} }\n`;
    fixture.write(
      join(fixture.home.agents, `${name}.md`),
      `---\nname: ${name}\ndescription: scripted\nprovider: command\nroles: [analyser]\nenv: [${env.join(', ')}]\n${own}argv: ${argv}\n---\n`,
    );
  }
}

/** Drops one task for all of these workers, and returns the run. */
export async function startRun(fixture: DaemonFixture, workers: Readonly<Record<string, ScriptedWorker>>): Promise<string> {
  fixture.drop('look.md', fixture.task(fixture.project('shop'), Object.keys(workers)));
  await until('the run', async () => (await fixture.runs()).length === 1);
  return (await fixture.runs())[0] ?? '';
}

export function dispatchOf(view: RunView, seat: string): DispatchView {
  const dispatch = view.dispatches.find((it) => it.seat === seat);
  if (!dispatch) throw new Error(`there is no dispatch for ${seat}`);
  return dispatch;
}

/** Kind and reason of each attempt, and the outcome of the dispatch. */
export function outcomeOf(
  view: RunView,
  seat: string,
): { attempts: string[]; status: string | null; reason: string | null; flags: string[] } {
  const { attempts, status, reason, result } = dispatchOf(view, seat);
  // A worker that took long and beat never is flagged; how long it took is the machine's business, and no part of the outcome.
  const flags = (result?.flags ?? []).filter((it) => it !== 'heartbeat-missing');
  return { attempts: attempts.map((it) => `${it.kind} ${it.reason}`), status, reason, flags };
}

export const lastAttempt = (view: RunView, seat: string): AttemptView | undefined => dispatchOf(view, seat).attempts.at(-1);

/** The types of a seat's attempt events, with the reason if there is one. */
export function attemptEventsOf(events: readonly EventEnvelope[], seat: string): string[] {
  return events.flatMap(({ type, payload }) => {
    const told = payload as { seat?: string; reason?: string };
    if (told.seat !== seat || !type.startsWith('attempt.')) return [];
    return [told.reason === undefined ? type : `${type} ${told.reason}`];
  });
}

/** Waits until each of these seats has a running worker; returns their pids. */
export async function allRunning(fixture: DaemonFixture, run: string, seats: readonly string[]): Promise<(number | null)[]> {
  let pids: (number | null)[] = [];
  await until(`${seats.join(', ')} to run`, async () => {
    const view = await fixture.view(run);
    const attempts = seats.map((seat) => view.dispatches.find((it) => it.seat === seat)?.attempts.at(-1));
    pids = attempts.map((it) => it?.pid ?? null);
    return attempts.every((it) => it?.state === 'running' || it?.state === 'suspect');
  });
  return pids;
}
