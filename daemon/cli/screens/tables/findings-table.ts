// `muster findings`: the findings of a run, filtered, most severe first.

import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import type { Severity } from '../../../../contracts/findings/finding.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { type Dossier, dossiers, opponents, supporters } from '../../../../skills/report-writer/facts/dossier.ts';
import { count, listed } from '../../../../skills/wording/numbers.ts';
import { plainDeep } from '../../../../skills/wording/plain-text.ts';
import { severityRank, stateLabel, worstFirst } from '../../../../skills/wording/states.ts';
import { findingLines } from '../lines/finding-lines.ts';
import { joinedLines, wrap } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

export type FindingFilters = {
  /** Only these states; by default all except merged. */
  states?: readonly FindingState[];
  /** This severity and higher. */
  severity?: Severity;
  /** Raised, confirmed or opposed by this seat. */
  seat?: string;
  /** Under this path. */
  path?: string;
};

export function filterFindings(view: RunView, filters: FindingFilters): Dossier[] {
  const { states, severity, seat, path } = filters;
  return dossiers(view)
    .filter((it) => (states === undefined ? it.finding.state !== 'merged' : states.includes(it.finding.state)))
    .filter((it) => severity === undefined || severityRank(it.finding.severity) <= severityRank(severity))
    .filter((it) => seat === undefined || [...it.finding.seats, ...supporters(it), ...opponents(it)].includes(seat))
    .filter((it) => path === undefined || under(it.finding.path, path))
    .sort((a, b) => worstFirst(a.finding, b.finding));
}

function under(path: string | undefined, folder: string): boolean {
  const wanted = folder.replace(/^\.\//, '').replace(/\/+$/, '');
  return path !== undefined && (path === wanted || path.startsWith(`${wanted}/`));
}

export function findingsTable(seen: RunView, filters: FindingFilters, { color, width, ends }: Screen): string {
  const view = plainDeep(seen);
  const paint = paintFor(color);
  const shown = filterFindings(view, filters);
  const all = view.findings.filter((it) => it.state !== 'merged' || filters.states?.includes('merged')).length;
  if (shown.length === 0) {
    return joinedLines(ends, [all === 0 ? `${view.id} has no findings.` : `No finding matches; ${view.id} has ${count(all, 'finding')}.`]);
  }
  const states = [...new Set(shown.map((it) => stateLabel(it.finding)))];
  const how = shown.length === all ? count(all, 'finding') : `${shown.length} of ${count(all, 'finding')}`;
  return joinedLines(ends, [
    ...shown.flatMap((it) => findingLines(it, paint, width, '')),
    '',
    ...wrap(`${how} of ${view.id} (${listed(states)})`, width).map(paint.dim),
  ]);
}
