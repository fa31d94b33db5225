// What is out of date in the current project: artifacts, with what will happen to each, and reviews
// and plans that rest on files that have changed since.

import { decideRemakes, type OutdatedArtifact, type Ruling } from '../../../skills/lineage/debt.ts';
import { DEBT_INDEX, type RecordedDebt, recordedDebts } from '../../../skills/lineage/debt-index.ts';
import { loadSettings } from '../../intake/settings.ts';
import { artifactsOf, movedUnder, runsAbout } from '../../lineage/outdated.ts';
import type { LineageAsked } from '../commands/lineage/open-lineage.ts';
import type { Context } from '../words/command.ts';

export type OutdatedNow = {
  /** As recorded in the journal. */
  owed: RecordedDebt[];
  artifacts: (Ruling & Pick<OutdatedArtifact, 'call' | 'name'>)[];
  /** Only the newest run of each task type counts. */
  runs: { run: string; type: string; paths: string[]; renew: string }[];
};

export async function outdatedNow(lineage: LineageAsked, { home }: Context): Promise<OutdatedNow> {
  const { records, edges, objects, project } = lineage;
  const { config } = await loadSettings({ home: home.config });
  const all = await artifactsOf({ edges, objects, home, project });
  const artifacts = decideRemakes(all, config.impact).flatMap((ruling) => {
    const made = all.find((it) => it.dependent === ruling.dependent);
    return made ? [{ ...ruling, call: made.call, name: made.name }] : [];
  });
  const runs: OutdatedNow['runs'] = [];
  const seen = new Set<string>();
  for (const run of runsAbout(project, edges).toReversed()) {
    const view = await records.view(run).catch(() => undefined);
    if (view?.outcome !== 'completed' || view.base === null || view.task.type === 'prompt') continue;
    const { type } = view.task;
    if (seen.has(type)) continue;
    seen.add(type);
    // If the files of a run were pruned, its base is gone and cannot be compared.
    const paths = await movedUnder(run, view.base, { edges, project }).catch(() => []);
    if (paths.length > 0) runs.push({ run, type, paths, renew: `muster rerun ${run}` });
  }
  return { artifacts, runs, owed: recordedDebts(await records.ledger.index(DEBT_INDEX), project) };
}
