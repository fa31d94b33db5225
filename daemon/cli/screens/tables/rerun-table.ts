// `muster rerun`: one row per run, with how it ended and what happens to it now; and later the state of the batch.

import type { RerunBatch, RerunRow } from '../../../../contracts/rerun.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { columns, joinedLines, wrap } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

/** The state of the submitted run. */
export type Standing = RerunRow & { now: { kind: 'open' | 'good' | 'bad'; says: string } | null };

export function rerunScreen({ id, rows, selector }: RerunBatch, screen: Screen): string {
  if (rows.length === 0) return `No failed run of ${selector.project} is left to repeat.\n`;
  const counted = counts(rows, [
    ['submitted', (it) => it.outcome === 'submitted' || it.outcome === 'joined'],
    ['would run', (it) => it.outcome === 'would-run'],
    ['over --max', (it) => it.outcome === 'over-max'],
    ['not run again', (it) => it.outcome === 'passed-over' || it.outcome === 'refused'],
  ]);
  const batch = id === null ? '' : ` Batch ${id}; how it stands: muster rerun --batch ${id}`;
  return table(rows, words, screen, `${counted}.${batch}`);
}

export function standingScreen({ id, at, rows }: RerunBatch & { rows: Standing[] }, screen: Screen): string {
  const counted = counts(rows, [
    ['succeeded', (it) => it.now?.kind === 'good'],
    ['failed again', (it) => it.now?.kind === 'bad'],
    ['still running', (it) => it.now?.kind === 'open'],
    ['not run again', (it) => it.now === null],
  ]);
  const now = (it: Standing): string => (it.now === null ? words(it) : `${it.again} ${it.now.says}`);
  return table(rows, now, screen, `Batch ${id} of ${at}: ${counted}.`);
}

function table<Row extends RerunRow>(
  lines: readonly Row[],
  says: (it: Row) => string,
  { color, width, ends }: Screen,
  summary: string,
): string {
  const paint = paintFor(color);
  const rows = columns(
    Number.POSITIVE_INFINITY,
    lines.map((it) => [it.run, it.was, says(it)]),
  );
  return joinedLines(ends, [
    ...rows.flatMap((row, at) => {
      const line = lines[at];
      const dim = line?.outcome === 'passed-over' || line?.outcome === 'over-max';
      const stroke = line?.outcome === 'refused' ? paint.red : dim ? paint.dim : (text: string) => text;
      const [first = '', ...more] = wrap(row.join('').trimEnd(), width);
      return [first, ...more.map((it) => `  ${it}`)].map(stroke);
    }),
    ...wrap(summary, width),
  ]);
}

const counts = <Row>(rows: readonly Row[], kinds: readonly (readonly [says: string, is: (it: Row) => boolean])[]): string =>
  kinds
    .map(([says, is]) => [rows.filter(is).length, says] as const)
    .filter(([n]) => n > 0)
    .map(([n, says]) => `${n} ${says}`)
    .join(', ');

function words({ outcome, again, title, why }: RerunRow): string {
  switch (outcome) {
    case 'submitted':
      return `runs again as ${again}: muster tail ${again}`;
    case 'joined':
      return `joined ${again}, which has the same task and is still running`;
    case 'would-run':
      return `would run again: ${oneLine(title)}`;
    case 'passed-over':
    case 'refused':
    case 'over-max':
      return `not run again: ${why}`;
  }
}
