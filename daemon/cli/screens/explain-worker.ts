// `muster explain <worker>`: its state, its signs of life, and what the daemon will do next and when.

import type { Explanation } from '../../../contracts/run/explanation.ts';
import { duration } from '../../../skills/wording/numbers.ts';
import { joinedLines, labelled } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

const LABEL = 7;

export function explainWorkerScreen(it: Explanation, { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const part = labelled(LABEL, width, paint.bold);
  return joinedLines(ends, [
    `${paint.bold(it.dispatch)}  ${it.seat}`,
    ...part('State', [it.stands]),
    ...part('Seen', it.seen),
    ...part('Next', it.next.length > 0 ? it.next.map(nextLine) : ['Nothing more happens by itself.']),
  ]);
}

function nextLine({ what, inMs }: Explanation['next'][number]): string {
  if (inMs === null) return `${what}.`;
  return inMs === 0 ? `Now: ${uncapitalised(what)}.` : `In ${duration(inMs)}: ${uncapitalised(what)}.`;
}

const uncapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
