// Looks for an earlier result of the same work, by its key. If another dispatch is doing the same work
// right now, its result is awaited instead of paying for it twice.

import { runOf } from '../../../contracts/ids.ts';
import type { Miss, SoughtKey } from '../../../contracts/run/reuse.ts';
import type { Role } from '../../../contracts/task/agent.ts';
import { USAGE_NONE } from '../../../contracts/usage.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { hiderOf } from '../../../runtime/secrets/redact.ts';
import { flagsOf } from '../../../skills/dispatch/anomalies.ts';
import { missingFrom } from '../../../skills/phases/work-kinds.ts';
import { kinClaim, resultClaim, workClaim } from '../../../skills/reuse/claims.ts';
import { byContent, namesIn, translated } from '../../../skills/reuse/content-names.ts';
import { dispatchFields, ordinalOf } from '../../../skills/reuse/dispatch-key.ts';
import { firstDifference, keyOf } from '../../../skills/reuse/key.ts';
import { isTooOld, mayStillBring } from '../../../skills/reuse/may-reuse.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import { type DispatchState, dispatchOf, type RunState } from '../../../skills/run/state.ts';
import { addUsage, knownUsage } from '../../../skills/wording/usage-sum.ts';
import { readResult } from '../../../validators/result/read-result.ts';
import type { EffectContext } from '../effect-context.ts';
import { equalBody } from '../prompt/prompt-body.ts';
import { comparedMaterial } from '../prompt/prompt-inputs.ts';
import { fingerprintOf } from './fingerprint.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { waitForChange } from './wait-for-change.ts';

type SeekResultEffect = Extract<RunEffect, { kind: 'seek-result' }>;
type Sought = Extract<RunObservation, { kind: 'sought' }>;
type ReusedResult = Extract<RunObservation, { kind: 'reused' }>;

export async function seekResult(_: string, order: SeekResultEffect, context: EffectContext, signal: AbortSignal): Promise<RunObservation> {
  const { dispatch, forced, patience } = order;
  const sought = await soughtKey(order, context);
  if (!sought) return { kind: 'sought', dispatch, sought: null, claims: false, miss: { why: 'unnamed' } };
  const turns = oneAtATime(context.ledger);
  const until = context.clock.awake() + patience;
  for (;;) {
    const earlier = forced ? ({ why: 'forced' } as const) : await earlierResult(order, sought, context);
    if ('kind' in earlier) return earlier;
    const other = await whoWorks(sought.key, dispatch, context, turns);
    if (other === undefined) {
      if (!turns.take(sought.key, dispatch)) continue;
      return inVain(dispatch, sought, earlier, true);
    }
    if (other.lost) return inVain(dispatch, sought, earlier, false);
    if (forced || context.clock.awake() >= until) return inVain(dispatch, sought, { why: 'busy', from: other.dispatch }, false);
    await waitForChange(runOf(other.dispatch), context, signal);
    signal.throwIfAborted();
  }
}

const inVain = (dispatch: string, sought: SoughtKey, miss: Miss, claims: boolean): Sought => ({
  kind: 'sought',
  dispatch,
  sought,
  claims,
  miss,
});

/** Undefined if two of the things that the prompt asks about have equal content, so that neither has a name that holds in other runs. */
async function soughtKey({ prompt, template, names: all, role }: SeekResultEffect, context: EffectContext): Promise<SoughtKey | undefined> {
  const { seat, task } = prompt;
  const base = mustHave(prompt.base, 'a dispatch has no base');
  const provider = mustHave(context.agents.provider(seat.provider), `unknown provider ${seat.provider}`);
  const skill = await context.skillText(prompt.folder);
  const material = await comparedMaterial(prompt, context);
  const body = hiderOf(context.env, context.home.marks)(equalBody(skill, prompt, { inputs: {}, material, fromPerson: [] }));
  const names = namesIn(body, all);
  if (!names) return undefined;
  const fields = dispatchFields({
    engine: context.version,
    template,
    skill,
    body: byContent(body, names),
    inputs: [],
    seat,
    base,
    fingerprint: await fingerprintOf(seat, provider, context),
  });
  return { key: keyOf(fields), kin: digestOfJson([task.project, prompt.folder, role, seat.agent, ordinalOf(seat.name)]), fields, names };
}

async function earlierResult(order: SeekResultEffect, sought: SoughtKey, context: EffectContext): Promise<ReusedResult | Miss> {
  const kept = await context.ledger.claim(resultClaim(sought.key));
  if (!kept) return nearest(sought, context);
  const from = kept.owner;
  if (order.until && !(await takenBy(order.until, context)).has(from)) return { why: 'forced' };
  const state = await runNamed(from, context);
  const origin = state && dispatchOf(state, from);
  const gone: Miss = { why: 'gone', from };
  if (!state || !origin?.accepted || !origin.sought?.key || !(await context.objects.has(origin.accepted.digest))) return gone;
  // Whether it was suspiciously fast is known only beside its siblings, which may have answered later.
  if (flagsOf(state, origin).length > 0) return { why: 'flagged', from };
  if (isTooOld(order.prompt.seat, origin.accepted.at, context.clock.now())) return { why: 'too-old', from };
  const result = resultOf(order, origin, sought, await context.objects.get(origin.accepted.digest));
  if (!result) return gone;
  const answered = origin.attempts.find((it) => it.n === origin.accepted?.attempt);
  return {
    kind: 'reused',
    dispatch: order.dispatch,
    ...{ from, sought, result },
    digest: origin.accepted.digest,
    bytes: origin.accepted.bytes,
    saved: origin.attempts.flatMap((it) => knownUsage(it) ?? []).reduce(addUsage, USAGE_NONE),
    model: answered?.model ?? null,
    receipt: origin.receipt,
  };
}

/** The results that a run had at a given event, its own and reused ones. */
async function takenBy({ run, seq }: NonNullable<SeekResultEffect['until']>, { ledger }: EffectContext): Promise<ReadonlySet<string>> {
  const events = (await ledger.read(`run/${run}`)).filter((it) => it.seq <= seq);
  return new Set(
    events.flatMap((it) => {
      if (it.type === 'result.accepted') return it.payload.dispatch;
      return it.type === 'dispatch.reused' ? [it.payload.dispatch, it.payload.from] : [];
    }),
  );
}

/** The result with the names of this run. It is validated again, by the same rules. */
function resultOf({ expects }: SeekResultEffect, origin: DispatchState, { names }: SoughtKey, bytes: Buffer) {
  const answered = origin.attempts.find((it) => it.n === origin.accepted?.attempt);
  const text = translated(bytes.toString('utf8'), origin.sought?.key?.names ?? [], names);
  if (!answered || text === undefined) return undefined;
  const expected = { dispatch: origin.id, nonce: answered.nonce, role: origin.role as Role };
  const read = readResult(Buffer.from(text), expected);
  return read.kind === 'valid' && missingFrom(read.result, expects ?? undefined).length === 0 ? read.result : undefined;
}

async function nearest({ kin, fields }: SoughtKey, context: EffectContext): Promise<Miss> {
  const newest = await context.ledger.claim(kinClaim(kin));
  const state = newest && (await runNamed(newest.owner, context));
  const earlier = state && dispatchOf(state, newest.owner);
  const field = earlier?.sought?.key ? firstDifference(fields, earlier.sought.key.fields) : undefined;
  return earlier && field ? { why: 'differs', field, from: earlier.id } : { why: 'first' };
}

/** Undefined if its run no longer exists or cannot be read. */
const runNamed = (dispatch: string, { folded }: EffectContext): Promise<RunState | undefined> =>
  folded(runOf(dispatch)).catch(() => undefined);

/** `lost`: it holds the claim, but nothing will come of it, because its run is paused, has ended, or was set aside. */
async function whoWorks(key: string, own: string, { ledger, folded }: EffectContext, turns: ReturnType<typeof oneAtATime>) {
  const claim = await ledger.claim(workClaim(key));
  const owner = claim?.owner ?? turns.of(key);
  if (owner === undefined || owner === own) return undefined;
  const state = await folded(runOf(owner)).catch(() => undefined);
  const dispatch = state && dispatchOf(state, owner);
  const works = state !== undefined && dispatch !== undefined && mayStillBring(state, dispatch);
  if (works) return { dispatch: owner, lost: false };
  if (claim) return { dispatch: owner, lost: true };
  turns.leave(key, owner);
  return undefined;
}
