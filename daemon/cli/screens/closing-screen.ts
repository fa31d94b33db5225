// The screen at the end of a run: how it ended and why, the findings, most severe first, who worked at
// what cost, where the report is, and what to do next.

import { stands } from '../../../contracts/findings/state-order.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { ScreenParts, SectionPlace } from '../../../skills/phases/presentation.ts';
import { dossiers } from '../../../skills/report-writer/facts/dossier.ts';
import { plainSummary } from '../../../skills/report-writer/facts/plain-summary.ts';
import { inEnglish as english } from '../../../skills/report-writer/language/english.ts';
import { savedIn } from '../../../skills/reuse/saved.ts';
import { savedWords } from '../../../skills/reuse/saved-words.ts';
import { count, listed } from '../../../skills/wording/numbers.ts';
import { outcomeLine, outcomeWords } from '../../../skills/wording/outcome.ts';
import { screenPartsAt, screenPartsOf } from '../../../skills/wording/phase-words.ts';
import { oneLine, plainDeep } from '../../../skills/wording/plain-text.ts';
import { CONFIRMED, countsInWords, severityPhrase, worstFirst } from '../../../skills/wording/states.ts';
import { costWithSource, costWords, runTime, totalCost } from '../../../skills/wording/workers.ts';
import { findingLines } from './lines/finding-lines.ts';
import { inEnglish } from './lines/in-english.ts';
import { beside, joinedLines, wrap } from './lines/layout.ts';
import { nextSteps } from './lines/next-steps.ts';
import { overTimeLines } from './lines/over-time-lines.ts';
import { paintFor, type Screen, tonePaint } from './lines/paint.ts';
import { workerLines } from './lines/worker-lines.ts';

const WORST = 5;
const LABEL = 11;

type Label = (text: string, lines: readonly string[]) => string[];

/** `insteadOf`: the run that did no work because this earlier one had done the same. */
export function closingScreen(seen: RunView, { color, width, far }: Screen, insteadOf?: RunView): string {
  const view = plainDeep(inEnglish(seen));
  const paint = paintFor(color);
  const label: Label = (text, lines) => beside(text, lines, LABEL, paint.bold);
  const room = width - LABEL;
  const broughtAt = (places: readonly SectionPlace[]) => screenPartsAt(places).flatMap((it) => brought(it, view, label, width));
  return joinedLines(undefined, [
    '',
    ...wrap(outcomeLine(view), width).map(tonePaint(paint, outcomeWords(view).tone)),
    ...wrap(oneLine(view.task.title), width),
    '',
    ...broughtAt(['judged', 'done', 'planned']),
    ...overTimeLines(view, paint, width, label),
    ...(makesOnly(view) ? [] : label('Findings', wrap(counts(view), room))),
    ...theWorst(view, paint, width),
    ...thereBefore(view, paint, width),
    ...(makesOnly(view) ? [] : ['']),
    ...broughtAt(['found']),
    ...label('Workers', wrap(spent(view), room)),
    ...workerLines(view, paint, width),
    ...(insteadOf ? label('Saved', wrap(savedWords(savedIn([insteadOf])), room)) : []),
    '',
    ...label(
      'Report',
      whereItIs(view).flatMap((it) => wrap(it, room)),
    ),
    ...label('Next', nextSteps(view, paint, room, far)),
  ]);
}

/** The lines of a kind of phase and a blank line; empty if it has nothing to show. */
function brought({ label: name, lines, closing }: ScreenParts, view: RunView, label: Label, width: number): string[] {
  const { lines: said, below } = closing?.(view) ?? { lines: lines(view), below: [] };
  const there = said.filter((it) => it !== '');
  if (there.length === 0) return [];
  return [
    ...label(
      name,
      there.flatMap((it) => wrap(it, width - LABEL)),
    ),
    ...below.flatMap((it) => wrap(it, width - 2).map((one) => `  ${one}`)),
    '',
  ];
}

/** Whether the run was not meant to find anything. */
const makesOnly = ({ phases, findings }: RunView): boolean =>
  findings.length === 0 && phases.length > 0 && phases.every((it) => screenPartsOf(it.kind)?.findsNothing === true);

function counts(view: RunView): string {
  const real = view.findings.filter((it) => it.state !== 'merged' && it.state !== 'pre-existing');
  if (real.length === 0) return view.findings.length === 0 ? `none: ${plainSummary(view, english)}` : 'none in what the change touched';
  const confirmed = real.filter((it) => CONFIRMED.has(it.state));
  const grades = { critical: 0, major: 0, minor: 0, info: 0 };
  for (const it of confirmed) grades[it.severity] += 1;
  const all = confirmed.length === real.length;
  const word = confirmed.length > 0 && confirmed.every((it) => it.claimed) ? 'confirmed as far as claimed' : 'confirmed';
  const head = all
    ? `${real.length === 1 ? 'the one finding is' : `all ${real.length}`} ${word}`
    : `${confirmed.length} of ${real.length} ${word}`;
  return `${head}${confirmed.length > 0 ? ` (${severityPhrase(grades)})` : ''}: ${listed(countsInWords(real))}`;
}

/** The most severe findings that a person should act on or decide about. */
function theWorst(view: RunView, paint: ReturnType<typeof paintFor>, width: number): string[] {
  const all = dossiers(view).filter((it) => stands(it.finding));
  if (all.length === 0) return [];
  const worst = all.sort((a, b) => worstFirst(a.finding, b.finding)).slice(0, WORST);
  const more = all.length - worst.length;
  return [
    '',
    ...worst.flatMap((it) => findingLines(it, paint, width)),
    ...(more > 0 ? [paint.dim(`  and ${more} more: muster findings ${view.id}`)] : []),
  ];
}

/** Listed separately: a change is not judged by problems that were there before it. */
function thereBefore(view: RunView, paint: ReturnType<typeof paintFor>, width: number): string[] {
  const before = dossiers(view).filter((it) => it.finding.state === 'pre-existing');
  if (before.length === 0) return [];
  const worst = before.sort((a, b) => worstFirst(a.finding, b.finding)).slice(0, WORST);
  const more = before.length - worst.length;
  return [
    '',
    ...beside(
      'Before',
      wrap(`${count(before.length, 'finding')} in lines that the change did not touch: not examined, not counted`, width - LABEL),
      LABEL,
      paint.bold,
    ),
    ...worst.flatMap(({ finding, place }) =>
      wrap(`${finding.id}  ${finding.severity}: ${oneLine(finding.title)}${place === undefined ? '' : ` (${place})`}`, width, '  '),
    ),
    ...(more > 0 ? [paint.dim(`  and ${more} more: muster findings ${view.id} --state pre-existing`)] : []),
  ];
}

function spent(view: RunView): string {
  if (makesOnly(view) && view.dispatches.length === 0) return `${runTime(view)} in total; no worker was asked`;
  const cost = totalCost(view);
  const saved = savedWords(savedIn([view]));
  return `${runTime(view)} in total; ${costWords(cost) === 'free' ? '' : 'cost '}${costWithSource(cost)}${saved === '' ? '' : `; ${saved}`}`;
}

function whereItIs(view: RunView): string[] {
  if (view.report === null) return ['none'];
  const path = oneLine(view.report.path);
  return [
    path,
    ...(path.endsWith('.md') ? [path.replace(/\.md$/, '.html')] : []),
    ...(view.report.stub ? ['a stub; the daemon completes it when it starts again'] : []),
  ];
}
