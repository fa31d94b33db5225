// `muster show`: the state of a run, now or at its end.

import type { DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { savedIn } from '../../../skills/reuse/saved.ts';
import { savedWords } from '../../../skills/reuse/saved-words.ts';
import { clockTime, count, dateTime, duration } from '../../../skills/wording/numbers.ts';
import { outcomeLine, outcomeWords } from '../../../skills/wording/outcome.ts';
import { SCREEN_PARTS } from '../../../skills/wording/phase-words.ts';
import { oneLine, plainDeep } from '../../../skills/wording/plain-text.ts';
import { countByState, severityPhrase, stateLabel } from '../../../skills/wording/states.ts';
import { costWithSource, costWords, runTime, statusWord, totalCost, type WorkerRow, workers } from '../../../skills/wording/workers.ts';
import { inEnglish } from './lines/in-english.ts';
import { beside, clip, columns, fit, joinedLines, wrap } from './lines/layout.ts';
import { type Paint, paintFor, type Screen, tonePaint } from './lines/paint.ts';

const LABEL = 11;

export function showRun(seen: RunView, { color, width, ends }: Screen): string {
  const view = plainDeep(inEnglish(seen));
  const paint = paintFor(color);
  const room = width - LABEL;
  const part = (label: string, lines: readonly string[]) => {
    const there = lines.filter((it) => it !== '');
    return beside(label, there, LABEL, paint.bold);
  };
  const wrapped = (texts: readonly string[]) => texts.flatMap((it) => wrap(oneLine(it), room));
  return joinedLines(ends, [
    `${paint.bold(view.id)}  ${fit(view.task.title, width - view.id.length - 2)}`,
    ...wrap(outcomeLine(view), width).map(tonePaint(paint, outcomeWords(view).tone)),
    '',
    ...part('Task', wrapped([`${typeWords(view)} of ${view.task.project}`])),
    ...part('Reviews', wrapped([lookedAt(view)])),
    ...part(
      'Time',
      wrapped([`accepted ${dateTime(view.createdAt)}, ${view.endedAt === null ? 'not ended yet' : `took ${runTime(view)}`}`]),
    ),
    ...part('Cost', wrapped([costWithSource(totalCost(view))])),
    ...part('Saved', wrapped([savedWords(savedIn([view]))])),
    ...part('Waits for', wrapped(view.waitsFor === null ? [] : [view.waitsFor])),
    ...part('Not hosted', wrapped(notHosted(view))),
    ...part(
      'Phases',
      wrapped([view.phases.map((it) => `${it.key} ${it.state}${it.reason === null ? '' : ` (${it.reason})`}`).join(' · ')]),
    ),
    ...part(
      'Gates',
      wrapped(
        view.gates.map(({ gate, answer }) => `${gate.id} ${gate.asks} ${answer === null ? unanswered(gate.id, view) : `(${answer})`}`),
      ),
    ),
    ...SCREEN_PARTS.flatMap(({ label, lines }) => part(label, wrapped(lines(view)))),
    ...part(
      'Findings',
      wrapped(
        view.findings.length === 0
          ? [view.outcome === null && view.raised.length > 0 ? `${view.raised.length} raised, not examined yet` : 'none']
          : countByState(view.findings).map((it) => `${it.total} ${stateLabel(it)} (${severityPhrase(it.bySeverity)})`),
      ),
    ),
    ...part('Notes', wrapped(view.notes.map((it) => `${it.kind}: ${it.text}`))),
    ...part('Failures', wrapped(view.failures.map((it) => `${clockTime(it.at)} ${it.code}: ${it.message}`))),
    ...part('Report', wrapped(view.pruned ? ['deleted by `muster prune`'] : view.report === null ? [] : [view.report.path])),
    '',
    ...dispatchLines(view, paint, width),
  ]);
}

const unanswered = (gate: string, { endedAt }: RunView): string =>
  endedAt === null ? `(no answer yet; to answer: muster approvals ${gate})` : '(no answer)';

/** In a fleet: why workers run on the lead's node although hosts offer seats. */
const notHosted = ({ dispatches }: RunView): string[] =>
  dispatches.flatMap(({ seat, attempts }) => attempts.flatMap((it) => (it.here === undefined ? [] : [`${seat}: ${it.here}`])));

/** A task type that is not built in is marked, because it may differ from a built-in one of the same name. */
const typeWords = ({ template }: RunView): string =>
  template.source === undefined || template.source === 'built-in'
    ? template.name
    : `${template.name} (of the ${template.source}, ${template.digest.slice(0, 12)})`;

function lookedAt({ base, task }: RunView): string {
  if (base === null) return `${task.range ?? task.base}, not captured yet`;
  return `${base.label}, commit ${base.commit.slice(0, 12)}${base.uncommitted ? ', including uncommitted changes' : ''}`;
}

function dispatchLines(view: RunView, paint: Paint, width: number): string[] {
  const all = workers(view).flatMap((worker) => worker.rows.map((row) => ({ seat: worker.seat, row })));
  if (all.length === 0) return ['No worker was started.'];
  const rows = columns(width, [
    ['', 'worker', 'task', 'status', 'time', 'cost'],
    ...all.map(({ seat, row }) => [
      localName(row.dispatch.id),
      fit(seat, 20),
      row.what.replace(/, (\d+) findings?/, ' ($1)'),
      endedAs(row),
      timeOf(row),
      costWords(row.cost),
    ]),
  ]);
  return rows.map((cells, at) => {
    const line = clip(cells.join(''), width).trimEnd();
    if (at === 0) return paint.dim(line);
    const row = all[at - 1]?.row;
    const fine = row === undefined || row.dispatch.status === null || statusWord(row) === 'completed';
    return fine ? line : paint.red(line);
  });
}

const localName = (id: string): string => id.slice(id.indexOf('.') + 1);

function endedAs(row: WorkerRow): string {
  const { dispatch } = row;
  const tries = dispatch.attempts.length > 1 ? `, ${count(dispatch.attempts.length, 'attempt')}` : '';
  if (dispatch.status === null) return `${liveState(dispatch)}${tries}`;
  const reason = dispatch.reason === null || dispatch.reason === 'done' ? '' : ` (${oneLine(dispatch.reason)})`;
  return `${statusWord(row)}${reason}${tries}`;
}

const liveState = (dispatch: DispatchView): string => dispatch.attempts.at(-1)?.state ?? dispatch.state;

function timeOf({ dispatch, ms }: WorkerRow): string {
  if (dispatch.reused) return '–';
  const last = dispatch.attempts.at(-1);
  if (ms === null && last?.startedAt != null && last.endedAt === null) return `since ${clockTime(last.startedAt)}`;
  return duration(ms);
}
