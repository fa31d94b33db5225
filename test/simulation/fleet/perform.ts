// Performs the effects of a run in a simulated fleet. The real rules decide where a worker is started, looked at and ended; what
// the worker does is simulated.

import { dirname } from 'node:path';
import { localOf } from '../../../contracts/ids.ts';
import { USAGE_UNAVAILABLE } from '../../../contracts/usage.ts';
import type { Host } from '../../../contracts/work/session.ts';
import { endSession } from '../../../daemon/effects/attempt/end-session.ts';
import { keepAnswer } from '../../../daemon/effects/attempt/keep-answer.ts';
import { makeReady } from '../../../daemon/effects/attempt/make-ready.ts';
import type { EffectContext } from '../../../daemon/effects/effect-context.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { Log } from '../../../runtime/log/log.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import type { Watch } from '../../../skills/dispatch/watch.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { seat } from '../../unit/daemon/lead/test-run.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Process } from './machines.ts';
import { performStage, workText } from './stage-work.ts';

export type Setup = {
  by: Process;
  faults: FaultPlan;
  nth(place: string): string;
  objects: Objects;
  /** Sessions on this machine and on the hosts. */
  host: Pick<Host, 'observe' | 'stop'>;
  elsewhere: NonNullable<EffectContext['elsewhere']>;
  /** Whether the base can be sent to a host. */
  travels: boolean;
  /** Why a stub is written instead of the report; it ends the run as well. */
  cannot(effect: RunEffect): void;
};

const QUIET: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, close: async () => {} };

/** The base, in the object store. */
const BUNDLE = Buffer.from('what is looked at');
const HASH = 'a'.repeat(64);
const NONCE = /n-[0-9a-z-]+/;

const promptOf = (dispatch: string, attempt: number, by: string): string => `n-${localOf(dispatch)}-${attempt}-${by} ${dispatch}`;

/** What a worker with this prompt writes, and how long it works. */
export function workOf(faults: FaultPlan, key: string, prompt: string, role: string): { bytes: Buffer; lasts: number } {
  const dispatch = key.slice(0, key.lastIndexOf('.'));
  const nonce = NONCE.exec(prompt)?.[0] ?? '';
  const rest = { findings: [], looked: [], verdicts: [], gaps: [] };
  const proposal = { title: 'Mend it', summary: 'mended', amend: [], follows: [] };
  const said = role === 'executor' ? { proposal } : rest;
  const answer = { dispatch, nonce, role, status: 'done', summary: `${key} ${nonce}`, ...said };
  const random = faults.random(`work ${key} ${nonce}`);
  return {
    bytes: Buffer.from(JSON.stringify(answer)),
    lasts: random.chance(0.7) ? random.between(2_000, 40_000) : random.between(40_000, 180_000),
  };
}

export function performIn(around: Setup, run: string): (effect: RunEffect, signal: AbortSignal) => Promise<RunObservation> {
  const { by, faults, nth, objects, host, elsewhere, travels } = around;
  const { machine, clock } = by;
  const folder = machine.home.run(run);
  const resultOf = (dispatch: string): string => folder.results(localOf(dispatch)).result;
  const firstEnded = new Map<string, number>();

  async function lookAt(dispatch: string, attempt: number): Promise<Look> {
    const key = `${dispatch}.${attempt}`;
    const [session] = await host.observe([key]);
    const now = clock.awake();
    if (session?.end && !firstEnded.has(key)) firstEnded.set(key, now);
    const file = machine.files.get(resultOf(dispatch));
    return {
      at: clock.now(),
      session,
      endedFor: session?.end ? now - (firstEnded.get(key) ?? now) : 0,
      result: file ? { kind: 'there', bytes: file.bytes, digest: digestOf(file.bytes), unchangedFor: now - file.at } : { kind: 'none' },
      quietBeat: null,
    };
  }

  async function untilJudged(dispatch: string, attempt: number, watch: Watch, signal: AbortSignal): Promise<Look> {
    for (;;) {
      const look = await lookAt(dispatch, attempt);
      const judgement = judgeLook(watch, look);
      if (judgement.kind !== 'wait') {
        await keepAnswer(watch, look, objects);
        return look;
      }
      await clock.sleep(Math.max(25, Math.min(judgement.askAgainIn, 1_000)), signal);
      signal.throwIfAborted();
    }
  }

  async function start(effect: Extract<RunEffect, { kind: 'start' }>, signal: AbortSignal): Promise<RunObservation> {
    const { dispatch, attempt, before, prompt } = effect;
    const place = resultOf(dispatch);
    if (before && machine.files.has(place)) {
      const look = await lookAt(dispatch, attempt - 1);
      if (judgeLook(before, look).kind === 'answered') {
        await keepAnswer(before, look, objects);
        return { kind: 'orphan', dispatch, attempt, look };
      }
      machine.files.delete(place);
    }
    const { writes } = effect;
    const key = `${dispatch}.${attempt}`;
    const isHosted = (await elsewhere.place(effect)).kind === 'hosts';
    const known = (await host.observe([key])).length > 0;
    if (writes && !known) await makeReady(run, effect, writes, { elsewhere, log: QUIET }, signal);
    const away = isHosted ? await elsewhere.start(run, effect, signal) : undefined;
    if (away && away.kind !== 'here') return away;
    const { bytes, lasts } = workOf(faults, key, (await objects.get(prompt.digest)).toString('utf8'), effect.seat.role);
    const works = writes && effect.workplace !== null ? { works: { path: effect.workplace, text: workText(key) } } : {};
    machine.start({ key, writes: { at: 0, bytes, path: place }, ...works }, lasts);
    return { kind: 'started', dispatch, attempt, pid: 1, argv: ['worker'], model: 'none' };
  }

  return async (effect, signal) => {
    await clock.sleep(faults.random(nth(`${machine.name} ${effect.kind}`)).between(1, 30), signal);
    signal.throwIfAborted();
    switch (effect.kind) {
      case 'ask-admission':
      case 'await-admission':
        return { kind: 'admitted' };
      case 'await-consent':
        return { kind: 'consented', providers: effect.providers };
      case 'capture-base': {
        const gitDir = `${machine.home.bases}/p.git`;
        const base = { kind: 'git' as const, root: '/p', gitDir, commit: 'c'.repeat(40), tree: 'd'.repeat(40), label: 'worktree' };
        const bundle = travels ? { bundle: await objects.put(BUNDLE) } : {};
        return { kind: 'captured', base: { ...base, uncommitted: false, leftOut: [], ...bundle }, dismissed: [], notes: [] };
      }
      case 'bind':
        return { kind: 'bound', seats: [seat('ada'), seat('eve'), seat('bo', 'command', 'executor')], notes: [] };
      case 'seek-result':
        return { kind: 'sought', dispatch: effect.dispatch, sought: null, claims: false, miss: { why: 'first' } };
      case 'write-prompt': {
        const { as, dispatch, attempt } = effect;
        const text = promptOf(dispatch, attempt, `${machine.name}${nth('prompt').replace(/\D+/g, '')}`);
        const digest = await objects.put(Buffer.from(text));
        const path = `${folder.prompts}/${localOf(dispatch)}.${attempt}.md`;
        const nonce = NONCE.exec(text)?.[0] ?? '';
        return { kind: 'prompt', as, dispatch, attempt, path, digest, body: HASH, bytes: text.length, nonce };
      }
      case 'start':
        return start(effect, signal);
      case 'look':
        return {
          kind: 'looked',
          dispatch: effect.dispatch,
          attempt: effect.attempt,
          look: await untilJudged(effect.dispatch, effect.attempt, effect.watch, signal),
        };
      case 'await-late':
        return {
          kind: 'late',
          dispatch: effect.dispatch,
          attempt: effect.attempt,
          look: await untilJudged(effect.dispatch, effect.attempt, effect.watch, signal),
        };
      case 'end': {
        const { dispatch, attempt } = effect;
        const key = `${dispatch}.${attempt}`;
        const ending = await endSession(effect, { look: () => lookAt(dispatch, attempt), stop: () => host.stop(key) });
        if (ending.kind === 'spared') {
          await keepAnswer(effect.watch, ending.look, objects);
          return { kind: 'looked', dispatch, attempt, look: ending.look };
        }
        const { view, look } = ending;
        await keepAnswer(effect.watch, look, objects);
        const end = view?.end ?? look.session?.end ?? null;
        return {
          kind: 'ended',
          dispatch,
          attempt,
          look,
          end,
          usage: USAGE_UNAVAILABLE,
          age: look.session?.age ?? 0,
          errors: [],
          because: null,
        };
      }
      case 'check-evidence':
        return { kind: 'evidence', dispatch: effect.dispatch, findings: [], verdicts: [], gaps: [] };
      case 'compose-report':
        return { kind: 'composed', json: HASH, markdown: HASH, html: HASH, path: dirname(folder.progress), stub: false };
      case 'clear-workplaces':
        for (const key of effect.sessions) await host.stop(key);
        return { kind: 'cleared', moved: 0 };
      case 'open-plan':
      case 'claim-stage':
      case 'prepare-stage':
      case 'seal-stage':
      case 'prove-stage':
      case 'prove-union':
        return performStage(run, effect, { machine, elsewhere, now: clock.now() }, signal);
      default:
        around.cannot(effect);
        throw new Error(`nobody in a simulated fleet does ${effect.kind}`);
    }
  };
}
