// The findings of a run as rows of a matrix, and one complete finding: what `muster findings` and `muster explain` print.

import { ACTIONABLE, needsPerson, STATE_ORDER } from '../../../contracts/findings/state-order.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { checkWords, type Dossier, dissent, dossiers, placeOfEvidence } from '../../../skills/report-writer/facts/dossier.ts';
import { plainDeep } from '../../../skills/wording/plain-text.ts';
import { STATE_WORDS, stateLabel, worstFirst } from '../../../skills/wording/states.ts';
import { noteBeside, VERDICT_WORDS, verdictPhrase } from '../../../skills/wording/verdicts.ts';
import { codeAround } from '../../cli/acts/code-around.ts';
import { findDossier } from '../../cli/screens/explain-finding.ts';
import { standing } from '../../cli/screens/lines/finding-lines.ts';
import type { Context } from '../../cli/words/command.ts';

/** What a seat last said about a finding. */
export type Cell = { sign: string; tone: string; says: string; round: number };

export type FindingsPage = ReturnType<typeof pageOf>;
export type FindingRow = FindingsPage['rows'][number];

const made = new WeakMap<RunView, FindingsPage>();

/** Built once per state of a run, because thousands of findings take time. */
export function findingsPage(view: RunView): FindingsPage {
  const known = made.get(view) ?? pageOf(view);
  made.set(view, known);
  return known;
}

function pageOf(view: RunView) {
  const all = dossiers(view).filter(({ finding }) => finding.state !== 'merged');
  const analysers = view.seats.filter((it) => it.role === 'analyser').map((it) => it.name);
  const seats = [...new Set([...analysers, ...all.flatMap((it) => it.finding.seats), ...view.words.map((it) => it.seat)])];
  const rows = all.toSorted((a, b) => group(a) - group(b) || worstFirst(a.finding, b.finding)).map((it) => rowOf(it, seats));
  return {
    run: view.id,
    seq: view.seq,
    title: view.task.title,
    project: view.task.project,
    rounds: view.convergence.rounds,
    ended: view.endedAt !== null,
    seats,
    rows,
  };
}

/** Findings to act on first, then those that a person has to decide, then the rest. */
function group({ finding }: Dossier): number {
  if (ACTIONABLE.has(finding.state)) return 0;
  return needsPerson(finding) ? 1 : 2 + STATE_ORDER.indexOf(finding.state);
}

const rowOf = (dossier: Dossier, seats: readonly string[]) => ({
  id: dossier.finding.id,
  severity: dossier.finding.severity,
  state: dossier.finding.state,
  label: stateLabel(dossier.finding),
  title: dossier.finding.title,
  category: dossier.finding.category,
  place: dossier.place ?? '',
  cells: seats.map((seat) => cellOf(dossier, seat)),
});

function cellOf({ finding, said, silences }: Dossier, seat: string): Cell | null {
  const own = said.filter((it) => it.word.seat === seat).at(-1);
  if (own) {
    const { sign, tone } = VERDICT_WORDS[own.word.verdict];
    return { sign, tone, says: verdictPhrase(own.word, own.about), round: own.word.round };
  }
  const silent = silences.find((it) => it.seat === seat);
  if (finding.seats.includes(seat)) return { sign: '●', tone: 'raised', says: 'raised it', round: 0 };
  if (finding.repeatedBy?.includes(seat)) return { sign: '○', tone: 'raised', says: 'repeats it', round: 0 };
  return silent ? { sign: '!', tone: 'silent', says: `did not answer: ${silent.why}`, round: silent.round } : null;
}

export type FindingPage = Awaited<ReturnType<typeof findingPage>>;

export async function findingPage(view: RunView, name: string, context: Context) {
  const dossier = findDossier(view, name);
  const { finding, raised, said, silences, evidence, aliases } = dossier;
  const against = new Set(dissent(dossier));
  const [first] = raised;
  return {
    run: view.id,
    seq: view.seq,
    id: finding.id,
    fingerprint: finding.fingerprint,
    title: finding.title,
    severity: finding.severity,
    category: finding.category,
    state: finding.state,
    label: stateLabel(finding),
    means: STATE_WORDS[finding.state].means,
    reason: finding.reason ?? `${standing(dossier)}.`,
    mergedInto: finding.mergedInto ?? null,
    place: dossier.place ?? '',
    aliases: aliases.map(({ id }) => id),
    claim: first?.finding.claim ?? finding.claim ?? '',
    recommendation: first?.finding.recommendation ?? null,
    raised: raised.map((it) => ({
      seat: it.seat,
      title: it.finding.title,
      claim: it.finding.claim,
      severity: it.finding.severity,
      confidence: it.finding.confidence,
    })),
    evidence: evidence.map(({ seat, evidence: one, check }) => ({
      seat,
      place: placeOfEvidence(one, check) ?? '',
      check: checkWords(one, check),
      outcome: check?.outcome ?? 'uncheckable',
      quote: one.quote ?? one.output ?? '',
      searched: one.searched ?? null,
      command: one.command ?? null,
    })),
    words: said.map(({ word, about }) => ({
      seat: word.seat,
      round: word.round,
      says: verdictPhrase(word, about),
      tone: VERDICT_WORDS[word.verdict].tone,
      dissent: about === 'this' && against.has(word),
      basis: word.basis,
      note: noteBeside(word) ?? null,
      quotes: word.evidence.map((it, at) => ({
        place: placeOfEvidence(it, word.checks[at]) ?? '',
        check: checkWords(it, word.checks[at]),
        quote: it.quote ?? it.output ?? '',
      })),
    })),
    silences: silences.map(({ seat, round, why }) => ({ seat, round, why })),
    code: plainDeep((await codeAround(view, dossier, context)) ?? null),
  };
}
