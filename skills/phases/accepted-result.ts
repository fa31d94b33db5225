// The parts of an accepted result that become events in any phase: findings, verdicts, gaps.

import { cut } from '../../contracts/cut.ts';
import type { Evidence, Verdict } from '../../contracts/findings/finding.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { Result } from '../../contracts/work/result.ts';
import { mapSteps, type Steps } from '../../runtime/steps.ts';
import { fingerprint } from '../../validators/evidence/fingerprint.ts';
import { evidenceInCheckout, placeInCheckout } from '../../validators/evidence/path-in-checkout.ts';
import type { ResultError } from '../../validators/result/describe-errors.ts';
import { mustHave } from '../run/must-have.ts';
import type { AnsweredRequest } from './work-kind.ts';

/** In steps: a result may contain thousands, and each is hashed. */
export const findingsRaised = ({ dispatch, seat }: AnsweredRequest, { findings }: Result): Steps<SharedEvent[]> =>
  mapSteps(findings, (written) => {
    const finding = { ...written, evidence: evidenceInCheckout(written.evidence) };
    return {
      type: 'finding.raised',
      payload: {
        raised: {
          ref: `${dispatch}/${finding.localId}`,
          dispatch,
          seat,
          finding,
          fingerprint: fingerprint(finding.category, finding.evidence[0]?.path ?? '', finding.evidence[0]?.quote ?? finding.title),
          checks: [],
        },
      },
    };
  });

/** Beside its findings, a worker may name what it did not look into. */
export const gapsBeside = ({ dispatch, seat }: AnsweredRequest, { gaps }: Result): SharedEvent[] =>
  gaps.map((gap) => ({ type: 'gap.raised', payload: { dispatch, seat, gap: shownInCheckout(gap) } }));

/** A critic's gaps get names, because others are asked about them. */
export const gapsNamed = ({ dispatch, seat, gaps: before }: AnsweredRequest, { gaps }: Result): SharedEvent[] =>
  gaps.map((gap, at) => ({
    type: 'gap.raised',
    payload: { dispatch, seat, gap: shownInCheckout(gap), id: `G-${String(before + at + 1).padStart(3, '0')}` },
  }));

/** A worker that gives no verdict at all has not answered the question and is asked once more. One that leaves some out has answered. */
export const verdictsMissing = ({ verdicts }: Result): ResultError[] =>
  verdicts.length > 0 ? [] : [{ path: 'verdicts', message: 'is missing: you were asked for a verdict on each item; ABSTAIN is one' }];

/** One verdict for each thing that it was asked about; verdicts on anything else are ignored. */
export function verdictsGiven({ dispatch, seat, round, asked }: AnsweredRequest, { verdicts }: Result): SharedEvent[] {
  const wanted = new Set(asked);
  const byThing = Map.groupBy(
    verdicts.filter((it) => wanted.has(it.finding)),
    ({ finding }) => finding,
  );
  return [...byThing.values()].map((some) => ({
    type: 'verdict.given',
    payload: { dispatch, seat, round, verdict: inCheckout(oneOf(some)) },
  }));
}

/** Of several verdicts on one thing the last one counts, unless they contradict each other: then none does. */
function oneOf(some: Verdict[]): Verdict {
  const last = mustHave(some.at(-1), 'a verdict was grouped and is gone');
  const sides = new Set(some.map(({ verdict }) => SIDE[verdict]));
  const originals = new Set(some.flatMap(({ of }) => of ?? []));
  if (sides.size === 1 && originals.size <= 1) return last;
  const said = some.map(({ verdict, of, basis }) => `${verdict}${of === undefined ? '' : ` of ${of}`} (${cut(basis, 300)})`);
  return { finding: last.finding, verdict: 'ABSTAIN', basis: cut(`${CONTRADICTS_ITSELF}: ${said.join('; ')}`, 4000) };
}

/** How the basis of such an abstention begins. */
export const CONTRADICTS_ITSELF = 'Its verdicts contradict each other';

const SIDE: Readonly<Record<Verdict['verdict'], 'for' | 'against' | 'none'>> = {
  AGREE: 'for',
  SUPPLEMENT: 'for',
  DUPLICATE: 'for',
  DISAGREE: 'against',
  WITHDRAW: 'against',
  ABSTAIN: 'none',
};

const inCheckout = ({ notAt, ...verdict }: Verdict): Verdict => ({
  ...shownInCheckout(verdict),
  ...(notAt === undefined ? {} : { notAt: notAt.map(placeInCheckout) }),
});

const shownInCheckout = <It extends { evidence?: Evidence[] | undefined }>(it: It): It =>
  it.evidence === undefined ? it : { ...it, evidence: evidenceInCheckout(it.evidence) };
