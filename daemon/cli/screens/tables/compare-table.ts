// `muster compare`: two runs side by side. Pure.

import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { outcomeLine } from '../../../../skills/wording/outcome.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { costWords, runTime, totalCost, workers } from '../../../../skills/wording/workers.ts';
import { clip, columns, joinedLines } from '../lines/layout.ts';
import { paintFor, type Screen } from '../lines/paint.ts';

type FindingInRun = { id: string; state: FindingState } | null;

export type Comparison = {
  runs: [Side, Side];
  /** Findings with the same state in both are only counted. */
  same: number;
  findings: { title: string; one: FindingInRun; other: FindingInRun }[];
};

type Side = { run: string; ended: string; took: string; cost: string; workers: string[]; reused: number; tree: string | null };

export function comparison(one: RunView, other: RunView): Comparison {
  const [mine, theirs] = [byFingerprint(one), byFingerprint(other)];
  const rows = [...new Set([...mine.keys(), ...theirs.keys()])].map((it) => {
    const [a, b] = [mine.get(it), theirs.get(it)];
    return { title: a?.title ?? b?.title ?? '', one: seen(a), other: seen(b) };
  });
  const findings = rows.filter((it) => it.one?.state !== it.other?.state);
  return { runs: [sideOf(one), sideOf(other)], same: rows.length - findings.length, findings };
}

type ViewedFinding = RunView['findings'][number];

const byFingerprint = ({ findings }: RunView): Map<string, ViewedFinding> =>
  new Map(findings.filter((it) => it.state !== 'merged').map((it) => [it.fingerprint, it]));

const seen = (it: ViewedFinding | undefined): FindingInRun => (it === undefined ? null : { id: it.id, state: it.state });

const sideOf = (view: RunView): Side => ({
  run: view.id,
  ended: outcomeLine(view),
  took: runTime(view),
  cost: costWords(totalCost(view)),
  workers: workers(view).map((it) => `${it.seat}: ${it.status}`),
  reused: view.dispatches.filter((it) => it.reused).length,
  tree: view.base?.tree ?? null,
});

export function compareScreen({ runs: [one, other], same, findings }: Comparison, { color, width }: Screen): string {
  const paint = paintFor(color);
  const row = (label: string, say: (side: Side) => string) => [label, say(one), say(other)];
  const table = columns(width, [
    row('', (it) => it.run),
    row('ended', (it) => clip(oneLine(it.ended), 40)),
    row('took', (it) => it.took),
    row('cost', (it) => it.cost),
    row('answers of earlier runs', (it) => String(it.reused)),
    row('files', (it) => it.tree?.slice(0, 12) ?? 'none'),
    ...rowsOf(one.workers, other.workers),
    ...findings.map((it) => [clip(oneLine(it.title), 60), said(it.one), said(it.other)]),
  ]);
  const files = one.tree === other.tree ? 'They looked at the same files.' : 'They looked at different files.';
  const both = same === 0 ? 'No finding came to the same in both.' : `${same} came to the same in both.`;
  return joinedLines(width, [
    ...table.map((it, at) => (at === 0 ? paint.bold : (line: string) => line)(clip(it.join(''), width).trimEnd())),
    '',
    `${files} ${both}`,
  ]);
}

const said = (it: FindingInRun): string => (it === null ? 'not found' : `${it.id} ${it.state}`);

const rowsOf = (one: readonly string[], other: readonly string[]): string[][] =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, at) => [at === 0 ? 'workers' : '', one[at] ?? '', other[at] ?? '']);
