// `muster doctor`: one line per check, followed by what to do.

import { oneLine } from '../../../skills/wording/plain-text.ts';
import type { CheckResult } from '../acts/checks.ts';
import { joinedLines, pad, wrap } from './lines/layout.ts';
import { type Paint, paintFor, type Screen } from './lines/paint.ts';

const NAME = 15;
const LEVEL = 6;

export function doctorScreen(all: readonly { name: string; found: readonly CheckResult[] }[], { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const margin = ' '.repeat(LEVEL + NAME);
  return joinedLines(
    ends,
    all.flatMap(({ name, found }) =>
      found.flatMap(({ level, says, next, absent }) => {
        const [first = '', ...more] = wrap(oneLine(says), width - margin.length);
        return [
          `${absent ? paint.dim(pad('–', LEVEL)) : stroke(level, paint)(pad(level, LEVEL))}${pad(name, NAME)}${first}`,
          ...more.map((line) => margin + line),
          ...(next ? wrap(oneLine(next), width, margin).map(paint.dim) : []),
        ];
      }),
    ),
  );
}

function stroke(level: CheckResult['level'], paint: Paint): (text: string) => string {
  switch (level) {
    case 'ok':
      return paint.green;

    case 'warn':
      return paint.yellow;
    case 'bad':
      return (text) => paint.bold(paint.red(text));
  }
}
