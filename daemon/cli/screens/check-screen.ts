// `muster agents check`: the outcome, step by step.

import { oneLine } from '../../../skills/wording/plain-text.ts';
import type { Check } from '../../lead/house/conformance.ts';
import { joinedLines, pad, wrap } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

export function checkScreen(check: Check, { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const step = (name: string, done: boolean, otherwise: string) =>
    `  ${(done ? paint.green : paint.yellow)(pad(done ? 'yes' : 'no', 5))}${name}${done || otherwise === '' ? '' : ` (${otherwise})`}`;
  const who = [check.agent, check.version].filter((it) => it !== null).join(' ');
  const stroke = check.outcome === 'passed' ? paint.green : check.outcome === 'failed' ? paint.red : paint.yellow;
  return joinedLines(ends, [
    `${paint.bold(who)}: ${stroke(OUTCOMES[check.outcome])}`,
    step('starts', check.starts, ''),
    step('writes its result', check.writes, ''),
    step('stops by itself', check.stops, 'Muster ends it once its result is there'),
    step('reports its usage', check.tells, ''),
    ...(check.says === '' ? [] : wrap(oneLine(check.says), width, '  ')),
    ...(check.outcome === 'failed' && check.version !== null
      ? wrap(
          `This version will not be used. To check again: muster agents check ${check.agent}. To use it anyway: muster agents force ${check.agent}`,
          width,
          '  ',
        )
      : []),
    paint.dim(`  muster show ${check.run}`),
  ]);
}

const OUTCOMES: Readonly<Record<Check['outcome'], string>> = {
  passed: 'passed',
  failed: 'failed',
  undecided: 'undecided: something other than the program stopped the check',
};
