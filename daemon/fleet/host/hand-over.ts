// Hands the work of an executor on this host over to its lead, as one commit on the base of its stage. The fence
// is checked first: if a later attempt is valid, nothing is handed over, and the work is kept here under a ref.

import { MusterError } from '../../../contracts/errors.ts';
import { type Fence, isOlder } from '../../../contracts/work/fence.ts';
import type { DeliveredWork, HostedStage, HostOrder, HostReport, WithheldWork } from '../../../contracts/work/hosted.ts';
import type { FleetConnection } from '../../../runtime/fleet/hosts/connect.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { handedRef } from '../../../skills/phases/execution/names.ts';
import { inOwnPaths } from '../../../skills/run/fleet/own-paths.ts';
import { fencedPlace } from '../../../skills/run/fleet/stage-work.ts';
import type { Stages } from '../../effects/world/stages.ts';
import type { Travels } from '../travels.ts';
import { foldersFor, placeHere } from './stage-here.ts';

export type HandOver = {
  /** A fence newer than that of the attempt; undefined if its work may be handed over. */
  newer(order: HostOrder & { stage: HostedStage }): Promise<Fence | undefined>;
  /** All of its work, once it has ended; undefined if its workplace was never made. */
  work(order: HostOrder & { stage: HostedStage }): Promise<DeliveredWork | undefined>;
  /** Keeps the work here, and says where. */
  keep(order: HostOrder & { stage: HostedStage }): Promise<WithheldWork['kept']>;
  /** Removes its workplace if its work is a commit. */
  clear(order: HostOrder): Promise<void>;
};

/** For an executor: its answer, and at the end its work; neither if a later attempt is valid. */
export async function whatMayBeHanded(
  order: HostOrder,
  { result, last }: { result: string | null; last: boolean },
  { handOver, log }: { handOver: HandOver; log: Log },
): Promise<Pick<HostReport, 'result' | 'work' | 'refused'>> {
  const { stage } = order;
  if (!stage || (result === null && !last)) return { result };
  const newer = await handOver.newer({ ...order, stage });
  if (newer) return { result: null, refused: { fence: stage.fence, newer, kept: last ? await handOver.keep({ ...order, stage }) : '' } };
  if (!last) return { result };
  try {
    const work = await handOver.work({ ...order, stage });
    return { result, ...(work ? { work } : {}) };
  } catch (error) {
    // If the servers fail it is retried; a workplace that cannot be committed stays so, and the lead is told that nothing comes.
    if (error instanceof MusterError && (error.code === 'ledger-busy' || error.code === 'fleet-unreachable')) throw error;
    log.warn('what an executor has made could not be committed', { session: order.key, error });
    return { result };
  }
}

type Context = {
  end: Pick<FleetConnection, 'fences' | 'objects'>;
  home: Home;
  stages: Stages;
  travels: Pick<Travels, 'bundleOf'>;
  scratch: string;
};

export function handOverIn({ end, home, stages, travels, scratch }: Context): HandOver {
  type StageOrder = HostOrder & { stage: HostedStage };

  /** Repeating it gives the same commit, because the commit's time is fixed. */
  async function sealed(
    order: StageOrder,
  ): Promise<{ head: DeliveredWork['head']; problems: string[]; gitDir: string; ref: string } | undefined> {
    const { key, run, base, stage } = order;
    const here = inOwnPaths(order, home.root);
    const path = placeHere(here, home);
    if (!base || !here.base || path === undefined || !(await stages.sealOf(path))) return undefined;
    const { gitDir } = here.base;
    const ref = handedRef(run, key);
    const { head, problems } = await stages.together(gitDir, () =>
      stages.sealWork({
        ...{ path, gitDir, from: stage.from, ref, seconds: 0, fileBytes: stage.fileBytes },
        message: `What was made of ${stage.stage} (${key})\n\nMuster-Run: ${run}\nMuster-Stage: ${stage.stage}\n`,
        never: stage.include.map((it) => it.path),
      }),
    );
    return { head, problems, gitDir, ref };
  }

  return {
    async newer({ run, stage }) {
      const now = await end.fences.now(fencedPlace(run, stage));
      return now && isOlder(stage.fence, now) ? now : undefined;
    },
    async work(order) {
      const made = await sealed(order);
      if (!made) return undefined;
      const { head, problems, gitDir, ref } = made;
      const { fence, from } = order.stage;
      const bytes = await travels.bundleOf({ gitDir, ref, commit: head.commit, without: from.commit, scratch });
      return bytes && { fence, head, bundle: await end.objects.put(bytes), problems: problems.slice(0, MOST_PROBLEMS) };
    },
    async keep(order) {
      const made = await sealed(order).catch(() => 'not committed' as const);
      if (made === 'not committed') return `${placeHere(inOwnPaths(order, home.root), home)}, which could not be committed`;
      return made ? `commit ${made.head.commit.slice(0, 12)} (${made.ref}) in ${made.gitDir}` : 'it has left nothing';
    },
    async clear(order) {
      const { base } = inOwnPaths(order, home.root);
      if (!base || !(await stages.treeAt(base.gitDir, handedRef(order.run, order.key)))) return;
      await stages.removeTree(foldersFor(order, home).own);
    },
  };
}

const MOST_PROBLEMS = 200;
