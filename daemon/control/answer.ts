// How a daemon answers each request on its control socket.

import type { Caller, ControlRequest, DaemonStatus, DownMode } from '../../contracts/control.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Actor } from '../../contracts/event.ts';
import type { Client } from '../../contracts/plan/holder.ts';
import type { Snapshot } from '../../contracts/plan/proof.ts';
import type { HouseCommand, RunCommand } from '../../contracts/run/command.ts';
import type { Explanation } from '../../contracts/run/explanation.ts';
import { timestamp } from '../../contracts/time.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import { neededInHome } from '../../runtime/folders/needed-in-home.ts';
import { refuseObstacles } from '../../runtime/folders/obstacles.ts';
import type { Home } from '../../runtime/home.ts';
import type { Log } from '../../runtime/log/log.ts';
import type { LoopDelay } from '../../runtime/loop-delay.ts';
import { startOf } from '../../runtime/processes/processes.ts';
import type { Trash } from '../../runtime/trash.ts';
import type { Slots } from '../effects/house/slots.ts';
import type { ProvedAgain } from '../effects/stages/prove-again.ts';
import { type Admission, acceptTask } from '../intake/accept-task.ts';
import { waitsFor } from '../lead/house/waits-for.ts';
import { statusOf, waitedFor } from '../lead/run/view-run.ts';
import type { House } from '../process/house.ts';
import type { Runs } from '../process/runs.ts';
import { ENGINE } from '../process/version.ts';
import { importRuns } from '../records/import-runs.ts';
import type { Keep, Pruned, PruneOrder } from '../records/prune-runs.ts';
import { needsProof, refusalReason, requestName } from './caller/person-only.ts';
import { openProofs, type Proofs } from './caller/proofs.ts';
import type { Answer, Peer } from './server.ts';

export type ControlContext = {
  home: Home;
  epoch: number;
  mode: 'up' | 'on-demand';
  upSince: string;
  admission: Admission;
  runs: Runs;
  house: House;
  slots: Slots;
  keep: Keep;
  trash: Trash;
  fleet: (() => NonNullable<DaemonStatus['fleet']>) | undefined;
  loop: (() => LoopDelay) | undefined;
  takeUp(run: string): void;
  draining(): boolean;
  orderHouse(command: HouseCommand, from: { commandId: string; actor: Actor }): Promise<void>;
  inboxes(): string[];
  settled(run: string, signal: AbortSignal): Promise<void>;
  explain(dispatch: string): Promise<Explanation>;
  prune(keep: { [K in keyof Keep]?: number | undefined }, order: PruneOrder): Promise<Pruned>;
  proveAgain(asked: { run: string; gitDir: string; head: Snapshot }, signal: AbortSignal): Promise<ProvedAgain>;
  down(how: DownMode): Promise<void>;
  log: Log;
};

export async function answerControl(context: ControlContext): Promise<Answer> {
  const proofs = await openProofs(context.home);
  return async (request, peer) => {
    const asker = await askerOf(request, peer, proofs, context);
    switch (request.ask) {
      case 'hello':
        return { version: ENGINE, pid: process.pid, epoch: context.epoch };
      case 'status':
        return status(context);
      case 'who':
        return asker;
      case 'prove':
        return proofs.challenge(peer);
      case 'submit':
        return changed(() => submit(context, request));
      case 'order':
        return changed(() => order(context, request));
      case 'settled':
        return context.settled(request.run, peer.gone);
      case 'explain':
        return context.explain(request.dispatch);
      case 'prune':
        return context.prune(request.keep, { dryRun: request.dryRun, work: request.work === true });
      case 'prove-again':
        return context.proveAgain(request, peer.gone);
      case 'import':
        return importRuns(request.folder, {
          ledger: context.admission.ledger,
          home: context.home,
          objects: context.admission.objects,
          keep: (kept) => context.house.post({ kind: 'imported', kept }),
        });
      case 'down':
        return context.down(request.how);
    }
  };
}

async function changed<T>(deed: () => Promise<T>): Promise<T> {
  failpoint('control.asked');
  const answer = await deed();
  failpoint('control.done');
  return answer;
}

async function submit(context: ControlContext, request: Extract<ControlRequest, { ask: 'submit' }>) {
  if (context.draining())
    throw new MusterError(
      'daemon-unreachable',
      'the daemon is stopping and accepts nothing new',
      'Start it again with `muster up`, then submit.',
    );
  // The home may have changed since this daemon started: its workers could not be started, which would be tried for minutes.
  refuseObstacles(neededInHome(context.home));
  const { run, text, name, origin, actor, project, force } = request;
  const accepted = await acceptTask({ run, text, name, origin, actor, project, force }, context.admission);
  context.takeUp(accepted.run);
  return accepted;
}

async function order(context: ControlContext, { command, proof }: Extract<ControlRequest, { ask: 'order' }>): Promise<void> {
  const { token, order } = command;
  const from = { commandId: token, actor: actorOf(command.actor, proof?.pid) };
  switch (order.kind) {
    case 'trust':
    case 'watch':
    case 'allow':
    case 'disallow':
    case 'dismiss':
    case 'undismiss':
    case 'force-agent':
      return context.orderHouse(order, from);
    case 'note':
    case 'policy':
      return context.runs.order(order.run, { ...order, by: from.actor.kind === 'client' ? 'client' : 'person' }, from);
    case 'take':
      return context.runs.order(order.run, { ...order, client: clientOf(from.actor) }, from);
    default:
      return context.runs.order(order.run, order, from);
  }
}

/** The process that takes a stage and holds it for as long as it lives. */
function clientOf({ client = 'a client', session = '', pid }: Actor): Client | undefined {
  const start = pid === undefined ? undefined : startOf(pid);
  return pid === undefined || start === undefined ? undefined : { name: client, session, pid, start };
}

/** A person, or a client of theirs; the process id is the one that was proved. */
const actorOf = ({ kind, client, session, tty, user }: Actor, pid: number | undefined): Actor => ({
  kind: kind === 'client' ? 'client' : 'person',
  ...(client === undefined ? {} : { client }),
  ...(session === undefined ? {} : { session }),
  ...(pid === undefined ? {} : { pid }),
  ...(tty === undefined ? {} : { tty }),
  ...(user === undefined ? {} : { user }),
});

/** Who sent the request, if that matters. Throws if they may not; a refused answer to a gate is journaled. */
async function askerOf(request: ControlRequest, peer: Peer, proofs: Proofs, context: ControlContext): Promise<Caller | undefined> {
  if (!needsProof(request)) return undefined;
  const asker = await proofs.judge(peer, request.proof);
  const why = refusalReason(request, asker);
  if (why === undefined) return asker;
  context.log.warn('an order was refused', { order: requestName(request), why });
  if (request.ask === 'order') {
    const { order, token, actor } = request.command;
    if (isRunCommand(order))
      await context.runs.forbid(order.run, order, why, { commandId: token, actor: actorOf(actor, request.proof?.pid) });
  }
  throw new MusterError(
    'not-allowed-here',
    `\`${requestName(request)}\` is for people: ${why}`,
    'A person has to run it, with `muster`, in a terminal of their own.',
  );
}

const isRunCommand = (order: RunCommand | HouseCommand): order is RunCommand => 'run' in order;

function status(context: ControlContext): DaemonStatus {
  const { inboxes, home, epoch, mode, upSince, runs, house, slots, keep, trash, fleet, loop, draining } = context;
  const { held } = house.state();
  return {
    version: ENGINE,
    pid: process.pid,
    epoch,
    home: home.root,
    upSince,
    mode,
    parked: runs.parked() || house.parked(),
    draining: draining(),
    runs: runs.atWork().map((run) => {
      const state = runs.state(run);
      // Not the whole view, because a run may have thousands of findings.
      const shown = statusOf(state);
      // Computed now, because how many runs are ahead of it changes all the time and is not journaled.
      const words = state.life.kind === 'queued' && shown === 'queued' ? waitsFor(house.state(), run) : waitedFor(state);
      return { run, status: shown, title: state.created.task.title, waitsFor: words };
    }),
    setAside: [...runs.setAside()].map(([run, why]) => ({ run, why })),
    workers: slots.busy(),
    clearing: trash.left(),
    ...(fleet ? { fleet: fleet() } : {}),
    ...(loop ? { loop: loop() } : {}),
    held: Object.entries(held).map(([provider, it]) => ({ provider, until: timestamp(it.until), by: it.by })),
    inbox: inboxes(),
    keep: { runs: keep.runs, bytes: keep.bytes },
  };
}
