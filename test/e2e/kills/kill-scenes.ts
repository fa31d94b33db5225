// Scenes that make the daemon and the session host pass each of their failpoints: who works, what else happens, and in which order one run
// passes them. A test ensures that the scenes cover all failpoints.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRunId } from '../../../daemon/intake/run-id.ts';
import type { FailpointName } from '../../../runtime/failpoints.ts';
import { type DaemonFixture, until } from '../daemon-fixture.ts';

/** At the first hit, or at the one that is counted. */
export type Armed = FailpointName | `${FailpointName}:${number}`;

export type Scene = {
  what: string;
  /** One daemon or host after the other dies at one of these, in this order. */
  points: readonly Armed[];
  /** A scripted worker for each seat; the arguments may be files in the folder of the fixture. */
  seats: Readonly<Record<string, (file: (name: string) => string) => [worker: string, ...args: string[]]>>;
  config: string;
  /** What else stands at the top of the task. */
  more?: string;
  /** A program of another's, by which the first seat works. */
  provider?: 'codex';
  /** Whether a worker is started again for a reason of the scene's own. */
  startsAgain?: true;
  /** Another task comes first and takes the only place. */
  queued?: true;
  /** The project has so many files that its tree is begun while it is captured. */
  large?: true;
  /** No task is dropped: what goes on meanwhile sees to that. */
  undropped?: true;
  /** A drop that must be rejected. */
  rejected?: true;
  /** What a person, or the world, does meanwhile; ended by the signal. */
  meanwhile?: (fixture: DaemonFixture, signal: AbortSignal) => Promise<void>;
};

const CONFIG = 'maxConcurrentRuns: 1\ngrace: { exit: 500ms, kill: 500ms }\n';
const TWO: Scene['seats'] = { one: () => ['reviews.mjs'], two: () => ['agrees.mjs'] };
const ONE: Scene['seats'] = { one: () => ['reviews.mjs'] };
const PLAIN = { seats: TWO, config: CONFIG };

/** In the order in which a plain run wants them. */
const EFFECTS = [
  'ask-admission',
  'capture-base',
  'bind',
  'seek-result',
  'make-workplace',
  'write-prompt',
  'start',
  'look',
  'end',
  'check-evidence',
  'clear-workplaces',
  'compose-report',
] as const;

export const EFFECT_SCENES: readonly Scene[] = [
  {
    ...PLAIN,
    what: 'before every effect of a plain run',
    points: ['effect.await-end.before', ...EFFECTS.map((it) => `effect.${it}.before` as const)],
  },
  {
    ...PLAIN,
    what: 'after every effect of a plain run',
    points: [...EFFECTS.map((it) => `effect.${it}.after` as const), 'effect.await-end.after'],
  },
];

/** The effects that only a task of another type wants. */
export const WORK_SCENES: readonly Scene[] = [
  {
    ...PLAIN,
    what: 'around the audit of the sources, when work is judged',
    more: 'type: final-verification\n',
    points: ['effect.audit-source.before', 'effect.audit-source.after'],
  },
];

export const WAITING_SCENES: readonly Scene[] = [
  {
    ...PLAIN,
    what: 'around the wait for a place',
    queued: true,
    points: ['effect.await-admission.before', 'effect.await-admission.after'],
  },
  {
    ...PLAIN,
    what: 'around the wait for a word of a person',
    provider: 'codex',
    points: ['effect.await-consent.before', 'effect.await-consent.after'],
    meanwhile: allow,
  },
  {
    what: 'around the hold of a provider and its release',
    seats: { one: (file) => ['quota.mjs', file('met'), '4'], two: TWO.two ?? raise() },
    config: CONFIG,
    startsAgain: true,
    points: ['effect.hold-provider.before', 'effect.hold-provider.after', 'effect.await-release.before', 'effect.await-release.after'],
  },
  {
    what: 'while others of a held provider work',
    seats: { one: (file) => ['quota.mjs', file('met'), '3'], two: () => ['bursts.mjs', '500', '12'] },
    config: CONFIG,
    startsAgain: true,
    points: ['effect.keep-held.before', 'effect.release.before', 'effect.release.after'],
  },
  {
    what: 'around the wait for a late answer',
    seats: { one: (file) => ['late.mjs', file('answer')], two: (file) => ['waits-for-file.mjs', file('go')] },
    config: `${CONFIG}silence: { beatEvery: 500ms, quiet: 2s, quietButBusy: 4s, startup: 500ms }\n`,
    startsAgain: true,
    points: ['effect.await-late.before', 'effect.await-late.after'],
    meanwhile: answerLate,
  },
];

export const DAEMON_SCENES: readonly Scene[] = [
  {
    ...PLAIN,
    what: 'around the claim of a drop, and what the lead decides and writes',
    rejected: true,
    points: [
      'inbox.before-claim',
      'inbox.claimed',
      'inbox.created',
      'inbox.linked',
      'inbox.linked',
      'lead.before-append',
      'lead.after-append',
      'lead.before-append:3',
      'lead.after-append:4',
      'projection.before-write',
      'projection.between-files',
      'projection.after-write',
    ],
  },
  ...(['ahead.begun', 'ahead.made'] as const).map(
    (it): Scene => ({ ...PLAIN, what: 'over a tree that nobody has asked for yet', large: true, points: [it] }),
  ),
  {
    ...PLAIN,
    what: 'around a command',
    undropped: true,
    points: ['control.asked', 'control.done', 'control.asked:2', 'control.done'],
    meanwhile: orderTwice,
  },
];

/** A process that goes on writing is killed at one of these again and again, each time a little later. */
export const AGAIN_AND_AGAIN: readonly (readonly [FailpointName, FailpointName])[] = [
  ['ledger.before-commit', 'ledger.after-commit'],
  ['ledger.committed', 'ledger.after-commit'],
  ['file.before-rename', 'file.after-rename'],
];

/** Each in a home of its own: one host dies, another takes its place, and the daemon lives on. */
export const HOST_SCENES: readonly Scene[] = [
  ...(['epoch-written', 'asked', 'intent-written', 'forked', 'started-written', 'exit-seen', 'before-ended', 'ended-written'] as const).map(
    (it): Scene => ({ what: it, seats: ONE, config: CONFIG, points: [`host.${it}`] }),
  ),
  // The host comes by these when it must end somebody who stays.
  ...(['before-kill', 'after-kill'] as const).map(
    (it): Scene => ({ what: it, seats: { one: () => ['stays.mjs'] }, config: CONFIG, points: [`host.${it}`] }),
  ),
  {
    what: 'lost-found',
    seats: { one: (file) => ['waits-for-file.mjs', file('go')] },
    config: CONFIG,
    points: ['host.lost-found'],
    meanwhile: killFirstHost,
  },
];

/** Come by only in a situation of their own: the test that makes it, and arms them. */
export const ELSEWHERE: Readonly<Partial<Record<FailpointName, string>>> = {
  'effect.complete-report.before': 'test/e2e/system/stub-report.test.ts',
  'effect.complete-report.after': 'test/e2e/system/stub-report.test.ts',
  'effect.open-plan.before': 'test/e2e/execution/kills.test.ts',
  'effect.open-plan.after': 'test/e2e/execution/kills.test.ts',
  'effect.claim-stage.before': 'test/e2e/execution/kills.test.ts',
  'effect.claim-stage.after': 'test/e2e/execution/kills.test.ts',
  'effect.prepare-stage.before': 'test/e2e/execution/kills.test.ts',
  'effect.prepare-stage.after': 'test/e2e/execution/kills.test.ts',
  'effect.seal-stage.before': 'test/e2e/execution/kills.test.ts',
  'effect.seal-stage.after': 'test/e2e/execution/kills.test.ts',
  'effect.prove-stage.before': 'test/e2e/execution/kills.test.ts',
  'effect.prove-stage.after': 'test/e2e/execution/kills.test.ts',
  'effect.prove-union.before': 'test/e2e/execution/union.test.ts',
  'effect.prove-union.after': 'test/e2e/execution/union.test.ts',
  'effect.read-prompt.before': 'test/e2e/make/kills.test.ts',
  'effect.read-prompt.after': 'test/e2e/make/kills.test.ts',
  'effect.compile-prompt.before': 'test/e2e/make/kills.test.ts',
  'effect.compile-prompt.after': 'test/e2e/make/kills.test.ts',
  'effect.check-artifact.before': 'test/e2e/make/kills.test.ts',
  'effect.check-artifact.after': 'test/e2e/make/kills.test.ts',
  'effect.place-artifact.before': 'test/e2e/make/kills.test.ts',
  'effect.place-artifact.after': 'test/e2e/make/kills.test.ts',
  'impact.before-record': 'test/e2e/make/kills.test.ts',
  'impact.recorded': 'test/e2e/make/kills.test.ts',
  'impact.accepted': 'test/e2e/make/kills.test.ts',
  'handover.objects-in': 'test/e2e/execution/handover/hand-over.test.ts',
  'handover.branch-moved': 'test/e2e/execution/handover/hand-over.test.ts',
  'handover.branch-made': 'test/e2e/execution/handover/hand-over.test.ts',
  'handover.pushed': 'test/e2e/execution/handover/pull-request.test.ts',
  'prune.decided': 'test/e2e/system/keeping-house.test.ts',
};

export const SCENES: readonly Scene[] = [...EFFECT_SCENES, ...WORK_SCENES, ...WAITING_SCENES, ...DAEMON_SCENES, ...HOST_SCENES];

function raise(): never {
  throw new Error('there is no such seat');
}

/** A person says so when the run waits for it, to whichever daemon is there. */
async function allow(fixture: DaemonFixture, signal: AbortSignal): Promise<void> {
  const waits = async () => {
    const [run] = await fixture.runs();
    return signal.aborted || (run !== undefined && (await fixture.view(run)).status === 'awaiting-consent');
  };
  await until('the run to wait for a word', waits);
  const order = { kind: 'allow' as const, project: join(fixture.folder, 'shop'), providers: ['codex'] };
  const actor = { kind: 'person' as const, pid: process.pid };
  await insist(fixture, signal, { ask: 'order', command: { token: crypto.randomUUID(), actor, order } });
}

/** The answer comes when the worker was given up, and before the other one is done. */
async function answerLate(fixture: DaemonFixture, signal: AbortSignal): Promise<void> {
  const met = (found: string) => async () => signal.aborted || (await dispatchOf(fixture, 'one'))?.status === found;
  await until('the worker to be given up', met('timeout'));
  writeFileSync(join(fixture.folder, 'answer'), '');
  await until('its late answer to be taken', met('completed'));
  writeFileSync(join(fixture.folder, 'go'), '');
}

async function dispatchOf(fixture: DaemonFixture, seat: string) {
  const [run] = await fixture.runs();
  return run === undefined ? undefined : (await fixture.view(run)).dispatches.find((it) => it.seat === seat);
}

/** A person who submits, and writes a note, and says it again until somebody says that it is done. */
async function orderTwice(fixture: DaemonFixture, signal: AbortSignal): Promise<void> {
  const run = newRunId();
  const actor = { kind: 'person' as const };
  const text = fixture.task(join(fixture.folder, 'shop'), ['one', 'two']);
  const origin = { kind: 'command' as const, command: 'submit', cwd: fixture.folder };
  const note = { kind: 'note' as const, run, text: 'seen' };
  await insist(fixture, signal, { ask: 'submit', run, text, name: 'look.md', origin, actor });
  await insist(fixture, signal, { ask: 'order', command: { token: 'seen-by-me', actor, order: note } });
}

async function insist(fixture: DaemonFixture, signal: AbortSignal, question: Parameters<DaemonFixture['ask']>[0]): Promise<void> {
  await until(
    `an answer to ${question.ask}`,
    () =>
      signal.aborted ||
      fixture.ask(question).then(
        () => true,
        () => false,
      ),
    60_000,
  );
}

/** The first host dies by the way, over a worker; the one that finds it dies of its failpoint. */
async function killFirstHost(fixture: DaemonFixture, signal: AbortSignal): Promise<void> {
  await until('a worker to run', async () => signal.aborted || (await dispatchOf(fixture, 'one'))?.attempts[0]?.state === 'running');
  for (const pid of fixture.hosts()) process.kill(pid, 'SIGKILL');
  await until('the second host to die', () => signal.aborted || existsSync(join(fixture.folder, 'died')));
  writeFileSync(join(fixture.folder, 'go'), '');
}
