// At the end of a review: which findings are new, still open, fixed or back since the last review of the branch.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import { overTimeOf } from '../../../../skills/report-writer/facts/over-time.ts';
import { inEnglish } from '../../../../skills/report-writer/language/english.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { wrap } from './layout.ts';
import type { Paint } from './paint.ts';

const SHOWN = 5;
const LABEL = 11;

/** New findings are in the list of all findings; here only those that came after a fix are repeated. */
export function overTimeLines(
  view: RunView,
  paint: Paint,
  width: number,
  label: (text: string, lines: readonly string[]) => readonly string[],
): string[] {
  const told = overTimeOf(view, inEnglish);
  if (!told) return [];
  const lines = told.parts
    .map((it) => (it.heading === 'New' ? { ...it, rows: it.rows.filter((row) => row.afterFix) } : it))
    .filter((it) => it.rows.length > 0)
    .flatMap(({ heading, rows }) => [
      paint.bold(`  ${heading}`),
      ...rows
        .slice(0, SHOWN)
        .flatMap((it) =>
          wrap(
            `${it.id}  ${it.severity}: ${oneLine(it.title)}${it.place === '' ? '' : ` (${it.place})`}${it.says === '' ? '' : `; ${it.says}`}`,
            width,
            '    ',
          ),
        ),
      ...(rows.length > SHOWN ? [paint.dim(`    and ${rows.length - SHOWN} more: muster findings --open`)] : []),
    ]);
  return [...label('Over time', wrap(told.sentence, width - LABEL)), ...lines, ''];
}
