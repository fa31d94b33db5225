// Everything that a run knows about one finding: who raised it and how, what Muster found when it looked up the evidence, and the
// final position of every seat.

import type { CanonicalFinding, FindingVerdict } from '../../../contracts/findings/convergence.ts';
import type { Evidence, EvidenceCheck, NamedPlace, RaisedFinding } from '../../../contracts/findings/finding.ts';
import type { DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { mapSteps, runSteps, type Steps, sortSteps } from '../../../runtime/steps.ts';
import { placeKey, placesBefore, placesGone, placesRefuted, placeWords } from '../../phases/convergence/grouping/folded.ts';
import { asFound, namedPlace } from '../../phases/convergence/grouping/places.ts';
import { byId, CONFIRMED } from '../../wording/states.ts';
import { inEnglish, listedIn, type Say } from '../language/english.ts';

export type Stance = 'raised' | 'supports' | 'opposes' | 'withdrew' | 'abstained' | 'failed';

/** The final position of one seat: its latest verdict, or that it did not answer. `claimed`: only its result says that it looked. */
export type Position = { seat: string; stance: Stance; round: number; why: string; claimed?: true };

export type CheckedEvidence = { seat: string; evidence: Evidence; check: EvidenceCheck | undefined };

/** A verdict in relation to this finding: about it, or about another finding as a duplicate of it. */
export type Statement = { word: FindingVerdict; about: 'this' | 'duplicate' };

/** A seat that was asked and did not answer. */
export type Silence = { seat: string; round: number; dispatch: string; why: string };

export type Dossier = {
  finding: CanonicalFinding;
  /** `src/pay.ts:41`, from the finding or from the first evidence that has a place. */
  place: string | undefined;
  /** The representative first, then the other wordings. */
  raised: RaisedFinding[];
  evidence: CheckedEvidence[];
  said: Statement[];
  silences: Silence[];
  positions: Position[];
  aliases: CanonicalFinding[];
};

export const dossiers = (view: RunView): Dossier[] => runSteps(dossierSteps(view));

/** One dossier for each finding, in the order of the ids; in steps, because there may be thousands. */
export function* dossierSteps(view: RunView): Steps<Dossier[]> {
  const raised = new Map(view.raised.map((it) => [it.ref, it]));
  yield;
  const said = saidByFinding(view.words);
  yield;
  const silences = silencesByFinding(view.dispatches);
  const aliases = Map.groupBy(
    view.findings.filter((it) => it.mergedInto !== undefined),
    (it) => it.mergedInto,
  );
  return yield* mapSteps(yield* sortSteps(view.findings, byId), (finding) => {
    const origins = finding.origins.flatMap((ref) => raised.get(ref) ?? []);
    const words = said.get(finding.id) ?? [];
    const silent = silences.get(finding.id) ?? [];
    const given = origins.flatMap((origin) =>
      origin.finding.evidence.map((it, index) => ({ seat: origin.seat, evidence: it, check: origin.checks[index] })),
    );
    const gone = new Set(placesGone(finding).map(placeKey));
    const evidence = gone.size === 0 ? given : given.filter((it) => !isAt(it, gone));
    return {
      finding,
      place: placeOf(finding, evidence),
      raised: origins,
      evidence,
      said: words,
      silences: silent,
      positions: positionsOf(finding, words, silent),
      aliases: aliases.get(finding.id) ?? [],
    };
  });
}

function isAt({ evidence, check }: CheckedEvidence, places: ReadonlySet<string>): boolean {
  const at = namedPlace(asFound({ evidence, check }));
  return at !== undefined && places.has(placeKey(at));
}

/** `Refuted at 2 of 7 places, which do not count: a.js:1, b.js:2.` */
export function placesOutWords({ finding }: Dossier, say: Say = inEnglish): string | undefined {
  const all = String(finding.places?.length ?? 0);
  const told = (words: string, places: readonly NamedPlace[]): string[] => {
    if (places.length === 0) return [];
    const named = [...places.slice(0, PLACES_TOLD).map(placeWords), ...(places.length > PLACES_TOLD ? ['…'] : [])].join(', ');
    return [`${say(words, { gone: String(places.length), all, places: named })}.`];
  };
  const lines = [
    ...told('Refuted at {gone} of {all} places, which do not count: {places}', placesRefuted(finding)),
    ...told('There before the change at {gone} of {all} places, which do not count: {places}', placesBefore(finding)),
  ];
  return lines.length === 0 ? undefined : lines.join(' ');
}

const PLACES_TOLD = 10;

function saidByFinding(words: readonly FindingVerdict[]): Map<string, Statement[]> {
  const said = new Map<string, Statement[]>();
  const put = (finding: string, it: Statement) => {
    const list = said.get(finding);
    if (list) list.push(it);
    else said.set(finding, [it]);
  };
  for (const word of words) {
    put(word.finding, { word, about: 'this' });
    if (word.verdict === 'DUPLICATE' && word.of !== undefined && word.of !== word.finding) put(word.of, { word, about: 'duplicate' });
  }
  for (const list of said.values()) list.sort((a, b) => a.word.round - b.word.round);
  return said;
}

function silencesByFinding(dispatches: readonly DispatchView[]): Map<string, Silence[]> {
  const silences = new Map<string, Silence[]>();
  for (const dispatch of dispatches) {
    if (dispatch.round < 1 || dispatch.state !== 'ended' || dispatch.status === 'completed') continue;
    const why = dispatch.reason ?? dispatch.status ?? 'no answer';
    for (const finding of dispatch.findings) {
      const list = silences.get(finding) ?? [];
      list.push({ seat: dispatch.seat, round: dispatch.round, dispatch: dispatch.id, why });
      silences.set(finding, list);
    }
  }
  return silences;
}

/** The latest verdict of a seat counts; a seat that failed later keeps its earlier verdict. */
function positionsOf(finding: CanonicalFinding, said: readonly Statement[], silences: readonly Silence[]): Position[] {
  const positions = new Map<string, Position>();
  for (const seat of finding.seats) positions.set(seat, { seat, stance: 'raised', round: 0, why: '' });
  for (const { word, about } of said) {
    const stance = stanceOf(word, about);
    // A seat that raised the finding and abstains when asked again has not withdrawn it.
    if (stance === 'abstained' && positions.get(word.seat)?.stance === 'raised') continue;
    if (stance === undefined) continue;
    const claimed = word.look === 'claimed' ? { claimed: true as const } : {};
    positions.set(word.seat, { seat: word.seat, stance, round: word.round, why: word.note ?? '', ...claimed });
  }
  for (const { seat, round, why } of silences) if (!positions.has(seat)) positions.set(seat, { seat, stance: 'failed', round, why });
  return [...positions.values()];
}

/** A DUPLICATE supports its target; on the finding it was given for, it is no position. */
function stanceOf(word: FindingVerdict, about: Statement['about']): Stance | undefined {
  switch (word.verdict) {
    case 'AGREE':
    case 'SUPPLEMENT':
      return 'supports';
    case 'DISAGREE':
      return 'opposes';
    case 'WITHDRAW':
      return 'withdrew';
    case 'ABSTAIN':
      return 'abstained';
    case 'DUPLICATE':
      return about === 'duplicate' && word.look !== 'none' ? 'supports' : undefined;
  }
}

const seatsWith = (dossier: Dossier, ...stances: Stance[]): string[] =>
  dossier.positions.filter((it) => stances.includes(it.stance)).map((it) => it.seat);

export const supporters = (dossier: Dossier): string[] => seatsWith(dossier, 'raised', 'supports');
/** What the agreeing seats did, by the finding's state: a disputed finding was not confirmed by anyone. */
function agreeing(state: CanonicalFinding['state']): string {
  if (CONFIRMED.has(state)) return 'confirmed by {seats}';
  return state === 'rechecked' ? 'rechecked by {seats}' : 'supported by {seats}';
}

/** `raised by codex, confirmed by gemini` */
export function supporterWords(dossier: Dossier, say: Say = inEnglish): string {
  const { seats, repeatedBy = [], unshown = [], blind = [] } = dossier.finding;
  const claims = new Set(dossier.positions.filter((it) => it.claimed).map((it) => it.seat));
  const saysSo = (seat: string): string => say('{seat} (says that it looked)', { seat });
  const confirming = supporters(dossier)
    .filter((it) => !seats.includes(it))
    .map((seat) => (claims.has(seat) ? saysSo(seat) : seat));
  // Two that raised it are two opinions as far as each of them looked.
  const raising = seats.map((seat) => {
    if (blind.includes(seat)) return say('{seat} (shows no look)', { seat });
    return unshown.includes(seat) ? saysSo(seat) : seat;
  });
  return [
    say('raised by {seats}', { seats: listedIn(raising, say) }),
    ...(repeatedBy.length > 0 ? [say('repeated by {seats}', { seats: listedIn(repeatedBy, say) })] : []),
    ...(confirming.length > 0 ? [say(agreeing(dossier.finding.state), { seats: listedIn(confirming, say) })] : []),
  ].join(', ');
}

export const opponents = (dossier: Dossier): string[] => seatsWith(dossier, 'opposes');
export const silentPositions = (dossier: Dossier): Position[] =>
  dossier.positions.filter((it) => it.stance === 'abstained' || it.stance === 'failed');

/**
 * Verdicts against a finding that was kept, in full, because a reader must not miss them. For a refuted or withdrawn finding, the
 * same verdicts are the reason, not dissent.
 */
export function dissent(dossier: Dossier): FindingVerdict[] {
  if (dossier.finding.state === 'refuted' || dossier.finding.state === 'withdrawn') return [];
  const against = dossier.said.filter((it) => it.about === 'this' && (it.word.verdict === 'DISAGREE' || it.word.verdict === 'WITHDRAW'));
  return against.map((it) => it.word);
}

/** The name of an objection: one with proof weighs more than one without. */
export const dissentWords = (word: FindingVerdict): string =>
  word.counterProof === true ? 'dissent, with counter-evidence that was found' : 'dissent';

function placeOf(finding: CanonicalFinding, evidence: readonly CheckedEvidence[]): string | undefined {
  if (finding.path !== undefined) return finding.line === undefined ? finding.path : `${finding.path}:${finding.line}`;
  for (const it of evidence) {
    const place = placeOfEvidence(it.evidence, it.check);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The place as corrected by the check; `path:line-endLine`. */
export function placeOfEvidence(evidence: Evidence, check: EvidenceCheck | undefined): string | undefined {
  const held = check !== undefined && check.outcome !== 'absent' && check.path !== undefined;
  const { path, line, endLine } = held ? check : evidence;
  if (path === undefined) return undefined;
  if (line === undefined) return path;
  return endLine === undefined || endLine === line ? `${path}:${line}` : `${path}:${line}-${endLine}`;
}

/** The check in the report's words. It only claims “found”: a quote that was found is not a claim that was proved. */
export function checkWords(evidence: Evidence, check: EvidenceCheck | undefined, say: Say = inEnglish): string {
  const place = placeOfEvidence(evidence, check) ?? '';
  if (check === undefined) return say('not checked');
  switch (check.outcome) {
    case 'found':
      if (evidence.searched) return say('search repeated, nothing found');
      return evidence.quoteDigest !== undefined
        ? say('line with this digest found at {place}', { place })
        : say('quote found at {place}', { place });
    case 'moved':
      return say('quote found elsewhere, at {place}', { place });
    case 'absent':
      if (evidence.searched) return say('search repeated, and something was found');
      return evidence.quote === undefined ? say('no such place: {place}', { place }) : say('quote not found at {place}', { place });
    case 'located':
      return say('place exists: {place} (no quote to compare)', { place });
    case 'uncheckable':
      return say('could not be checked');
  }
}
