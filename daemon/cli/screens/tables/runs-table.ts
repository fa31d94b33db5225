// `muster runs`: one line per run, newest first.

import { instant } from '../../../../contracts/time.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import type { RunLine } from '../../../records/kept/run-line.ts';
import { cells, columns, fit, joinedLines } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

export function runsTable(lines: readonly RunLine[], now: number, { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const rows = columns(width, [
    ['run', 'when', 'status', 'findings', 'project', 'task'],
    ...lines.map((it) => [
      it.run,
      ago(now - instant(it.createdAt)),
      statusWords(it),
      it.endedAt === null ? '' : String(it.findings),
      fit(it.project.split('/').at(-1) ?? '', 20),
      oneLine(it.title),
    ]),
  ]);
  return joinedLines(
    ends,
    rows.map((row, at) => {
      const before = row.slice(0, -1).join('');
      const line = `${before}${fit(row.at(-1) ?? '', Math.max(10, width - cells(before)))}`.trimEnd();
      const { status, degraded, unjudged, inconclusive } = lines[at - 1] ?? NO_LINE;
      if (at === 0) return paint.dim(line);
      if (status === 'failed' || status === 'aborted' || status === 'damaged') return paint.red(line);
      return degraded || unjudged || inconclusive ? paint.yellow(line) : line;
    }),
  );
}

const NO_LINE = { status: '', degraded: false, unjudged: false, inconclusive: false };

/** A run that could not answer its question is never called completed, and one with answers that do not count never only that. */
export function statusWords({ status, degraded, unjudged, inconclusive }: typeof NO_LINE): string {
  const word = unjudged && status === 'completed' ? 'not judged' : status;
  return degraded ? `${word} (degraded)` : inconclusive ? `${word} (inconclusive)` : word;
}

function ago(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 1_440)} days ago`;
}
