// `--dry-run`: what would be read, who would read it and to whom code would go, and within which limits.

import type { Task } from '../../../contracts/task.ts';
import { bytes, count, listed, listedUpTo } from '../../../skills/report-writer/numbers.ts';
import { oneLine } from '../../../skills/report-writer/plain-text.ts';
import type { Ahead } from '../look-ahead.ts';
import type { PlanAhead, SeatAhead } from '../plan-ahead.ts';
import { beside, clip, columns, joinedLines, wrap } from './layout.ts';
import { paintFor, type Screen } from './paint.ts';

export type AheadView = { task: Task; template: string; ahead: Ahead; plan: PlanAhead };

const LABEL = 11;
const FILES_SHOWN = 8;
const LEFT_OUT_SHOWN = 8;

export function aheadScreen({ task, template, ahead, plan }: AheadView, runs: string, { color, width }: Screen): string {
  const paint = paintFor(color);
  const part = (label: string, texts: readonly string[]) =>
    beside(
      label,
      texts.filter((it) => it !== '').flatMap((it) => wrap(oneLine(it), width - LABEL)),
      LABEL,
      paint.bold,
    );
  const seats = columns(plan.seats.map((it) => [`  ${it.seat}`, it.role, account(it), consentWords(it, task.project)]));
  return joinedLines([
    paint.bold('Nothing is started; this is what would be.'),
    ...wrap(oneLine(task.title), width),
    '',
    ...part('Task', [`${template} of ${task.project}`]),
    ...part('Reads', [reads(ahead), sample(ahead.files)]),
    ...part('Left out', leftOut(ahead)),
    ...part('Limits', [limits(plan)]),
    ...part('Prompts', [prompts(plan.seats, runs)]),
    '',
    paint.bold('Workers'),
    ...seats.map((row, at) => {
      const line = clip(row.join(''), width).trimEnd();
      const seat = plan.seats[at];
      return seat?.agent.available === false || seat?.consent === 'needed' ? paint.red(line) : line;
    }),
    ...plan.seats.flatMap((it) =>
      it.agent.why === null ? [] : wrap(`${it.seat} cannot work: ${oneLine(it.agent.why)}`, width, '  ').map(paint.red),
    ),
    '',
    ...wrap(whereCodeGoes(plan.seats), width),
    ...(plan.says === undefined ? [] : wrap(oneLine(plan.says), width).map(paint.yellow)),
  ]);
}

function reads({ label, files, removed, uncommitted, isRepository }: Ahead): string {
  const what = isRepository ? label : 'the files of the folder, which is no git repository';
  const gone = removed.length > 0 ? `; ${count(removed.length, 'file')} gone` : '';
  return `${what}: ${count(files.length, 'file')}${gone}${uncommitted && isRepository ? ', with what is not committed' : ''}`;
}

const sample = (files: readonly string[]): string => (files.length > FILES_SHOWN ? listedUpTo(files, FILES_SHOWN) : listed(files));

function leftOut({ leftOut: all }: Ahead): string[] {
  const shown = all.slice(0, LEFT_OUT_SHOWN).map((it) => `${it.path}: ${it.reason}`);
  return all.length > LEFT_OUT_SHOWN ? [...shown, `and ${all.length - LEFT_OUT_SHOWN} more`] : shown;
}

function limits({ deadline, budget }: PlanAhead): string {
  const parts = [
    ...(budget?.usd === undefined ? [] : [`$${budget.usd}`]),
    ...(budget?.tokens === undefined ? [] : [`${budget.tokens} tokens`]),
  ];
  return `${deadline} for the whole run${parts.length > 0 ? `; at most ${parts.join(' and ')}` : ''}`;
}

function prompts(seats: readonly SeatAhead[], runs: string): string {
  const sizes = seats.flatMap((it) => it.promptBytes ?? []);
  if (sizes.length === 0) return '';
  return `${sizes.length} to begin with, about ${bytes(Math.max(...sizes))} each, in ${runs}/<run>/prompts/`;
}

const account = ({ agent, model }: SeatAhead): string =>
  agent.provider === 'builtin'
    ? 'built in, no model'
    : `${agent.provider}${agent.version === null ? '' : ` ${agent.version}`}, model ${model}`;

function consentWords({ consent, agent }: SeatAhead, project: string): string {
  switch (consent) {
    case 'not-needed':
      return agent.sendsCode ? 'sends code' : 'sends nothing by itself';
    case 'given':
      return 'sends code; allowed';
    case 'needed':
      return `not allowed yet: muster allow ${project} ${agent.provider}`;
  }
}

function whereCodeGoes(seats: readonly SeatAhead[]): string {
  const senders = [...new Set(seats.flatMap((it) => (it.agent.sendsCode ? [it.agent.provider] : [])))];
  return senders.length === 0
    ? 'No code leaves this machine through Muster: no seat is of a provider that sends it.'
    : `Code of the project goes to: ${listed(senders)}.`;
}
