// `muster explain`: everything about one finding: who raised it and how, the evidence and whether it
// was found, and who said what in which round and why.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import {
  type CheckedEvidence,
  checkWords,
  type Dossier,
  dissent,
  dissentWords,
  dossiers,
  placeOfEvidence,
  placesOutWords,
} from '../../../skills/report-writer/facts/dossier.ts';
import { listed } from '../../../skills/wording/numbers.ts';
import { oneLine, plainDeep, plainText } from '../../../skills/wording/plain-text.ts';
import { STATE_WORDS, stateLabel } from '../../../skills/wording/states.ts';
import { noteBeside, verdictPhrase } from '../../../skills/wording/verdicts.ts';
import { type CodeAround, codeLines } from './lines/code-lines.ts';
import { standing } from './lines/finding-lines.ts';
import { joinedLines, wrap } from './lines/layout.ts';
import { type Paint, paintFor, type Screen, severityPaint } from './lines/paint.ts';

export function explainFinding(seen: RunView, name: string, { color, width, ends }: Screen, code?: CodeAround): string {
  const view = plainDeep(seen);
  const dossier = findDossier(view, name);
  const paint = paintFor(color);
  const { finding, raised } = dossier;
  const text = (words: string) => wrap(plainText(words).trim(), width, '  ');
  const [first, ...others] = raised;
  const gone = placesOutWords(dossier);
  return joinedLines(ends, [
    `${paint.bold(finding.id)}  ${severityPaint(paint, finding.severity)(finding.severity)}  ${paint.bold(stateLabel(finding))}  ${paint.dim(`${finding.fingerprint} · ${oneLine(finding.category)}`)}`,
    ...wrap(oneLine(finding.title), width).map(paint.bold),
    oneLine(dossier.place ?? 'no location'),
    '',
    ...wrap(STATE_WORDS[finding.state].means, width),
    ...wrap(finding.reason === undefined ? `${capital(standing(dossier))}.` : oneLine(finding.reason), width),
    ...(finding.mergedInto === undefined ? [] : [`It is part of ${finding.mergedInto}.`]),
    ...(dossier.aliases.length === 0 ? [] : [`Also raised as ${listed(dossier.aliases.map((it) => it.id))}.`]),
    '',
    paint.bold(`Raised by ${first?.seat ?? listed(finding.seats)}`) +
      (first ? paint.dim(`  ${first.ref}, confidence ${first.finding.confidence.toFixed(2)}`) : ''),
    ...(first
      ? text(first.finding.claim)
      : finding.claim !== undefined
        ? text(finding.claim)
        : ['  Its text is in the object store; the run no longer has it.']),
    ...others.flatMap((it) => [
      '',
      ...headed(`Also by ${it.seat}`, `  ${it.ref}, ${it.finding.severity}`, paint, width, ''),
      ...text(it.finding.title),
      ...text(it.finding.claim),
    ]),
    '',
    ...(code === undefined
      ? []
      : [
          `${paint.bold('Code')}  ${paint.dim(code.side === 'from' ? 'before the change' : 'as the run saw it')}`,
          ...codeLines(code, paint, width),
          '',
        ]),
    paint.bold('Evidence'),
    ...(dossier.evidence.length === 0
      ? ['  None given.']
      : dossier.evidence.flatMap((it) => evidenceLines(it, paint, width, '  ', raised.length > 1))),
    ...(gone === undefined ? [] : wrap(gone, width, '  ')),
    ...saidLines(dossier, paint, width),
    ...(first?.finding.recommendation === undefined
      ? []
      : ['', paint.bold(`Recommendation of ${first.seat}`), ...text(first.finding.recommendation)]),
  ]);
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Finds a finding by `F-001`, `r-k3f7qa.F-001`, or a prefix of its fingerprint. */
export function findDossier(view: RunView, name: string): Dossier {
  const all = dossiers(view);
  const wanted = name.startsWith(`${view.id}.`) ? name.slice(view.id.length + 1) : name;
  const exact = all.find((it) => it.finding.id === wanted.toUpperCase());
  if (exact) return exact;
  const alike = wanted.length >= 4 ? all.filter((it) => it.finding.fingerprint.startsWith(wanted)) : [];
  const [only, another] = alike;
  if (only && !another) return only;
  if (another) {
    const ids = listed(alike.map((it) => it.finding.id));
    throw new MusterError('ambiguous-id', `${oneLine(name)} matches ${ids} of ${view.id}`, 'Name one of them.');
  }
  const hint = all.length === 0 ? 'The run has no findings.' : `\`muster findings ${view.id}\` lists them.`;
  throw new MusterError('finding-unknown', `${view.id} has no finding ${oneLine(name)}`, hint);
}

function saidLines(dossier: Dossier, paint: Paint, width: number): string[] {
  const { said, silences } = dossier;
  if (said.length === 0 && silences.length === 0) return ['', 'No other worker was asked about it.'];
  const against = new Set(dissent(dossier));
  const words = said.flatMap(({ word, about }) => {
    const marked = about === 'this' && against.has(word) ? `, ${dissentWords(word)}` : '';
    const beside = noteBeside(word);
    const note = beside === undefined ? '' : ` (${oneLine(beside)})`;
    const checked = word.evidence.map((it, at) => ({ seat: word.seat, evidence: it, check: word.checks[at] }));
    return [
      ...headed(word.seat, ` ${verdictPhrase(word, about)}, round ${word.round}${note}${marked}`, paint, width),
      ...(word.basis.trim() === '' ? [] : wrap(plainText(word.basis).trim(), width, '    ')),
      ...checked.flatMap((it) => evidenceLines(it, paint, width, '    ', false)),
    ];
  });
  const silent = silences.flatMap((it) =>
    headed(it.seat, ` did not answer, round ${it.round}: ${oneLine(it.why)}. This does not count as a vote.`, paint, width),
  );
  return ['', paint.bold('Who said what'), ...words, ...silent];
}

/** Wraps a line that begins with a name, and makes the name bold. */
function headed(name: string, rest: string, paint: Paint, width: number, indent = '  '): string[] {
  const [first = '', ...more] = wrap(`${oneLine(name)}${rest}`, width, indent);
  const start = indent.length + name.length;
  const cut = first.length > start ? indent + paint.bold(name) + first.slice(start) : paint.bold(first);
  return [cut, ...more];
}

function evidenceLines(
  { seat, evidence, check }: CheckedEvidence,
  paint: Paint,
  width: number,
  indent: string,
  showSeat: boolean,
): string[] {
  const words = checkWords(evidence, check);
  const place = placeOfEvidence(evidence, check);
  const what = evidence.searched
    ? `searched for “${evidence.searched.pattern}” in ${evidence.searched.scope}: `
    : evidence.command !== undefined
      ? `ran ${evidence.command}: `
      : place === undefined || words.includes(place)
        ? ''
        : `${place}: `;
  const side = (check?.side ?? evidence.side) === 'from' ? ', before the change' : '';
  const note = check?.note === undefined ? '' : ` (${check.note})`;
  const tone = check?.outcome === 'found' ? paint.green : check?.outcome === 'absent' ? paint.red : paint.yellow;
  const head = wrap(oneLine(`${showSeat ? `${seat}: ` : ''}${what}${words}${side}${note}`), width, indent).map(tone);
  const quoted = [evidence.quote, evidence.output].filter((it) => it !== undefined && it !== '');
  const bar = `${indent}${paint.dim('│')} `;
  return [
    ...head,
    ...quoted.flatMap((it) =>
      plainText(it ?? '')
        .replaceAll('\t', '  ')
        .split('\n')
        .map((line) => `${bar}${line}`.trimEnd()),
    ),
  ];
}
