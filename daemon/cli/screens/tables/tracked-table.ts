// `muster findings` without a run: the findings of this branch over all of its reviews; and the history of one finding.

import type { TrackedFinding } from '../../../../contracts/findings/tracked.ts';
import type { Timestamp } from '../../../../contracts/time.ts';
import { count, dateTime } from '../../../../skills/wording/numbers.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { severityRank } from '../../../../skills/wording/states.ts';
import { joinedLines, pad, wrap } from '../lines/layout.ts';
import { paintFor, type Screen, severityPaint } from '../lines/paint.ts';

const SEVERITY = 10;
const ID = 16;

export function trackedTable(all: readonly TrackedFinding[], where: string, { color, width, ends }: Screen): string {
  const paint = paintFor(color);
  const sorted = all.toSorted(
    (a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || severityRank(a.severity) - severityRank(b.severity),
  );
  const counts = STANDINGS.flatMap((standing) => {
    const n = all.filter((it) => it.standing === standing).length;
    return n > 0 ? [`${n} ${standing}`] : [];
  });
  return joinedLines(ends, [
    `${paint.bold(count(all.length, 'finding'))} ${where}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`,
    ...sorted.flatMap((it) => [
      `  ${severityPaint(paint, it.severity)(pad(it.severity, SEVERITY))}${paint.bold(pad(it.id, ID))}${placeOf(it)}  ${paint.dim(standingWords(it))}`,
      ...wrap(oneLine(it.title), width, ' '.repeat(2 + SEVERITY)),
    ]),
  ]);
}

const STANDINGS: readonly TrackedFinding['standing'][] = ['open', 'dismissed', 'refuted', 'fixed'];

const placeOf = ({ anchor }: TrackedFinding): string =>
  anchor === null ? 'no location' : `${oneLine(anchor.path)}${anchor.line === undefined ? '' : `:${anchor.line}`}`;

const standingWords = ({ standing, first, fixed }: TrackedFinding): string =>
  standing === 'fixed' && fixed ? fixedWords(fixed) : `${standing} since ${first.run} (${first.at.slice(0, 10)})`;

const fixedWords = ({ run, commit, why }: NonNullable<TrackedFinding['fixed']>): string =>
  `fixed ${commit === null ? `(${why})` : `by ${commit.slice(0, 12)}`}, seen in ${run}`;

export type HistoryEntry = { at: Timestamp; branch: string; run: string | null; says: string };

export function trackedHistory(
  { tracked }: { tracked: TrackedFinding },
  entries: readonly HistoryEntry[],
  { color, width, ends }: Screen,
): string {
  const paint = paintFor(color);
  const others = tracked.aliases.filter((it) => it !== tracked.id);
  return joinedLines(ends, [
    `${paint.bold(tracked.id)}  ${severityPaint(paint, tracked.severity)(tracked.severity)}  ${tracked.standing}`,
    ...wrap(oneLine(tracked.title), width).map(paint.bold),
    placeOf(tracked),
    ...(others.length > 0 ? wrap(`Also seen as ${others.join(', ')}.`, width) : []),
    '',
    ...entries.flatMap((it) => wrap(`${dateTime(it.at)}  ${it.run === null ? '' : `${it.run}  `}${it.says}`, width)),
  ]);
}
