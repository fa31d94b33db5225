// Which findings leave the queue now: after grouping, after each round, and all of them at the end.

import type { CanonicalFinding, Convergence } from '../../contracts/convergence.ts';
import { rootOf } from './aliases.ts';
import { queued, type Settled, withSettled } from './course.ts';
import { left, settle } from './settle.ts';
import { type Tally, tallyOf } from './tally.ts';

/**
 * First what nobody holds any more, so that nothing is merged into it; then duplicates, since they
 * bring their origins to the finding they repeat; then the table.
 */
export function leavingQueue(convergence: Convergence, final: boolean): Settled[] {
  const occasion = { round: convergence.round, final, adversarial: convergence.settings.adversarial };
  const settled: Settled[] = [];
  let now = convergence;
  const leave = (findings: readonly CanonicalFinding[], judge: (now: Convergence, it: CanonicalFinding) => Settled | undefined): void => {
    for (const finding of findings) {
      const one = judge(now, finding);
      if (one === undefined) continue;
      settled.push(one);
      now = withSettled(now, [one]);
    }
  };
  const byTable = (state: Convergence, finding: CanonicalFinding): Settled | undefined => {
    const { state: next, reason } = settle(tallyOf(state, finding), occasion);
    return next === 'queued' ? undefined : { finding: finding.id, state: next, round: occasion.round, reason };
  };
  leave(queued(now), (state, finding) => (tallyOf(state, finding).supporters.length === 0 ? byTable(state, finding) : undefined));
  // The newest first: of two that are called duplicates of each other the older one stays.
  leave(queued(now).toReversed(), (state, finding) => mergeOf(state, finding, final));
  leave(queued(now), byTable);
  return settled;
}

/**
 * A finding is merged when those who raised it say so, or when nobody is left to ask and more voices
 * call it a duplicate of one finding than judged it as a thing of its own.
 */
function mergeOf(convergence: Convergence, finding: CanonicalFinding, final: boolean): Settled | undefined {
  const tally = tallyOf(convergence, finding);
  const [target, callers] = mostNamed(convergence, tally) ?? [];
  if (target === undefined || callers === undefined) return undefined;
  const origins = tally.supporters.filter(({ origin }) => origin);
  const others = [...tally.supporters, ...tally.opponents].filter(({ origin, duplicateOf }) => !origin && duplicateOf === undefined).length;
  const otherTargets = voicesOf(tally).filter(({ duplicateOf }) => duplicateOf !== undefined).length - callers.length;
  const byOrigins = origins.length > 0 && origins.every((voice) => callers.includes(voice));
  if (!byOrigins && (left(tally, final) > 0 || callers.length <= others + otherTargets)) return undefined;
  const said = callers.map(({ name }) => name).join(', ');
  return {
    finding: finding.id,
    state: 'merged',
    round: convergence.round,
    mergedInto: target,
    reason: `It repeats ${target}, says ${said}.`,
  };
}

/** The queued finding that most voices call this one a duplicate of; of equals the one with the lower id. */
function mostNamed(convergence: Convergence, tally: Tally): [target: string, callers: Tally['skipped']] | undefined {
  const named = new Map<string, Tally['skipped'][number][]>();
  for (const voice of voicesOf(tally)) {
    if (voice.duplicateOf === undefined) continue;
    const target = rootOf(convergence.findings, voice.duplicateOf);
    if (target === tally.finding.id || !convergence.findings.some(({ id, state }) => id === target && state === 'queued')) continue;
    named.set(target, [...(named.get(target) ?? []), voice]);
  }
  return [...named].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0];
}

const voicesOf = ({ supporters, skipped }: Tally): Tally['skipped'] => [...supporters, ...skipped];
