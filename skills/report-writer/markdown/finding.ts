// One finding in Markdown: the claim, the evidence and whether it was found, who said what about it, and the dissent in full.

import type { PrintedBlock } from '../../prompts/trace.ts';
import { stateLabel } from '../../wording/states.ts';
import { abstentionWords, noteBeside, verdictPhrase } from '../../wording/verdicts.ts';
import {
  type CheckedEvidence,
  checkWords,
  type Dossier,
  dissent,
  dissentWords,
  opponents,
  placeOfEvidence,
  placesOutWords,
  silentPositions,
  supporterWords,
} from '../facts/dossier.ts';
import { listedIn, type Say } from '../language/english.ts';
import { code, fenced, line, title, worded } from './escape.ts';
import { narrativeBlock } from './narrative.ts';

export function findingSection(dossier: Dossier, notes: readonly PrintedBlock[], say: Say): string {
  const { finding } = dossier;
  const [representative] = dossier.raised;
  const gone = placesOutWords(dossier, say);
  return [
    `#### ${finding.id} · ${say(finding.severity)} · ${title(finding.title)}`,
    headLine(dossier, say),
    finding.reason === undefined ? '' : `*${say('Why it has this state')}:* ${title(finding.reason)}`,
    representative === undefined && finding.claim !== undefined
      ? worded(finding.claim, '> ')
      : representative === undefined
        ? say('The text of this finding is in the object store; the run no longer has it.')
        : worded(representative.finding.claim, '> '),
    ...evidence(dossier.evidence, say),
    gone === undefined ? '' : `*${line(gone)}*`,
    raisedBy(dossier, say),
    ...saidAbout(dossier, say),
    ...notes.map((block) => narrativeBlock(block, say)),
    representative?.finding.recommendation === undefined
      ? ''
      : `**${say('Recommendation')}** (${line(representative.seat)}):\n\n${worded(representative.finding.recommendation, '> ')}`,
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

function headLine({ finding, place, aliases }: Dossier, say: Say): string {
  const parts = [
    place === undefined ? say('no location') : code(place),
    `**${stateLabel(finding, say)}**`,
    line(finding.category),
    code(finding.fingerprint),
    ...(finding.settledIn === undefined
      ? []
      : [finding.settledIn === 0 ? say('settled at grouping') : say('settled in round {n}', { n: finding.settledIn })]),
    ...(finding.mergedInto === undefined ? [] : [say('merged into {id}', { id: finding.mergedInto })]),
    ...(aliases.length === 0
      ? []
      : [
          say('also raised as {ids}', {
            ids: listedIn(
              aliases.map((it) => it.id),
              say,
            ),
          }),
        ]),
  ];
  return parts.join(' · ');
}

export function evidence(items: readonly CheckedEvidence[], say: Say): string[] {
  if (items.length === 0) return [`*${say('No evidence was given.')}*`];
  return items.flatMap(({ seat, evidence, check }) => {
    const side = (check?.side ?? evidence.side) === 'from' ? say(', before the change') : '';
    const note = check?.note === undefined ? '' : ` (${line(say(check.note))})`;
    const said = `${say('Evidence of {seat}', { seat: line(seat) })}: ${whatIsShown(evidence, check, say)}*${line(checkWords(evidence, check, say))}*${side}${note}`;
    return [said, ...[evidence.quote, evidence.output].flatMap((it) => (it === undefined || it === '' ? [] : [fenced(it)]))];
  });
}

/** The place, unless the check's sentence contains it anyway. */
function whatIsShown(evidence: CheckedEvidence['evidence'], check: CheckedEvidence['check'], say: Say): string {
  if (evidence.searched !== undefined)
    return `${say('searched for {pattern} in {scope}', { pattern: code(evidence.searched.pattern), scope: code(evidence.searched.scope) })}: `;
  if (evidence.command !== undefined) return `${say('ran {command}', { command: code(evidence.command) })}: `;
  const place = placeOfEvidence(evidence, check) ?? say('no location');
  return checkWords(evidence, check).includes(place) ? '' : `${code(place)}: `;
}

function raisedBy(dossier: Dossier, say: Say): string {
  if (dossier.raised.length === 0) return `${say('Raised by')} ${listedIn(dossier.finding.seats.map(line), say)}.`;
  const [first, ...others] = dossier.raised;
  if (first !== undefined && others.length === 0) {
    return `${say('Raised by')} ${line(first.seat)} (${code(first.ref)}, ${say(first.finding.severity)}, ${say('confidence')} ${first.finding.confidence.toFixed(2)}).`;
  }
  const wording = (it: (typeof dossier.raised)[number]) =>
    `- ${line(it.seat)} (${code(it.ref)}, ${say(it.finding.severity)}, ${say('confidence')} ${it.finding.confidence.toFixed(2)}): ${title(it.finding.title)}`;
  const more = others.map((it) => `${wording(it)}\n${worded(it.finding.claim, '  > ')}`);
  return [`**${say('Raised by')}**`, '', ...(first ? [wording(first)] : []), ...more].join('\n');
}

function saidAbout(dossier: Dossier, say: Say): string[] {
  if (dossier.said.length === 0 && dossier.silences.length === 0) return [];
  const against = new Set(dissent(dossier));
  const stand = [
    line(supporterWords(dossier, say)),
    ...(opponents(dossier).length > 0 ? [say('opposed by {seats}', { seats: listedIn(opponents(dossier).map(line), say) })] : []),
    ...silentPositions(dossier).map(
      (it) =>
        `${line(it.seat)} ${it.stance === 'failed' ? `${say('did not answer')}${it.why === '' ? '' : ` (${line(it.why)})`}` : abstentionWords(line(it.why), say)}`,
    ),
  ];
  return [
    `**${say('Who said what')}** (${stand.join('; ')})`,
    ...dossier.said.map(({ word, about }) => {
      const mark = about === 'this' && against.has(word) ? ` — **${say(dissentWords(word))}**` : '';
      const beside = noteBeside(word);
      const note = beside === undefined ? '' : ` (${line(beside)})`;
      const head = `${line(word.seat)}, ${say('round {n}', { n: word.round })}, ${verdictPhrase(word, about, say)}${note}${mark}`;
      const checked = word.evidence.map((it, at) => ({ seat: word.seat, evidence: it, check: word.checks[at] }));
      return [
        head,
        ...(word.basis.trim() === '' ? [] : [worded(word.basis, '> ')]),
        ...(checked.length > 0 ? evidence(checked, say) : []),
      ].join('\n\n');
    }),
    ...dossier.silences.map((it) =>
      say('{seat}, round {n}, did not answer: {why}. This does not count as a vote.', {
        seat: line(it.seat),
        n: it.round,
        why: line(it.why),
      }),
    ),
  ];
}
