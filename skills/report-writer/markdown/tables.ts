// The tables of the Markdown report: numbers, workers, time line, commands, provenance, the map.

import { SEVERITIES } from '../../../contracts/finding.ts';
import type { Report } from '../../../contracts/report.ts';
import { type Dossier, heldBy } from '../dossier.ts';
import { between, bytes, clockTime, dateTime, duration, grouped, listed, UNKNOWN } from '../numbers.ts';
import { countByState, END_WORDS, STATE_WORDS } from '../states.ts';
import { type Cost, costWords, coverageOf, runTime, sourceWords, tokenWords, totalCost, workers } from '../workers.ts';
import { codeCell, line, table, title, titleCell } from './escape.ts';

export function numbers(report: Report): string {
  const { run } = report;
  const seats = workers(run).filter((it) => it.role !== 'report-writer');
  const rows = countByState(run.findings).map(({ state, total, bySeverity }) => [
    STATE_WORDS[state].label,
    ...SEVERITIES.map((it) => String(bySeverity[it])),
    String(total),
  ]);
  return [
    run.findings.length === 0 ? 'No findings.' : table(['State', ...SEVERITIES, 'all'], rows),
    [
      `- Workers: ${seats.filter((it) => it.status === 'completed').length} of ${seats.length} answered everything they were asked.`,
      `- Rounds of cross-examination: ${run.convergence.rounds}${run.convergence.ended === null ? '' : `; ${END_WORDS[run.convergence.ended]}`}.`,
      `- Time: ${runTime(run, report.composedAt)}.`,
      `- Cost: ${costPhrase(totalCost(run))}.`,
    ].join('\n'),
  ].join('\n\n');
}

const costPhrase = (cost: Cost): string => `${costWords(cost)} (${sourceWords(cost)})`;

export function worst(all: readonly Dossier[]): string {
  const rows = all.map((it) => [
    it.finding.id,
    it.finding.severity,
    titleCell(it.finding.title),
    it.place === undefined ? '' : codeCell(it.place),
    STATE_WORDS[it.finding.state].label,
    line(listed(heldBy(it))),
  ]);
  return table(['Finding', 'Severity', 'Title', 'Place', 'State', 'Held by'], rows);
}

export function workerTable(report: Report): string {
  const rows = workers(report.run).flatMap((worker) => {
    const who = [line(worker.seat), line(worker.agent), line(worker.model)];
    if (worker.rows.length === 0) return [[...who, worker.role, 'not-run', 'never started', '', UNKNOWN, UNKNOWN, 'nothing reported']];
    return worker.rows.map(({ dispatch, what, ms, cost }) => [
      ...who,
      what,
      dispatch.status ?? dispatch.state,
      line(dispatch.reason ?? ''),
      String(dispatch.attempts.length),
      duration(ms),
      costWords(cost),
      `${sourceWords(cost)}${cost.tokens === null || cost.tokens === 0 ? '' : `, ${tokenWords(cost)} tokens`}`,
    ]);
  });
  return table(['Seat', 'Agent', 'Model', 'For', 'Status', 'Reason', 'Attempts', 'Duration', 'Cost', 'Source'], rows);
}

/** In the workers' own words, beside what the program flagged. */
export function coverageList(report: Report): string {
  return coverageOf(report.run)
    .map(({ seat, summary, coverage, notes, flags }) => {
      const said = [summary, coverage, notes].filter((it) => it !== null && it.trim() !== '').map((it) => title(it ?? ''));
      const flagged = flags.length > 0 ? [`(flagged: ${flags.join(', ')})`] : [];
      return `- **${line(seat)}**: ${[...said, ...flagged].join(' · ')}`;
    })
    .join('\n');
}

export function timelineTable(report: Report): string {
  if (report.timeline.length === 0) return 'No attempt began.';
  const rows = report.timeline.map((it) => [
    clockTime(it.from),
    clockTime(it.to),
    duration(between(it.from, it.to)),
    line(it.seat),
    line(it.what),
    String(it.attempt),
    line(it.reason),
  ]);
  return table(['From (UTC)', 'To', 'Took', 'Seat', 'For', 'Attempt', 'Ended'], rows);
}

export function commandTable(report: Report): string {
  const rows = report.commands.map((it) => [
    line(it.dispatch),
    String(it.attempt),
    codeCell(it.argv.join(' ')),
    it.code === null ? UNKNOWN : String(it.code),
    it.signal ?? '',
  ]);
  return table(['Dispatch', 'Attempt', 'Command', 'Exit code', 'Signal'], rows);
}

export function provenance(report: Report): string {
  const { run } = report;
  const rows: [string, string][] = [
    ['Run', codeCell(run.id)],
    ['Accepted', dateTime(run.createdAt)],
    ['Project', codeCell(run.task.project)],
    ['Task text', codeCell(run.text)],
    ['Template', `${line(run.template.name)} ${codeCell(run.template.digest)}`],
    [
      'Looked at',
      run.base === null ? 'nothing was captured' : `${line(run.base.label)}${run.base.uncommitted ? ', with what was not committed' : ''}`,
    ],
    ...(run.base === null
      ? []
      : [['Commit', codeCell(run.base.commit)] as [string, string], ['Tree', codeCell(run.base.tree)] as [string, string]]),
    ...(run.base?.kind === 'git' && run.base.from !== undefined ? [['Compared with', codeCell(run.base.from)] as [string, string]] : []),
    ['Engine', `musterd ${line(report.engine)}`],
    ['Journal', `run/${run.id}, ${run.seq} events`],
  ];
  return table(['What', 'Which'], rows);
}

export function digestTable(report: Report): string {
  const rows = report.run.dispatches.map((it) => [
    codeCell(it.id),
    line(it.seat),
    it.prompt === null ? '' : `${codeCell(it.prompt.digest.slice(0, 16))} (${bytes(it.prompt.bytes)})`,
    it.result === null ? '' : `${codeCell(it.result.digest.slice(0, 16))} (${bytes(it.result.bytes)})`,
    it.result === null ? '' : line(it.result.flags.join(', ')),
  ]);
  return table(['Dispatch', 'Seat', 'Prompt sha256', 'Result sha256', 'Flags'], rows);
}

export function mapSection(map: NonNullable<Report['map']>): string {
  const languages = map.languages.slice(0, 8).map((it) => `${line(it.name)} ${grouped(it.lines)} lines`);
  const hot = map.hot.slice(0, 15).map((it) => [codeCell(it.path), String(it.changes), String(it.authors), grouped(it.lines)]);
  return [
    'Never a finding: where changes gather and tests are thin.',
    `${grouped(map.files)} files, ${grouped(map.lines)} lines (${languages.join(', ') || 'no known language'}); ${map.todos} TODO, ${map.skippedTests} skipped tests.`,
    hot.length === 0 ? '' : table(['Most changed', 'Changes', 'Authors', 'Lines'], hot),
    map.untested.length === 0
      ? ''
      : `Without a test beside it: ${map.untested.slice(0, 20).map(codeCell).join(', ')}${map.untested.length > 20 ? ` and ${map.untested.length - 20} more` : ''}.`,
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}
