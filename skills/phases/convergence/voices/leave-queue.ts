// Which findings leave the queue: after grouping, after each round, and all of them at the end.

import type { CanonicalFinding, Convergence, RefutedPlace } from '../../../../contracts/findings/convergence.ts';
import { mapSteps, type Steps } from '../../../../runtime/steps.ts';
import { placesLeft, placeWords } from '../grouping/folded.ts';
import { findingOf, makeAlias, rootOf } from '../rounds/aliases.ts';
import { asSettled, queued, type Settled, withSettled } from '../rounds/course.ts';
import { refutedPlaces } from './by-place.ts';
import { left, settle } from './settle.ts';
import { type Tally, tallyOf } from './tally.ts';

/**
 * First the findings that no one supports any more, so that nothing is merged into them; then duplicates, because they bring their
 * origins to the finding that they repeat; then the table.
 */
export function* leavingQueue(convergence: Convergence, final: boolean): Steps<Settled[]> {
  const withdrawn = yield* mapSteps(queued(convergence), (finding) => {
    const tally = tallyOf(convergence, finding);
    return tally.supporters.length === 0 ? byTable(convergence, tally, final) : [];
  });
  const held = withSettled(convergence, withdrawn.flat());
  const merged: Settled[] = [];
  // A copy, in which each merge sees the ones before.
  const findings = [...held.findings];
  const merging = { ...held, findings };
  // Newest first: of two that are called duplicates of each other, the older one stays.
  for (const finding of queued(held).toReversed()) {
    yield;
    const one = mergeOf(merging, finding, final);
    if (one === undefined) continue;
    merged.push(one);
    makeAlias(findings, asSettled(finding, one));
  }
  const rest = { ...held, findings: [...findings] };
  const settled = yield* mapSteps(queued(rest), (finding) => byTable(rest, tallyOf(rest, finding), final));
  return [...withdrawn.flat(), ...merged, ...settled.flat()];
}

function byTable(convergence: Convergence, tally: Tally, final: boolean): Settled[] {
  const { round, settings } = convergence;
  const { finding } = tally;
  const { state, reason, claimed } = settle(tally, { round, final, adversarial: settings.adversarial });
  if (state === 'queued') return [];
  const one = { finding: finding.id, state, round, reason, ...(claimed ? { claimed } : {}) };
  const refuted = tally.supporters.length === 0 ? [] : refutedPlaces(convergence, finding, settings.adversarial);
  if (refuted.length === 0) return [one];
  const left = placesLeft(finding).length - refuted.length;
  if (left <= 0) return [{ ...one, state: 'refuted', reason: `Refuted place by place: ${placeReasons(refuted)}`, refuted }];
  return [
    { ...one, reason: `${reason} Refuted at ${refuted.length} of ${finding.places?.length ?? 0} places, which do not count.`, refuted },
  ];
}

const REASONS = 5;

const placeReasons = (refuted: readonly RefutedPlace[]): string =>
  refuted
    .slice(0, REASONS)
    .map((it) => `${placeWords(it)}: ${it.why}`)
    .join(' ');

/**
 * A finding is merged when those who raised it say so, or when no one is left to ask and more voices call it a duplicate of one
 * finding than judged it by itself.
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
    reason: `It repeats ${target}, according to ${said}.`,
  };
}

/** The queued finding that most voices call the original of this one; if several, the one with the lowest id. */
function mostNamed(convergence: Convergence, tally: Tally): [target: string, callers: Tally['skipped']] | undefined {
  const named = new Map<string, Tally['skipped'][number][]>();
  for (const voice of voicesOf(tally)) {
    if (voice.duplicateOf === undefined) continue;
    const target = rootOf(convergence.findings, voice.duplicateOf);
    if (target === tally.finding.id || findingOf(convergence.findings, target)?.state !== 'queued') continue;
    named.set(target, [...(named.get(target) ?? []), voice]);
  }
  return [...named].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0];
}

const voicesOf = ({ supporters, skipped }: Tally): Tally['skipped'] => [...supporters, ...skipped];
