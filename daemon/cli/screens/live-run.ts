// A run in progress as a block of lines that is redrawn: where it is, who does what and for how long,
// and the newest PROGRESS line. Pure: takes a view and the time, returns lines.

import type { DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { instant } from '../../../contracts/time.ts';
import { count, duration } from '../../../skills/wording/numbers.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { countByState, stateLabel } from '../../../skills/wording/states.ts';
import { whatOf } from '../../../skills/wording/workers.ts';
import { isOpenGate } from '../named/find-gate.ts';
import { cells, clip, columns, fit, pad } from './lines/layout.ts';
import { type Paint, paintFor, type Screen } from './lines/paint.ts';

export type LiveScreen = Screen & { height: number };

/** Wide enough for `12 min 30 s`, so that the columns beside it do not move. */
const TIME = 11;

/** `newest` is the last PROGRESS phrase. */
export function liveRun(view: RunView, newest: string, now: number, { color, width, height }: LiveScreen): string[] {
  const paint = paintFor(color);
  const outside = view.status === 'executing' && view.waitsFor !== null ? [`  waits for ${oneLine(view.waitsFor)}`] : [];
  const head = [headline(view, now, paint, width), ...[`  ${whereItIs(view)}`, ...outside].map((it) => paint.dim(clip(it, width)))];
  const foot = [...found(view, paint, width), paint.dim(clip(`  ${oneLine(newest)}`, width)), paint.dim(clip(footer(view), width))];
  const rows = workerRows(view, now, paint, width);
  // One line stays free for the cursor; only the list of workers can be long.
  const room = Math.max(1, height - 1 - head.length - foot.length);
  const shown = rows.length <= room ? rows : [...rows.slice(0, room - 1), paint.dim(`  and ${rows.length - room + 1} more`)];
  return [...head, ...shown, ...foot];
}

function headline(view: RunView, now: number, paint: Paint, width: number): string {
  const time = ticking(now - instant(view.startedAt ?? view.createdAt));
  const room = width - cells(view.id) - cells(time) - 4;
  const title = fit(view.task.title, Math.max(8, room));
  const gap = ' '.repeat(Math.max(2, width - cells(view.id) - 2 - cells(title) - cells(time)));
  return `${paint.bold(view.id)}  ${title}${gap}${paint.dim(time)}`;
}

function whereItIs(view: RunView): string {
  switch (view.status) {
    case 'created':
    case 'bound':
      return 'getting ready: capturing the files, choosing the workers';
    case 'queued':
      return `queued; waits for ${oneLine(view.waitsFor ?? 'its turn')}`;
    case 'awaiting-consent':
      return `waits for your consent: ${oneLine(view.waitsFor ?? '')}`;
    case 'paused':
      return oneLine(`paused: ${view.waitsFor ?? `muster resume ${view.id}`}`);
    case 'awaiting-approval':
      return `waits for your answer: ${view.gates
        .filter(isOpenGate)
        .map(({ gate }) => `${gate.id}: ${oneLine(gate.asks)}`)
        .join('   ')}   (muster approvals)`;
    case 'concluding':
      return `writing the report${view.outcome === null ? '' : ` (${view.outcome})`}`;
    default: {
      const marks = {
        'pending': '·',
        'running': '…',
        'awaiting-artifact': '…',
        'validating': '…',
        'completed': '✓',
        'failed': '✗',
        'skipped': '–',
      } as const;
      const phases = view.phases.map((it) => `${it.key} ${marks[it.state]}`);
      const round = view.convergence.rounds > 0 && view.convergence.ended === null ? ` (round ${view.convergence.rounds})` : '';
      return `${phases.join('   ')}${round}`;
    }
  }
}

function workerRows(view: RunView, now: number, paint: Paint, width: number): string[] {
  // An agent with two roles has two seats of one name, and one line.
  const names = [...new Set(view.seats.map((seat) => seat.name))];
  const rows = names.map((name) => rowOf(name, view.dispatches.filter((it) => it.seat === name).at(-1), view, now));
  const lines = columns(
    width,
    rows.map(({ cells: row }) => row),
  ).map((row) => clip(row.join(''), width).trimEnd());
  return lines.map((line, at) => strokeOf(rows[at]?.tone ?? 'calm', paint)(line));
}

/** Tenths of a second at first, so that it visibly moves without flickering. */
const ticking = (ms: number): string => (ms < 10_000 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} s` : duration(ms));

type Row = { cells: string[]; tone: 'calm' | 'busy' | 'worried' | 'lost' };

function rowOf(seat: string, dispatch: DispatchView | undefined, view: RunView, now: number): Row {
  const name = `  ${fit(seat, 24)}`;
  const attempt = dispatch?.attempts.at(-1);
  if (!dispatch || !attempt) return { cells: [name, 'waiting', '', ''], tone: 'calm' };
  const again = attempt.attempt > 1 ? `, attempt ${attempt.attempt}` : '';
  const what = `${whatOf(dispatch)}${again}`;
  const from = attempt.startedAt;
  const until = attempt.endedAt === null ? now : instant(attempt.endedAt);
  const time = from === null ? '' : ticking(until - instant(from));
  if (dispatch.state === 'ended') {
    const done = dispatch.status === 'completed';
    const raised = view.raised.filter((it) => it.dispatch === dispatch.id).length;
    const came = dispatch.round === 0 && dispatch.role === 'analyser' && done ? `, ${count(raised, 'finding')}` : '';
    const reason = done || dispatch.reason === null ? '' : ` (${oneLine(dispatch.reason)})`;
    return {
      cells: [name, `${done ? 'done' : dispatch.status}${reason}`, pad(time, TIME), `${what}${came}`],
      tone: done ? 'calm' : 'lost',
    };
  }
  return { cells: [name, attempt.state, pad(time, TIME), what], tone: attempt.state === 'suspect' ? 'worried' : 'busy' };
}

function strokeOf(tone: Row['tone'], paint: Paint): (line: string) => string {
  switch (tone) {
    case 'calm':
      return (line) => line;
    case 'busy':
      return paint.cyan;
    case 'worried':
      return paint.yellow;
    case 'lost':
      return paint.red;
  }
}

function found(view: RunView, paint: Paint, width: number): string[] {
  if (view.findings.length === 0) return [];
  const states = countByState(view.findings).map((it) => `${it.total} ${stateLabel(it)}`);
  return [paint.dim(clip(`  findings: ${states.join(', ')}`, width))];
}

const footer = (view: RunView): string => `  Ctrl-C detaches; to follow again: muster tail ${view.id}`;
