// Renders the report as Markdown, from the facts alone. The first line says how the run ended; everything that a worker wrote is
// inside a quotation, a fence or a cell that it cannot leave.

import { stands } from '../../../contracts/findings/state-order.ts';
import type { Report } from '../../../contracts/run/report.ts';
import { mapSteps, runSteps, type Steps, sortSteps } from '../../../runtime/steps.ts';
import { type LongText, longTextOf } from '../../../runtime/text/long-text.ts';
import { type SectionPlace, markdownSection as section } from '../../phases/presentation.ts';
import { presentationsAt } from '../../phases/table.ts';
import { type Narrative, type PrintedBlock, sortedNarrative } from '../../prompts/trace.ts';
import { gateWords } from '../../wording/gate-words.ts';
import { dateTime } from '../../wording/numbers.ts';
import { outcomeLine } from '../../wording/outcome.ts';
import { stateSections, worstFirst } from '../../wording/states.ts';
import { type Dossier, dossierSteps } from '../facts/dossier.ts';
import { openQuestions } from '../facts/open-questions.ts';
import { plainSummary } from '../facts/plain-summary.ts';
import type { Say } from '../language/english.ts';
import { sayIn } from '../language/say.ts';
import { stubMarkdown } from '../stub.ts';
import { code, line, title, worded } from './escape.ts';
import { findingSection } from './finding.ts';
import { narrativeBlock, narrativeCredit } from './narrative.ts';
import { overTimePart } from './over-time.ts';
import { scopePart } from './scope-map.ts';
import {
  commandTable,
  coverageList,
  digestTable,
  errorTable,
  mapSection,
  numbers,
  provenance,
  timelineTable,
  workerTable,
  worst,
} from './tables.ts';

const WORST = 10;

export const renderMarkdown = (report: Report): string => runSteps(markdownSteps(report)).join('');

/** In steps, because a report may have thousands of findings. */
export function* markdownSteps(report: Report): Steps<LongText> {
  if (report.stub) return [stubMarkdown(report)];
  const { run } = report;
  const say = sayIn(run.task.language);
  const block = (it: PrintedBlock): string => narrativeBlock(it, say);
  const broughtAt = (places: readonly SectionPlace[]) => presentationsAt(places).map((it) => it.markdown(report, say));
  const narrative = sortedNarrative(run);
  yield;
  const all = yield* dossierSteps(run);
  yield;
  const findingParts = yield* findings(all, narrative, say);
  const firstSection = section(say('What to do first'), yield* first(all, narrative, say));
  yield;
  const parts = yield* mapSteps<() => readonly string[], readonly string[]>(
    [
      () => [
        `**${line(outcomeLine(run, say))}**`,
        `# ${title(run.task.title)}`,
        `${say('{template} {run} of {project}, {date}.', { template: line(run.template.name), run: code(run.id), project: code(run.task.project), date: dateTime(run.createdAt) })}`,
      ],
      () => [section(say('In numbers'), numbers(report, say))],
      () => [section(say('Summary'), summary(report, narrative, say))],
      () => [section(say('Compared with the last review'), overTimePart(run, say)), ...broughtAt(['judged', 'done'])],
      () => [firstSection, section(say('Themes'), narrative.themes.map(block).join('\n\n')), ...broughtAt(['planned'])],
      () => [...findingParts, ...broughtAt(['found'])],
      () => [
        section(say('Open questions'), questions(report, narrative, say)),
        section(say('Not reviewed'), report.notLookedAt.map((it) => `- ${title(it)}`).join('\n') || say('Nothing that Muster knows of.')),
      ],
      () => [section(say('What was opened'), scopePart(report, say))],
      () => [section(say('Workers'), [workerTable(report, say), coverageList(report, say)].filter((it) => it !== '').join('\n\n'))],
      () => [section(say('Time line'), timelineTable(report, say)), section(say('Where to look'), mapSection(report, say))],
      () => [
        section(say('Errors'), errorTable(report, say)),
        section(say('Notes'), run.notes.map((it) => `- ${it.kind}: ${title(it.text)}`).join('\n')),
        section(say('Gates'), gates(report, say)),
      ],
      () => [
        section(
          say('Provenance'),
          [provenance(report, say), run.dispatches.length === 0 ? '' : digestTable(report, say)].filter((it) => it !== '').join('\n\n'),
        ),
        section(say('Commands that ran'), report.commands.length === 0 ? '' : commandTable(report, say)),
      ],
    ],
    (make) => make(),
  );
  return yield* longTextOf(apart(parts.flat().filter((it) => it !== '')));
}

/** Separates the parts by blank lines and ends with a line break. */
function* apart(parts: readonly string[]): Generator<string> {
  for (const [at, part] of parts.entries()) {
    if (at > 0) yield '\n\n';
    yield part;
  }
  yield '\n';
}

function summary({ run }: Report, narrative: Narrative, say: Say): string {
  return [
    ...(narrative.summary.every((it) => it.quoted) ? [title(plainSummary(run, say))] : []),
    ...narrative.summary.map((it) => narrativeBlock(it, say)),
    narrativeCredit(narrative, say),
  ].join('\n\n');
}

const worstOf = (all: readonly Dossier[]): Steps<Dossier[]> => sortSteps(all, (a, b) => worstFirst(a.finding, b.finding));

function* first(all: readonly Dossier[], narrative: Narrative, say: Say): Steps<string> {
  const held = all.filter((it) => stands(it.finding));
  const listedFirst = (yield* worstOf(held)).slice(0, WORST);
  return [...narrative.first.map((it) => narrativeBlock(it, say)), listedFirst.length === 0 ? '' : worst(listedFirst, say)]
    .filter((it) => it !== '')
    .join('\n\n');
}

/** The parts of a section for each state that occurs, confirmed states first; within it, the most severe first. */
function* findings(all: readonly Dossier[], narrative: Narrative, say: Say): Steps<string[]> {
  if (all.length === 0) return [section(say('Findings'), say('None.'))];
  const parts: string[] = [];
  for (const { heading, means, holds } of stateSections(say)) {
    const of = yield* worstOf(all.filter((it) => holds(it.finding)));
    if (of.length === 0) continue;
    const each = yield* mapSteps(of, (it) => findingSection(it, narrative.ofFinding.get(it.finding.id) ?? [], say));
    parts.push(section(`${heading} (${of.length})`, means));
    for (const it of each) parts.push(it);
  }
  return parts;
}

function questions(report: Report, narrative: Narrative, say: Say): string {
  const asked = openQuestions(report, say).map(({ about, asks, detail }) => {
    const more = detail.trim() === '' ? '' : `\n\n${worded(detail, '> ')}`;
    return `**${line(about)}**: ${title(asks)}${more}`;
  });
  return [...asked, ...narrative.questions.map((it) => narrativeBlock(it, say))].join('\n\n');
}

function gates({ run }: Report, say: Say): string {
  return run.gates
    .map(
      (it) =>
        `- ${code(it.gate.id)} ${line(say(it.gate.asks))} — ${line(gateWords(it, say))}${it.comment === null ? '' : ` “${line(it.comment)}”`}`,
    )
    .join('\n');
}
