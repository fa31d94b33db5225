// Starts the worker of an order on this host: fetches its base, writes its prompt with the paths of
// this home, and launches it with this machine's own definition of the agent.

import { dirname } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder, HostReport } from '../../../contracts/work/hosted.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { confine } from '../../../runtime/files.ts';
import type { FleetConnection } from '../../../runtime/fleet/hosts/connect.ts';
import { restoreBase } from '../../../runtime/workspace/travel/base-bundle.ts';
import { inOwnPaths, textInHome } from '../../../skills/run/fleet/own-paths.ts';
import { isWorkplaceOf, type LaunchContext, launchWorker } from '../../effects/attempt/launch.ts';
import type { Stages } from '../../effects/world/stages.ts';
import { foldersFor, makeStageHere, placeHere } from './stage-here.ts';

/** What a host needs to start workers. `trash` is a folder for temporary files. */
export type Launched = { end: FleetConnection; context: LaunchContext & { stages: Stages }; trash: string };

/** `lease`: how long the worker goes on when this host is gone. */
export async function launchHere(
  order: HostOrder,
  { end, context, trash }: Launched,
  lease: () => Millis,
  signal: AbortSignal,
): Promise<HostReport['started']> {
  const { home, files, agents } = context;
  const here = inOwnPaths(order, home.root);
  const { key, run, dispatch, attempt, seat, base, stage, prompt, hard, grace, usd } = here;
  const workplace = stage ? (placeHere(here, home) ?? null) : here.workplace;
  const folder = home.run(run);
  // An order may only name the places that a run has.
  const isPlace = stage ? workplace !== null && base !== null : workplace === null || isWorkplaceOf(seat, workplace, folder);
  if ((base && dirname(base.gitDir) !== home.bases) || !isPlace) throw refused(order, 'it names places outside of this home');
  if (base) {
    const bundle = await end.objects.get(order.bundle);
    await inTurn(base.gitDir, () => restoreBase(run, base, bundle, trash));
    if (stage && workplace !== null)
      await makeStageHere({ run, key, base, stage, path: workplace }, { end, stages: context.stages, files, scratch: trash }, signal);
  }
  await files.privateFolder(folder.prompts);
  await files.privateFolder(folder.transcripts);
  await files.privateFolder(folder.results(dispatch.slice(run.length + 1)).root);
  const { stages, own: ownStages } = foldersFor(order, home);
  const given = textInHome((await end.objects.get(prompt.digest)).toString('utf8'), order.home, home.root);
  const text = stage ? textInHome(given, stages, ownStages) : given;
  const path = await confine(prompt.path, folder.prompts);
  await files.writeDurably(path, text);
  const definition = (await agents.roster()).get(seat.agent);
  if (definition?.provider !== seat.provider || !definition.roles.some((it) => it === seat.role))
    throw refused(order, `no agent ${seat.agent} of that kind, for the role ${seat.role}, is here`);
  const { argv: _, ...asked } = seat;
  const own = { ...asked, env: definition.env, ...(definition.argv ? { argv: definition.argv } : {}) };
  const began = await launchWorker(
    run,
    {
      ...{ kind: 'start', as: 'first', dispatch, attempt, seat: own, workplace, base, hard, grace, usd },
      ...{ prompt: { path, digest: digestOf(Buffer.from(text)) }, resume: null, before: null, tools: stage?.tools ?? null },
    },
    { ...context, lease },
    signal,
  );
  if (began.kind === 'started') return { argv: began.argv, model: began.model };
  throw refused(order, began.kind === 'not-started' ? began.detail : began.kind);
}

/** Workers of one run start at the same time and use the same base, so it is made only once at a time. */
const turns = new Map<string, Promise<void>>();

async function inTurn(place: string, what: () => Promise<void>): Promise<void> {
  const before = turns.get(place) ?? Promise.resolve();
  const mine = before.then(what, what);
  turns.set(place, mine);
  try {
    await mine;
  } finally {
    if (turns.get(place) === mine) turns.delete(place);
  }
}

const refused = ({ key, node }: HostOrder, why: string): MusterError =>
  new MusterError('command-refused', `the order ${key} of node ${node} is not carried out: ${why}`, 'See docs/fleet.md.');
