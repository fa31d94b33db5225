// Judges a finding that combines many places: each place is judged by itself, and the outcome is one answer about the whole.

import type { Evidence, VerdictWord } from '../../contracts/findings/finding.ts';
import type { ClaimedFinding, RecheckVerdict } from './rule.ts';

export type PlaceJudgement =
  | { holds: true; why: string; evidence?: Evidence[] }
  | { holds: false; why: string; evidence?: Evidence[] }
  | { holds: 'unknown'; why: string };

/**
 * The places that represent a hit each. A folded finding has one for each hit; any other has its own place first, followed by
 * explanations.
 */
export const heads = (claimed: ClaimedFinding): ClaimedFinding =>
  claimed.folded === true ? claimed : { ...claimed, evidence: claimed.evidence.slice(0, 1) };

/** All hold: AGREE. None: DISAGREE. Some: SUPPLEMENT, naming which. Nothing known: ABSTAIN. */
export async function judgePlaces(
  method: string,
  claimed: ClaimedFinding,
  judge: (place: Evidence & { path: string }) => Promise<PlaceJudgement>,
): Promise<RecheckVerdict> {
  const places = claimed.evidence.filter((it): it is Evidence & { path: string } => it.path !== undefined);
  if (places.length === 0) return { verdict: 'ABSTAIN', basis: `${method}: the finding names no place to look at.` };
  const judged: { place: Evidence & { path: string }; at: string; judgement: PlaceJudgement }[] = [];
  for (const place of places) {
    const at = place.line === undefined ? place.path : `${place.path}:${place.line}`;
    judged.push({ place, at, judgement: await judge(place) });
  }
  const holding = judged.filter((it) => it.judgement.holds === true);
  const failing = judged.filter((it) => it.judgement.holds === false);
  const said = (of: typeof judged): string =>
    of
      .slice(0, 10)
      .map((it) => `${it.at}: ${it.judgement.why}`)
      .join('\n');
  const evidence = (of: typeof judged): Evidence[] =>
    of.flatMap((it) => (it.judgement.holds === 'unknown' ? [] : (it.judgement.evidence ?? []))).slice(0, 20);
  const answer = (verdict: VerdictWord, words: string, shown: Evidence[]): RecheckVerdict => ({
    verdict,
    basis: `${method}. ${words}`,
    ...(shown.length > 0 ? { evidence: shown } : {}),
  });

  if (holding.length === 0 && failing.length === 0) return answer('ABSTAIN', said(judged), []);
  if (failing.length === 0) return answer('AGREE', said(holding), evidence(holding));
  if (holding.length === 0) return answer('DISAGREE', said(failing), evidence(failing));
  const extent = `Holds at ${holding.length} of ${holding.length + failing.length} places that could be judged; not at:\n${said(failing)}`;
  const notAt = failing.map(({ place: { path, line } }) => ({ path, ...(line === undefined ? {} : { line }) }));
  return { ...answer('SUPPLEMENT', extent, evidence(failing)), ...(claimed.folded === true ? { notAt } : {}) };
}
