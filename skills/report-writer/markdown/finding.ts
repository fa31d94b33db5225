// One finding in Markdown: what is claimed, what the evidence is and whether it was found, who said
// what about it, and the dissent in full.

import type { CheckedBlock } from '../../../contracts/narrative.ts';
import {
  type CheckedEvidence,
  checkWords,
  type Dossier,
  dissent,
  dissentWords,
  holderWords,
  opposedBy,
  placeOfEvidence,
  unheard,
} from '../dossier.ts';
import { listed } from '../numbers.ts';
import { STATE_WORDS } from '../states.ts';
import { verdictPhrase } from '../verdicts.ts';
import { code, fenced, line, title, worded } from './escape.ts';
import { narrativeBlock } from './narrative.ts';

export function findingSection(dossier: Dossier, notes: readonly CheckedBlock[]): string {
  const { finding } = dossier;
  const [representative] = dossier.raised;
  return [
    `#### ${finding.id} · ${finding.severity} · ${title(finding.title)}`,
    headLine(dossier),
    finding.reason === undefined ? '' : `*Why it stands here:* ${title(finding.reason)}`,
    representative === undefined
      ? 'The words of this finding are in the object store; the run no longer holds them.'
      : worded(representative.finding.claim, '> '),
    ...evidence(dossier.evidence),
    raisedBy(dossier),
    ...saidAbout(dossier),
    ...notes.map((block) => narrativeBlock(block)),
    representative?.finding.recommendation === undefined
      ? ''
      : `**Recommendation** (${line(representative.seat)}):\n\n${worded(representative.finding.recommendation, '> ')}`,
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

function headLine({ finding, place, aliases }: Dossier): string {
  const parts = [
    place === undefined ? 'no place' : code(place),
    `**${STATE_WORDS[finding.state].label}**`,
    line(finding.category),
    code(finding.fingerprint),
    ...(finding.settledIn === undefined ? [] : [finding.settledIn === 0 ? 'settled at grouping' : `settled in round ${finding.settledIn}`]),
    ...(finding.mergedInto === undefined ? [] : [`merged into ${finding.mergedInto}`]),
    ...(aliases.length === 0 ? [] : [`also raised as ${listed(aliases.map((it) => it.id))}`]),
  ];
  return parts.join(' · ');
}

export function evidence(items: readonly CheckedEvidence[]): string[] {
  if (items.length === 0) return ['*No evidence was given.*'];
  return items.flatMap(({ seat, evidence, check }) => {
    const side = (check?.side ?? evidence.side) === 'from' ? ', before the change' : '';
    const note = check?.note === undefined ? '' : ` (${line(check.note)})`;
    const said = `Evidence of ${line(seat)}: ${whatIsShown(evidence, check)}*${line(checkWords(evidence, check))}*${side}${note}`;
    return [said, ...[evidence.quote, evidence.output].flatMap((it) => (it === undefined || it === '' ? [] : [fenced(it)]))];
  });
}

/** The place, unless the words of the check say it anyway. */
function whatIsShown(evidence: CheckedEvidence['evidence'], check: CheckedEvidence['check']): string {
  if (evidence.searched !== undefined) return `searched for ${code(evidence.searched.pattern)} in ${code(evidence.searched.scope)}: `;
  if (evidence.command !== undefined) return `ran ${code(evidence.command)}: `;
  const place = placeOfEvidence(evidence, check) ?? 'no place';
  return checkWords(evidence, check).includes(place) ? '' : `${code(place)}: `;
}

function raisedBy(dossier: Dossier): string {
  if (dossier.raised.length === 0) return `Raised by ${listed(dossier.finding.seats.map(line))}.`;
  const [first, ...others] = dossier.raised;
  if (first !== undefined && others.length === 0) {
    return `Raised by ${line(first.seat)} (${code(first.ref)}, ${first.finding.severity}, confidence ${first.finding.confidence.toFixed(2)}).`;
  }
  const wording = (it: (typeof dossier.raised)[number]) =>
    `- ${line(it.seat)} (${code(it.ref)}, ${it.finding.severity}, confidence ${it.finding.confidence.toFixed(2)}): ${title(it.finding.title)}`;
  const more = others.map((it) => `${wording(it)}\n${worded(it.finding.claim, '  > ')}`);
  return ['**Raised by**', '', ...(first ? [wording(first)] : []), ...more].join('\n');
}

function saidAbout(dossier: Dossier): string[] {
  if (dossier.said.length === 0 && dossier.silences.length === 0) return [];
  const against = new Set(dissent(dossier));
  const stand = [
    line(holderWords(dossier)),
    ...(opposedBy(dossier).length > 0 ? [`opposed by ${listed(opposedBy(dossier).map(line))}`] : []),
    ...unheard(dossier).map(
      (it) => `${line(it.seat)} ${it.stance === 'failed' ? 'did not answer' : 'abstained'}${it.why === '' ? '' : ` (${line(it.why)})`}`,
    ),
  ];
  return [
    `**Who said what** (${stand.join('; ')})`,
    ...dossier.said.map(({ word, about }) => {
      const mark = about === 'this' && against.has(word) ? ` — **${dissentWords(word)}**` : '';
      const note = word.note === undefined ? '' : ` (${line(word.note)})`;
      const head = `${line(word.seat)}, round ${word.round}, ${verdictPhrase(word, about)}${note}${mark}`;
      const checked = word.evidence.map((it, at) => ({ seat: word.seat, evidence: it, check: word.checks[at] }));
      return [head, ...(word.basis.trim() === '' ? [] : [worded(word.basis, '> ')]), ...(checked.length > 0 ? evidence(checked) : [])].join(
        '\n\n',
      );
    }),
    ...dossier.silences.map((it) => `${line(it.seat)}, round ${it.round}, did not answer: ${line(it.why)}. This is no vote.`),
  ];
}
