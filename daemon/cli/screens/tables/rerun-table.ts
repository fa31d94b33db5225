// `muster rerun`: a row for each run, with how it ended and what happens to it now.

import { oneLine } from '../../../../skills/telling/plain-text.ts';
import { columns, joinedLines, wrap } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

export type RerunLine = {
  run: string;
  title: string;
  /** `ended failed: no-result` */
  was: string;
  outcome: 'submitted' | 'joined' | 'would-run' | 'passed-over' | 'refused';
  again: string | null;
  why: string;
};

export function rerunTable(lines: readonly RerunLine[], { color, width }: Screen): string {
  const paint = paintFor(color);
  const rows = columns(lines.map((it) => [it.run, it.was, words(it)]));
  return joinedLines(
    rows.flatMap((row, at) => {
      const line = lines[at];
      const stroke = line?.outcome === 'refused' ? paint.red : line?.outcome === 'passed-over' ? paint.dim : (text: string) => text;
      const [first = '', ...more] = wrap(row.join('').trimEnd(), width);
      return [first, ...more.map((it) => `  ${it}`)].map(stroke);
    }),
  );
}

function words({ outcome, again, title, why }: RerunLine): string {
  switch (outcome) {
    case 'submitted':
      return `runs again as ${again}: muster tail ${again}`;
    case 'joined':
      return `joined ${again}, which has the same task and is still running`;
    case 'would-run':
      return `would run again: ${oneLine(title)}`;
    case 'passed-over':
    case 'refused':
      return `not run again: ${why}`;
  }
}
