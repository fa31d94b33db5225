// The outdated artifacts that are owed a new version, as recorded in the journal: noted by one run, updated when the change grew,
// settled by a later run. An index over the events of all runs. Pure.

import type { Debt, ImpactAssessed } from '../../contracts/run/impact-events.ts';
import type { IndexDefinition, IndexReader } from '../../runtime/ledger/indexes/definition.ts';
import type { OutdatedArtifact, Ruling } from './debt.ts';

const COLUMNS = ['project', 'dependent', 'source', 'old', 'now', 'magnitude', 'total', 'reason', 'run'] as const;
type Column = (typeof COLUMNS)[number];

/** A row without a reason settles what its artifact owes for that source. */
const SETTLED = '';
const GONE = 'gone';

export const DEBT_INDEX: IndexDefinition<Column> = {
  name: 'owed',
  version: 1,
  columns: COLUMNS,
  lookups: ['project'],
  rows({ stream, type, payload }) {
    if (type !== 'impact.assessed' || !stream.startsWith('run/')) return [];
    const run = stream.slice('run/'.length);
    const { project, debts, settled } = payload as ImpactAssessed;
    return [
      ...settled.map((it) => [project, it.dependent, it.source, '', '', '', '', SETTLED, run]),
      ...debts.map((it) => [
        ...[project, it.dependent, it.source, it.old, it.now ?? GONE, String(it.magnitude), String(it.total), it.reason, run],
      ]),
    ];
  },
};

/** `run`: the last one that noted it. */
export type RecordedDebt = Debt & { run: string };

export function recordedDebts(index: Pick<IndexReader<Column>, 'where'>, project: string): RecordedDebt[] {
  const open = new Map<string, RecordedDebt>();
  for (const row of index.where('project', project)) {
    const { dependent, source, old, now, run } = row;
    const key = `${dependent}\n${source}`;
    open.delete(key);
    if (row.reason === SETTLED) continue;
    const [magnitude, total] = [Number(row.magnitude), Number(row.total)];
    open.set(key, { dependent, source, old, now: now === GONE ? null : now, magnitude, total, reason: row.reason as Debt['reason'], run });
  }
  return [...open.values()];
}

type ProjectDebt = { project: string; owed: readonly RecordedDebt[]; all: readonly OutdatedArtifact[]; rulings: readonly Ruling[] };

/** What to record: debts that are new or have grown, and those that no longer exist. */
export function debtChanges({ owed, all, rulings }: Omit<ProjectDebt, 'project'>): Pick<ImpactAssessed, 'debts' | 'settled'> {
  const known = new Map(owed.map((it) => [`${it.dependent}\n${it.source}`, it]));
  const debts = rulings.flatMap(({ dependent, decision, magnitude: total, changed }): Debt[] =>
    decision === 'again'
      ? []
      : changed.map(({ source, old, now, magnitude }) => ({ dependent, source, old, now, magnitude, total, reason: decision })),
  );
  const changed = new Map(all.flatMap(({ dependent, changed }) => changed.map((it) => [`${dependent}\n${it.source}`, it] as const)));
  return {
    debts: debts.filter((it) => {
      const before = known.get(`${it.dependent}\n${it.source}`);
      return before?.old !== it.old || before.now !== it.now || before.reason !== it.reason || before.total !== it.total;
    }),
    // It was made from the new text, or the input was changed back.
    settled: owed
      .filter((it) => changed.get(`${it.dependent}\n${it.source}`)?.old !== it.old)
      .map(({ dependent, source }) => ({ dependent, source })),
  };
}

/** Nearest first: what depends on something that is being made again is considered after that. */
export function nextToMakeAgain(rulings: readonly Ruling[], all: readonly OutdatedArtifact[]): Ruling[] {
  const from = new Map(all.map((it) => [it.dependent, it.from]));
  const again = rulings.filter((it) => it.decision === 'again');
  const names = new Set(again.map((it) => it.dependent));
  return again.filter((it) => it.changed.length > 0 && !from.get(it.dependent)?.some((one) => names.has(one)));
}
