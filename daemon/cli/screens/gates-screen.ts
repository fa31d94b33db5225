// `muster approvals`: what each gate asks, why, what each answer does, and the digest of what it shows. Pure.

import type { Gate, GateAnswer } from '../../../contracts/run/gate.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { instant } from '../../../contracts/time.ts';
import { runsText } from '../../../skills/phases/plan/what-runs.ts';
import { gateWords } from '../../../skills/wording/gate-words.ts';
import { count, duration } from '../../../skills/wording/numbers.ts';
import { oneLine, plainDeep } from '../../../skills/wording/plain-text.ts';
import { isOpenGate } from '../named/find-gate.ts';
import { beside, cells, joinedLines, labelled, wrap } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

/** `byFile`: whether the gate can be answered by a file in the inbox. */
export type GateLine = { view: RunView; it: RunView['gates'][number]; byFile: boolean };

const LABEL = 9;
const DAY = 24 * 60 * 60 * 1_000;

export function gatesScreen(lines: readonly GateLine[], inbox: string, now: number, screen: Screen): string {
  return joinedLines(
    undefined,
    lines.flatMap((line, at) => [...(at > 0 ? [''] : []), ...gateLines(line, inbox, now, screen)]),
  );
}

const indented = (line: string): string => `  ${line}`;

function gateLines({ view, it, byFile }: GateLine, inbox: string, now: number, { color, width }: Screen): string[] {
  const paint = paintFor(color);
  const { gate } = plainDeep(it);
  const room = width - LABEL - 2;
  const widest = Math.max(...gate.offers.map(({ answer }) => cells(answer)));
  const labelledPart = labelled(LABEL, width - 2, paint.dim);
  const part = (label: string, texts: readonly string[]) => labelledPart(label, texts).map(indented);
  const offered = (answer: string, does: string) => beside(answer, wrap(oneLine(does), room - widest - 2), widest + 2, paint.bold);
  const left = isOpenGate(it) ? instant(gate.expiresAt) - now : null;
  return [
    `${paint.bold(gate.id)}  ${oneLine(plainDeep(view.task.title))}`,
    ...part('asks', [gate.asks]),
    ...beside('why', whyLines(gate.why, room), LABEL, paint.dim).map(indented),
    ...gate.offers.flatMap(({ answer, does }, at) =>
      beside(at === 0 ? 'answers' : '', offered(answer, does), LABEL, paint.dim).map(indented),
    ),
    ...(gate.runs ? part('runs', gate.runs.length === 0 ? ['no command'] : gate.runs.map(runsText)) : []),
    ...part('shows', [`${gate.shown.slice(0, 16)}  ${patience(left)}`]),
    ...part('to read', [gate.about.kind === 'plan' ? `muster approvals ${gate.id}` : `muster show ${view.id}`]),
    ...part(
      'answer',
      isOpenGate(it)
        ? [...answering(gate), byFile && offers(gate, 'approve') ? `or a file: echo ${gate.shown} > '${inbox}/${gate.id}.approve'` : '']
        : [gateWords(it)],
    ),
  ];
}

/** Output of a program stays in its lines, and only its end is shown: that is where a failure says what it is. */
const OUTPUT_SHOWN = 12;

function whyLines(why: string, room: number): string[] {
  const [says = '', ...output] = why.split('\n').filter((it) => it.trim() !== '');
  const left = output.length - OUTPUT_SHOWN;
  const more = left > 1 ? [`(${count(left, 'line')} before that)`] : [];
  return [says, ...more, ...output.slice(more.length === 0 ? 0 : left)].flatMap((line) => wrap(line, room));
}

const offers = ({ offers: all }: Gate, answer: GateAnswer): boolean => all.some((it) => it.answer === answer);

/** The command for each answer that the gate offers. */
const answering = (gate: Gate): string[] => gate.offers.map(({ answer }) => COMMANDS[answer](gate.id));

const COMMANDS: Readonly<Record<GateAnswer, (gate: string) => string>> = {
  'approve': (gate) => `muster approve ${gate}`,
  'reject': (gate) => `muster reject ${gate}`,
  'request-changes': (gate) => `muster request-changes ${gate} -m "…"`,
  'verify-again': (gate) => `muster request-changes ${gate} --verify-again`,
  'abort': (gate) => `muster abort ${gate.slice(0, gate.indexOf('.'))}`,
};

/** Rounded to whole days if there are any: `7 days`. */
const days = (ms: number): string => (ms < DAY ? duration(ms) : count(Math.round(ms / DAY), 'day'));

function patience(left: number | null): string {
  if (left === null) return '';
  return left > 0 ? `pauses in ${days(left)} without an answer` : 'the time for an answer is over; you can still answer';
}
