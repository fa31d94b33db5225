// What would be read, by whom and with which account, who would receive code, and the expected time,
// cost and limits: shown before anything starts, for `--dry-run` and when a person is asked for consent.

import type { Task } from '../../../contracts/task/task.ts';
import { bytes, count, duration, grouped, listed, listedUpTo, money } from '../../../skills/wording/numbers.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { allowCommand } from '../../lead/consent.ts';
import type { BasePreview } from '../before/preview-base.ts';
import { type PlanPreview, receiversAmong, type SeatPreview } from '../before/preview-plan.ts';
import type { Earlier } from '../named/earlier-runs.ts';
import { clip, columns, joinedLines, labelled, wrap } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

export type PreviewView = { task: Task; template: string; ahead: BasePreview; plan: PlanPreview };

const LABEL = 11;
const FILES_SHOWN = 8;
const LEFT_OUT_SHOWN = 8;

const NOTHING_STARTED = 'Dry run: nothing started';

export function previewScreen(
  { task, template, ahead, plan }: PreviewView,
  runs: string,
  { color, width, ends }: Screen,
  head = NOTHING_STARTED,
): string {
  const paint = paintFor(color);
  const part = labelled(LABEL, width, paint.bold);
  const seats = columns(
    width,
    plan.seats.map((it) => [`  ${it.seat}`, it.role, account(it), consentWords(it, task.project)]),
  );
  return joinedLines(ends, [
    paint.bold(head),
    ...wrap(oneLine(task.title), width),
    '',
    ...part('Task', [`${template} of ${task.project}`]),
    ...part('Reads', [reads(ahead), sample(ahead.files)]),
    ...part('Left out', leftOut(ahead)),
    ...part('Accounts', accounts(plan.seats)),
    ...part('Expect', plan.earlier.map(expected)),
    ...part('Phases', [listed(plan.phases.map(phaseWords))]),
    ...part('Examined', [examined(plan)]),
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

function reads({ label, files, removed, uncommitted, isRepository }: BasePreview): string {
  const what = isRepository ? label : 'the files of the directory, which is not a git repository';
  const gone = removed.length > 0 ? `; ${count(removed.length, 'file')} removed` : '';
  return `${what}: ${count(files.length, 'file')}${gone}${uncommitted && isRepository ? ', including uncommitted changes' : ''}`;
}

const sample = (files: readonly string[]): string => (files.length > FILES_SHOWN ? listedUpTo(files, FILES_SHOWN) : listed(files));

function leftOut({ leftOut: all }: BasePreview): string[] {
  const shown = all.slice(0, LEFT_OUT_SHOWN).map((it) => `${it.path}: ${it.reason}`);
  return all.length > LEFT_OUT_SHOWN ? [...shown, `and ${all.length - LEFT_OUT_SHOWN} more`] : shown;
}

const phaseWords = ({ key, deadline }: PlanPreview['phases'][number]): string => (deadline === null ? key : `${key} (${deadline} at most)`);

function examined({ convergence }: PlanPreview): string {
  if (convergence === null) return '';
  const { enabled, maxRounds, mode, adversarial, critic } = convergence;
  if (!enabled) return critic ? 'not by other workers; with a critic' : 'not by other workers';
  return [
    `in ${maxRounds === 1 ? 'one round' : `at most ${maxRounds} rounds`}`,
    mode === 'full-reanalysis' ? 'going through the whole scope each time' : '',
    adversarial ? 'by trying to refute each finding' : '',
    critic ? 'with a critic' : '',
  ]
    .filter((it) => it !== '')
    .join(', ');
}

function limits({ deadline, budget }: PlanPreview): string {
  const parts = [
    ...(budget?.usd === undefined ? [] : [`$${budget.usd}`]),
    ...(budget?.tokens === undefined ? [] : [`${budget.tokens} tokens`]),
  ];
  return `${deadline} for the whole run${parts.length > 0 ? `; at most ${parts.join(' and ')}` : ''}`;
}

function prompts(seats: readonly SeatPreview[], runs: string): string {
  const sizes = seats.flatMap((it) => (it.prompt === null ? [] : [Buffer.byteLength(it.prompt)]));
  if (sizes.length === 0) return '';
  return `${sizes.length} to start with, about ${bytes(Math.max(...sizes))} each, in ${runs}/<run>/prompts/`;
}

const account = ({ agent, model }: SeatPreview): string =>
  agent.provider === 'builtin'
    ? 'built in, free (no model)'
    : `${agent.provider}${agent.version === null ? '' : ` ${agent.version}`}, model ${model}`;

/** The account of each program that sends code. */
function accounts(seats: readonly SeatPreview[]): string[] {
  const each = seats
    .filter((it) => it.agent.sendsCode && it.agent.available)
    .map((it) => [it.agent.name, loginWords(it.agent.login)] as const);
  return [...new Map(each)].map(([name, says]) => `${name}: ${says}`);
}

function loginWords(login: SeatPreview['agent']['login']): string {
  if (login === null) return 'unknown; its files do not say';
  return login.kind === 'in' ? login.says : `not logged in: ${login.says}`;
}

function expected({ provider, runs, ms, tokens, usd }: Earlier): string {
  if (runs === 0) return `${provider}: unknown, no run with it has completed here yet`;
  const used = tokens === null ? 'tokens unknown' : `${grouped(tokens)} tokens`;
  const cost = usd === null ? 'price unknown' : money(usd);
  return `${provider}: ${duration(ms)}, ${used}, ${cost} (median of ${count(runs, 'earlier run')})`;
}

function consentWords({ consent, agent }: SeatPreview, project: string): string {
  switch (consent) {
    case 'not-needed':
      return agent.sendsCode ? 'sends code' : 'sends no code';
    case 'given':
      return 'sends code; allowed';
    case 'needed':
      return `not allowed yet: ${allowCommand(project, [agent.provider])}`;
  }
}

function whereCodeGoes(seats: readonly SeatPreview[]): string {
  const senders = receiversAmong(seats);
  return senders.length === 0
    ? 'No code leaves this machine: no seat uses a provider that sends code.'
    : `The project’s code would be sent to: ${listed(senders)}.`;
}
