// `muster approvals`: what is asked, why, what each answer does, and what was shown. Pure.

import type { RunView } from '../../../contracts/run-view.ts';
import { instant } from '../../../contracts/time.ts';
import { duration } from '../../../skills/report-writer/numbers.ts';
import { oneLine, plainDeep } from '../../../skills/report-writer/plain-text.ts';
import { beside, cells, joinedLines, pad, wrap } from './layout.ts';
import { paintFor, type Screen } from './paint.ts';

export type GateLine = { view: RunView; it: RunView['gates'][number] };

const LABEL = 9;

export function gatesScreen(lines: readonly GateLine[], inbox: string, now: number, screen: Screen): string {
  return joinedLines(lines.flatMap((line, at) => [...(at > 0 ? [''] : []), ...gateLines(line, inbox, now, screen)]));
}

function gateLines({ view, it }: GateLine, inbox: string, now: number, { color, width }: Screen): string[] {
  const paint = paintFor(color);
  const { gate } = plainDeep(it);
  const room = width - LABEL - 2;
  const part = (label: string, texts: readonly string[]) =>
    beside(
      label,
      texts.filter((text) => text !== '').flatMap((text) => wrap(oneLine(text), room)),
      LABEL,
      paint.dim,
    ).map((line) => `  ${line}`);
  const left = instant(gate.expiresAt) - now;
  const widest = Math.max(...gate.offers.map(({ answer }) => cells(answer)));
  return [
    `${paint.bold(gate.id)}  ${oneLine(plainDeep(view.task.title))}`,
    ...part('asks', [gate.asks]),
    ...part('why', [gate.why]),
    ...gate.offers.flatMap(({ answer, does }, at) => part(at === 0 ? 'answers' : '', [`${pad(answer, widest)}  ${does}`])),
    ...part('shows', [
      `${gate.shown.slice(0, 16)}  ${left > 0 ? `the run is paused if nobody answers within ${duration(left)}` : 'the time is over; it can still be answered'}`,
    ]),
    ...part('answer', [`muster approve ${gate.id}`, `or a file: echo ${gate.shown} > '${inbox}/${gate.id}.approve'`]),
  ];
}
