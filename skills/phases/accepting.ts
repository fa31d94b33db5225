// The parts of an accepted result that become events in any phase: findings, verdicts, gaps.

import type { Evidence, Verdict } from '../../contracts/findings/finding.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { Result } from '../../contracts/work/result.ts';
import { mapSteps, type Steps } from '../../runtime/steps.ts';
import { fingerprint } from '../../validators/evidence/fingerprint.ts';
import { evidenceInCheckout, placeInCheckout } from '../../validators/evidence/path-in-checkout.ts';
import type { ResultError } from '../../validators/result/describe-errors.ts';
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

/** Of two verdicts on one thing the later one counts; verdicts on anything it was not asked about are ignored. */
export function verdictsGiven({ dispatch, seat, round, asked }: AnsweredRequest, { verdicts }: Result): SharedEvent[] {
  const last = new Map(verdicts.filter((it) => asked.includes(it.finding)).map((it) => [it.finding, it]));
  return [...last.values()].map((verdict) => ({ type: 'verdict.given', payload: { dispatch, seat, round, verdict: inCheckout(verdict) } }));
}

const inCheckout = ({ notAt, ...verdict }: Verdict): Verdict => ({
  ...shownInCheckout(verdict),
  ...(notAt === undefined ? {} : { notAt: notAt.map(placeInCheckout) }),
});

const shownInCheckout = <It extends { evidence?: Evidence[] | undefined }>(it: It): It =>
  it.evidence === undefined ? it : { ...it, evidence: evidenceInCheckout(it.evidence) };
