// Updates artifacts whose inputs have changed, when a run has captured the project or made an artifact. A large enough
// change starts a run that makes the artifact again, a smaller one is recorded as debt, and the run that noticed it
// journals both. Can be repeated: recorded changes are not news, and the same change asks for the same run.

import type { Config } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Again, ImpactAssessed } from '../../contracts/run/impact-events.ts';
import type { SharedEventOf } from '../../contracts/run/run-event.ts';
import { instant } from '../../contracts/time.ts';
import { digestOfJson } from '../../runtime/canonical.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import type { SqliteLedger } from '../../runtime/ledger/open.ts';
import type { Log } from '../../runtime/log/log.ts';
import { yieldToOthers } from '../../runtime/slices.ts';
import type { MusterEvents, MusterStored } from '../../skills/events.ts';
import { type Chain, type Change, decideRemakes } from '../../skills/lineage/debt.ts';
import { DEBT_INDEX, debtChanges, nextToMakeAgain, recordedDebts } from '../../skills/lineage/debt-index.ts';
import { node, restOfNode } from '../../skills/lineage/edge.ts';
import { LINEAGE } from '../../skills/lineage/edges.ts';
import type { Lookup } from '../../skills/lineage/walk.ts';
import { makeAgainTask } from '../../skills/make/make-again-task.ts';
import { type Admission, acceptTask, keyClaim } from '../intake/accept-task.ts';
import { newRunId } from '../intake/run-id.ts';
import { readAll } from '../process/fold.ts';
import { type Consumer, consume } from '../projections/consumer.ts';
import { artifactsOf } from './outdated.ts';

export type KeepingCurrent = {
  ledger: SqliteLedger<MusterEvents>;
  admission: Admission;
  impact: Config['impact'];
  log: Log;
  /** Journals it in the run that noticed it, whether or not that has ended. */
  assessed(run: string, impact: ImpactAssessed): Promise<void>;
  /** Starts a run that was accepted. */
  takeUp(run: string): void;
};

type Created = SharedEventOf<'run.created'>['payload'];

/** Older events come from a restored journal, or from when no daemon was running; the next capture sees the change. */
const TOO_OLD = 86_400_000;

export function keepCurrent(around: KeepingCurrent, onTrouble: (error: unknown) => void): Promise<Consumer> {
  const { ledger, admission } = around;
  const take = async (batch: readonly MusterStored[]): Promise<null> => {
    for (const { event } of batch) {
      if (event.stream === 'house' || admission.now() - instant(event.at) > TOO_OLD) continue;
      const run = event.stream.slice('run/'.length);
      if (event.type === 'impact.assessed') for (const it of event.payload.again) await makeAgain(run, it, event.payload.project, around);
      if (event.type !== 'base.captured' && event.type !== 'run.ended') continue;
      const [first] = await ledger.read(`run/${run}`, 0, 1);
      if (first?.type !== 'run.created') continue;
      // What a run makes itself is not debt, so a run that makes artifacts is assessed at its end.
      const makes = first.payload.template.phases.some(({ kind }) => kind === 'make');
      if (makes === (event.type === 'run.ended')) await assess(run, first.payload, around);
    }
    return null;
  };
  return consume<null>('impact', ledger, { start: async () => null, take, onTrouble });
}

async function assess(run: string, { task: { project }, origin }: Created, around: KeepingCurrent): Promise<void> {
  const { ledger, impact, admission } = around;
  const edges = await ledger.index(LINEAGE);
  const all = await artifactsOf({ edges, objects: admission.objects, home: admission.home, project });
  const owed = recordedDebts(await ledger.index(DEBT_INDEX), project);
  if (owed.length === 0 && all.every((it) => it.changed.length === 0)) return;
  const chain: Chain =
    origin.kind === 'impact' ? { depth: origin.depth, made: await madeSince(origin.root, edges, ledger) } : { depth: 0, made: 0 };
  const rulings = decideRemakes(all, impact, chain);
  const before = (await readAll(ledger, `run/${run}`, yieldToOthers)).flatMap((it) =>
    it.type === 'impact.assessed' ? it.payload.again : [],
  );
  const written = new Set(before.map((it) => it.change));
  const again: Again[] = [];
  for (const { dependent, depth, magnitude, changed } of nextToMakeAgain(rulings, all)) {
    const artifact = all.find((it) => it.dependent === dependent);
    if (!artifact) continue;
    const change = changeDigest(artifact.run, changed);
    // It was requested already: it is being made, or could not be. Or this run recorded the request before a daemon died.
    if (written.has(change) || (await ledger.claim(keyClaim(project, keyOf(dependent, change))))) continue;
    again.push({ dependent, call: artifact.call, like: artifact.run, depth, magnitude, change });
  }
  const { debts, settled } = debtChanges({ owed, all, rulings });
  if (again.length + debts.length + settled.length === 0) return;
  failpoint('impact.before-record');
  await around.assessed(run, { project, debts, settled, again });
  failpoint('impact.recorded');
}

/** Identifies a change: made from the same inputs, and changed to the same. */
const changeDigest = (like: string, changed: readonly Change[]): string =>
  digestOfJson([like, ...changed.map(({ source, old, now }) => [source, old, now ?? 'gone'])]);

const keyOf = (dependent: string, change: string): string => `impact/${digestOfJson([dependent, change]).slice(0, 40)}`;

async function makeAgain(
  run: string,
  { dependent, call, like, depth, change }: Again,
  project: string,
  around: KeepingCurrent,
): Promise<void> {
  const { ledger, admission, log } = around;
  const created = async (of: string): Promise<Created | undefined> => {
    const [first] = await ledger.read(`run/${of}`, 0, 1);
    return first?.type === 'run.created' ? first.payload : undefined;
  };
  const [noticed, before] = [await created(run), await created(like)];
  if (!noticed || !before) return;
  const kept = before.origin.kind === 'tool' || (before.origin.kind === 'impact' && before.origin.kept === true);
  const root = noticed.origin.kind === 'impact' ? noticed.origin.root : run;
  try {
    const { kind, run: made } = await acceptTask(
      {
        run: newRunId(),
        ...makeAgainTask({ project, call, like: before.task, key: keyOf(dependent, change) }),
        origin: { kind: 'impact', of: run, root, depth, ...(kept ? { kept } : {}) },
        actor: { kind: 'lead' },
      },
      admission,
    );
    failpoint('impact.accepted');
    if (kind === 'accepted') log.info('an artifact is remade', { artifact: restOfNode(dependent), run: made, because: run });
    around.takeUp(made);
  } catch (error) {
    // For example the prompt is gone or the project is no longer trusted: the artifact stays out of date, and `muster stale` shows it.
    if (!(error instanceof MusterError) || error.class !== 'user') throw error;
    log.warn('an artifact could not be remade', { artifact: restOfNode(dependent), because: run, error });
  }
}

/** How many runs the first change in a chain has led to, directly or indirectly. */
async function madeSince(root: string, edges: Lookup, ledger: Pick<KeepingCurrent['ledger'], 'read'>): Promise<number> {
  const found = new Set<string>();
  const open = [root];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { dependent } of edges.where('source', node.run(at))) {
      const run = dependent.startsWith('run:') ? restOfNode(dependent) : undefined;
      if (run === undefined || found.has(run)) continue;
      const [first] = await ledger.read(`run/${run}`, 0, 1);
      if (first?.type !== 'run.created' || first.payload.origin.kind !== 'impact' || first.payload.origin.root !== root) continue;
      found.add(run);
      open.push(run);
    }
  }
  return found.size;
}
