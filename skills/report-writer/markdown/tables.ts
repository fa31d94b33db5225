// The tables of the Markdown report: figures, workers, timeline, commands, provenance, the map.

import { SEVERITIES } from '../../../contracts/findings/names.ts';
import type { Report } from '../../../contracts/run/report.ts';
import { flagText } from '../../wording/flags.ts';
import { between, bytes, clockTime, dateTime, duration, grouped, UNKNOWN } from '../../wording/numbers.ts';
import { errorSource, errorStep } from '../../wording/run-errors.ts';
import { countByState, END_WORDS, stateLabel } from '../../wording/states.ts';
import {
  costWithSource,
  costWords,
  coverageOf,
  runTime,
  sourceWords,
  statusWord,
  tokenWords,
  totalCost,
  workers,
} from '../../wording/workers.ts';
import { type Dossier, supporters } from '../facts/dossier.ts';
import { listedIn, listedUpToIn, type Say } from '../language/english.ts';
import { codeCell, line, table, title, titleCell } from './escape.ts';

export function numbers(report: Report, say: Say): string {
  const { run } = report;
  const seats = workers(run).filter((it) => it.role !== 'report-writer');
  const rows = countByState(run.findings).map(({ total, bySeverity, ...of }) => [
    stateLabel(of, say),
    ...SEVERITIES.map((it) => String(bySeverity[it])),
    String(total),
  ]);
  return [
    run.findings.length === 0 ? say('No findings.') : table([say('State'), ...SEVERITIES.map((it) => say(it)), say('all')], rows),
    [
      `- ${say('Workers: {some} of {all} answered everything.', { some: seats.filter((it) => it.status === 'completed').length, all: seats.length })}`,
      `- ${say('Rounds of cross-examination')}: ${run.convergence.rounds}${run.convergence.ended === null ? '' : `; ${say(END_WORDS[run.convergence.ended])}`}.`,
      `- ${say('Time')}: ${runTime(run, report.composedAt)}.`,
      `- ${say('Cost')}: ${costWithSource(totalCost(run), say)}.`,
    ].join('\n'),
  ].join('\n\n');
}

export function worst(all: readonly Dossier[], say: Say): string {
  const rows = all.map((it) => [
    it.finding.id,
    say(it.finding.severity),
    titleCell(it.finding.title),
    it.place === undefined ? '' : codeCell(it.place),
    stateLabel(it.finding, say),
    line(listedIn(supporters(it), say)),
  ]);
  return table([say('Finding'), say('Severity'), say('Title'), say('Place'), say('State'), say('Supported by')], rows);
}

export function workerTable(report: Report, say: Say): string {
  const rows = workers(report.run, say).flatMap((worker) => {
    const who = [line(worker.seat), line(worker.agent), line(worker.model)];
    if (worker.rows.length === 0)
      return [[...who, worker.role, 'not-run', say('never started'), '', UNKNOWN, UNKNOWN, say('nothing reported')]];
    return worker.rows.map(({ dispatch, what, ms, cost, look }) => [
      ...who,
      what,
      statusWord({ dispatch, look }),
      line(dispatch.reason ?? ''),
      String(dispatch.attempts.length),
      duration(ms),
      costWords(cost, say),
      `${sourceWords(cost, say)}${cost.tokens === null || cost.tokens === 0 ? '' : `, ${tokenWords(cost)} tokens`}`,
    ]);
  });
  return table(
    [
      say('Seat'),
      say('Agent'),
      say('Model'),
      say('For'),
      say('Status'),
      say('Reason'),
      say('Attempts'),
      say('Duration'),
      say('Cost'),
      say('Source'),
    ],
    rows,
  );
}

/** In the workers' own words, with the flags that the program raised. */
export function coverageList(report: Report, say: Say): string {
  const rows = coverageOf(report.run);
  if (rows.length === 0) return '';
  const list = rows
    .map(({ seat, summary, coverage, notes, flags }) => {
      const said = [summary, coverage, notes].filter((it) => it !== null && it.trim() !== '').map((it) => title(it ?? ''));
      const flagged = flags.length > 0 ? [`(${say('flagged: {flags}', { flags: flagText(flags, say) })})`] : [];
      return `- **${line(seat)}**: ${[...said, ...flagged].join(' · ')}`;
    })
    .join('\n');
  return `### ${say('What they say they covered')}\n\n${list}`;
}

export function timelineTable(report: Report, say: Say): string {
  if (report.timeline.length === 0) return say('No attempt began.');
  const rows = report.timeline.map((it) => [
    clockTime(it.from),
    clockTime(it.to),
    duration(between(it.from, it.to)),
    line(it.seat),
    line(it.what),
    String(it.attempt),
    line(it.reason),
  ]);
  return table([say('From (UTC)'), say('To'), say('Took'), say('Seat'), say('For'), say('Attempt'), say('Ended')], rows);
}

/** Problems that workers reported, and steps in which Muster failed. */
export function errorTable({ errors }: Report, say: Say): string {
  if (errors.length === 0) return '';
  const rows = errors.map((it) => [line(it.ts), line(errorSource(it)), codeCell(errorStep(it)), titleCell(it.message)]);
  return table([say('When'), say('Who'), say('What'), say('Message')], rows);
}

export function commandTable(report: Report, say: Say): string {
  const rows = report.commands.map((it) => [
    line(it.dispatch),
    String(it.attempt),
    codeCell(it.argv.join(' ')),
    it.code === null ? UNKNOWN : String(it.code),
    it.signal ?? '',
  ]);
  return table([say('Dispatch'), say('Attempt'), say('Command'), say('Exit code'), say('Signal')], rows);
}

export function provenance(report: Report, say: Say): string {
  const { run } = report;
  const rows: [string, string][] = [
    [say('Run'), codeCell(run.id)],
    [say('Accepted'), dateTime(run.createdAt)],
    [say('Project'), codeCell(run.task.project)],
    [say('Task text'), codeCell(run.text)],
    [say('Template'), `${line(run.template.name)} ${codeCell(run.template.digest)}`],
    [
      say('Reviewed'),
      run.base === null
        ? say('nothing was captured')
        : `${line(run.base.label)}${run.base.uncommitted ? say(', including uncommitted changes') : ''}`,
    ],
    ...(run.base === null
      ? []
      : [[say('Commit'), codeCell(run.base.commit)] as [string, string], [say('Tree'), codeCell(run.base.tree)] as [string, string]]),
    ...(run.base?.kind === 'git' && run.base.from !== undefined
      ? [[say('Compared with'), codeCell(run.base.from)] as [string, string]]
      : []),
    [say('Engine'), `musterd ${line(report.engine)}`],
    [say('Journal'), say('run/{id}, {n} events', { id: run.id, n: run.seq })],
  ];
  return table([say('What'), say('Which')], rows);
}

export function digestTable(report: Report, say: Say): string {
  const rows = report.run.dispatches.map((it) => [
    codeCell(it.id),
    line(it.seat),
    it.prompt === null ? '' : `${codeCell(it.prompt.digest.slice(0, 16))} (${bytes(it.prompt.bytes)})`,
    it.result === null ? '' : `${codeCell(it.result.digest.slice(0, 16))} (${bytes(it.result.bytes)})`,
    it.result === null ? '' : line(it.result.flags.join(', ')),
  ]);
  return table([say('Dispatch'), say('Seat'), say('Prompt sha256'), say('Result sha256'), say('Flags')], rows);
}

export function mapSection({ map, mapLate }: Report, say: Say): string {
  if (map === null) return mapLate ? say('The map of the repository was not ready when this report was written.') : '';
  const languages = map.languages.slice(0, 8).map((it) => say('{name} {n} lines', { name: line(it.name), n: grouped(it.lines) }));
  const hot = map.hot.slice(0, 15).map((it) => [codeCell(it.path), String(it.changes), String(it.authors), grouped(it.lines)]);
  return [
    say('Not findings: places with many changes, and those that no test names.'),
    say('{files} files, {lines} lines ({languages}); {todos} TODO, {skipped} skipped tests.', {
      files: grouped(map.files),
      lines: grouped(map.lines),
      languages: languages.join(', ') || say('no known language'),
      todos: map.todos,
      skipped: map.skippedTests,
    }),
    hot.length === 0 ? '' : table([say('Most changed'), say('Changes'), say('Authors'), say('Lines')], hot),
    map.untested.length === 0 ? '' : `${say('Named by no test')}: ${listedUpToIn(map.untested.map(codeCell), 20, say)}.`,
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}
