// The map of the scope: which worker opened or searched which file. What changed and nobody opened comes first.

import type { ScopeMap } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { placesIn } from '../../../validators/looks/places.ts';
import type { ScopeFiles } from '../../../validators/looks/receipt.ts';
import { countIn, listedUpToIn, type Say } from '../language/say.ts';

type Row = ScopeMap['rows'][number];

/** Nothing where no analysis has a receipt. */
export function scopeMap({ looks }: Pick<RunView, 'looks'>, { files, changed }: Pick<ScopeFiles, 'files' | 'changed'>): ScopeMap | null {
  if (looks.length === 0) return null;
  const opened = files.map((): string[] => []);
  const searched = files.map((): string[] => []);
  for (const { seat, receipt } of looks) {
    for (const at of placesIn(receipt.opened, files.length)) if (!opened[at]?.includes(seat)) opened[at]?.push(seat);
    for (const at of placesIn(receipt.searched, files.length)) if (!searched[at]?.includes(seat)) searched[at]?.push(seat);
  }
  const rows = new Map<string, Row>();
  for (const [at, path] of files.entries()) {
    const by = opened[at] ?? [];
    const more = (searched[at] ?? []).filter((it) => !by.includes(it));
    const isChanged = changed?.has(path) ?? false;
    const key = JSON.stringify([isChanged, by, more]);
    const row = rows.get(key) ?? { changed: isChanged, opened: by, searched: more, files: [] };
    row.files.push(path);
    rows.set(key, row);
  }
  const judges = judgesOf({ looks });
  const rank = (row: Row): number =>
    Number(isRead(row, judges)) * 4 + Number(!row.changed) * 2 + Number(row.opened.length + row.searched.length > 0);
  return {
    files: files.length,
    changed: changed === null ? null : files.filter((it) => changed.has(it)).length,
    rows: [...rows.values()].sort((a, b) => rank(a) - rank(b) || a.opened.length - b.opened.length),
  };
}

/** Seats that can judge anything; where none was asked, all of them. */
function judgesOf({ looks }: Pick<RunView, 'looks'>): ReadonlySet<string> {
  const able = looks.filter((it) => it.judges === 'anything');
  return new Set((able.length > 0 ? able : looks).map((it) => it.seat));
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
  // Of a change what it does not touch is only its surroundings.
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
