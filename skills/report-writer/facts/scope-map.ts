// A map of the scope: which worker opened or searched which file. Changed files come first; among them, those that nobody opened.

import type { ScopeMap } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { placesIn, type Range } from '../../../validators/looks/places.ts';
import type { ScopeFiles } from '../../../validators/looks/receipt.ts';
import { countIn, listedUpToIn, type Say } from '../language/english.ts';

type Row = ScopeMap['rows'][number];

/** Null if no analysis has a receipt. */
export function scopeMap({ looks }: Pick<RunView, 'looks'>, { files, changed }: Pick<ScopeFiles, 'files' | 'changed'>): ScopeMap | null {
  if (looks.length === 0) return null;
  const rows = new Map<string, Row>();
  for (const { from, to, opened, searched } of stretches(looks, files.length)) {
    const of = (isChanged: boolean): Row => {
      const key = JSON.stringify([isChanged, opened, searched]);
      const row = rows.get(key) ?? { changed: isChanged, opened, searched, files: [] };
      rows.set(key, row);
      return row;
    };
    if (changed === null || changed.size === 0) {
      const row = of(false);
      // Usually a single stretch covers the whole list.
      if (row.files.length === 0) row.files = files.slice(from, to);
      else for (let at = from; at < to; at++) row.files.push(files[at] ?? '');
    } else for (const path of files.slice(from, to)) of(changed.has(path)).files.push(path);
  }
  const judges = judgesOf({ looks });
  const rank = (row: Row): number =>
    Number(!row.changed) * 4 + Number(isRead(row, judges)) * 2 + Number(row.opened.length + row.searched.length > 0);
  return {
    files: files.length,
    changed: changed === null ? null : files.filter((it) => changed.has(it)).length,
    rows: [...rows.values()].sort((a, b) => rank(a) - rank(b) || a.opened.length - b.opened.length),
  };
}

type Stretch = { from: number; to: number; opened: string[]; searched: string[] };

/**
 * Consecutive files at which the same seats looked in the same way. There are few stretches, though a list may have a hundred
 * thousand files.
 */
function* stretches(looks: RunView['looks'], files: number): Generator<Stretch> {
  const asked = looks.map(({ seat, receipt }) => ({
    seat,
    opened: placesIn(receipt.opened, files),
    searched: placesIn(receipt.searched, files),
  }));
  const ranges = asked.flatMap((it) => [...it.opened, ...it.searched]);
  const bounds = [...new Set([0, files, ...ranges.flatMap(([from, to]) => [from, to + 1])])].sort((a, b) => a - b);
  const walks = asked.map(({ seat, opened, searched }) => ({ seat, opens: covers(opened), searches: covers(searched) }));
  for (const [n, from] of bounds.entries()) {
    const to = bounds[n + 1];
    if (to === undefined) return;
    const opened = seatsOf(walks.filter((it) => it.opens(from)));
    const searched = seatsOf(walks.filter((it) => it.searches(from))).filter((it) => !opened.includes(it));
    yield { from, to, opened, searched };
  }
}

const seatsOf = (walks: readonly { seat: string }[]): string[] => [...new Set(walks.map((it) => it.seat))];

/** Whether one of the ranges contains a position; the positions must be asked for in order. */
function covers(ranges: readonly Range[]): (at: number) => boolean {
  let next = 0;
  return (at) => {
    while (next < ranges.length && (ranges[next]?.[1] ?? 0) < at) next++;
    return (ranges[next]?.[0] ?? Number.POSITIVE_INFINITY) <= at;
  };
}

/** Seats that can judge anything; if none was asked, all seats. */
function judgesOf({ looks }: Pick<RunView, 'looks'>): ReadonlySet<string> {
  const able = looks.filter((it) => it.judges === 'anything');
  // An inconclusive answer has reviewed nothing, whatever files it claims to have opened.
  return new Set((able.length > 0 ? able.filter((it) => it.inconclusive === null) : looks).map((it) => it.seat));
}

const isRead = ({ opened }: Row, judges: ReadonlySet<string>): boolean => opened.some((it) => judges.has(it));

const NAMED = 10;

/** For the list of what was not reviewed. */
export function neverOpened(map: ScopeMap | null, view: Pick<RunView, 'looks'>, say: Say): string[] {
  if (map === null) return [];
  const judges = judgesOf(view);
  const unread = map.rows.filter((it) => !isRead(it, judges));
  const judged = view.looks.some((it) => it.judges === 'anything');
  const changed = unread.flatMap((it) => (it.changed ? it.files : []));
  const rest = unread.flatMap((it) => (it.changed ? [] : it.files));
  // In a review of a change, untouched files are only context.
  const told = map.changed === null ? rest : [];
  const who = judged ? say('by no worker that can judge it') : say('by no worker');
  const files = (paths: readonly string[]) => ({
    files: countIn(paths.length, '{n} file', '{n} files', say),
    names: listedUpToIn(paths, NAMED, say),
  });
  return [
    ...(changed.length > 0 ? [say('Changed, and opened {who}: {files} ({names}).', { who, ...files(changed) })] : []),
    ...(told.length > 0 ? [say('Opened {who}: {files} of {all} in the scope ({names}).', { who, all: map.files, ...files(told) })] : []),
  ];
}

/** Workers see an empty folder there, so a report that is silent about it would claim more than was done. */
export function closedSubmodules({ submodules = [], changed }: Pick<ScopeFiles, 'submodules' | 'changed'>, say: Say): string[] {
  const asked = changed === null ? submodules : submodules.filter((it) => changed.has(it));
  return asked.length === 0
    ? []
    : [say('Not opened, as only the commit of a submodule is captured: {names}.', { names: listedUpToIn(asked, NAMED, say) })];
}
