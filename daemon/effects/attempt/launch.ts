// Launches the program of an attempt that has its slot and its folder: prepares its checkout and its
// prompt, and asks the session host. Used by the node that leads the run and by hosts of the fleet.

import { basename, join } from 'node:path';
import { workerEnvironment } from '../../../agents/environment.ts';
import { grantsOf } from '../../../agents/tool-profile.ts';
import { localOf } from '../../../contracts/ids.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { SessionSpec } from '../../../contracts/work/session.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { RunFolder } from '../../../runtime/home.ts';
import { checkSpawn } from '../../../runtime/sessions/host/session/spawn-check.ts';
import { rethrowShortage } from '../../../runtime/shortage.ts';
import { answerHead } from '../../../skills/prompts/envelope.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import { isSharedTree, sharedTree } from '../../../skills/run/workplaces/read-only-tree.ts';
import type { EffectContext } from '../effect-context.ts';
import { forgetMade, madeAhead } from './ahead.ts';
import { makeWorkplace, type WorkplaceContext } from './make-workplace.ts';
import { ownByName } from './own-program.ts';

type StartEffect = Extract<RunEffect, { kind: 'start' }>;
type Placed = Pick<StartEffect, 'dispatch' | 'seat' | 'workplace' | 'base'>;

export type LaunchContext = WorkplaceContext &
  Pick<EffectContext, 'agents' | 'host' | 'env' | 'bin' | 'config'> & {
    /** How long the session goes on after contact to its lead is lost; without it, it has no such limit. */
    lease?(): Millis;
  };

/** A prompt is a few hundred kilobytes at most. */
const PROMPT_CAP = 8 * 1024 * 1024;

export async function launchWorker(run: string, order: StartEffect, context: LaunchContext, signal: AbortSignal): Promise<RunObservation> {
  const { seat, dispatch, attempt } = order;
  const { files } = context;
  const key = `${dispatch}.${attempt}`;
  const provider = mustHave(context.agents.provider(seat.provider), `unknown provider ${seat.provider}`);
  const folder = context.home.run(run);
  const own = folder.results(localOf(dispatch));
  // From now on a worker may write there.
  forgetMade(context.workspace, folder.workplaces);
  await remakeCheckout(run, order, context, signal);
  const text = await promptText(order.prompt, folder.prompts, context);
  if (text === undefined) return { kind: 'not-started', dispatch, attempt, reason: 'config', detail: lost(order.prompt.path) };
  const cwd = order.workplace ?? own.root;
  const path = provider.confined ? join(own.root, basename(order.prompt.path)) : order.prompt.path;
  if (path !== order.prompt.path) await files.writeDurably(path, text);
  const launch = provider.launch({
    seat,
    prompt: { path, text },
    result: own.result,
    folder: own.root,
    heartbeat: own.beat,
    cwd,
    ...(order.resume ? { resume: order.resume } : {}),
    ...(order.usd ? { usd: order.usd } : {}),
    ...(order.tools ? { grants: grantsOf(order.tools) } : {}),
  });
  const program = await ownByName(launch.argv, context.bin);
  for (const it of launch.files ?? []) await files.writeDurably(it.path, it.text);
  const answer = answerHead(text);
  const env = workerEnvironment({
    from: context.env,
    bin: context.bin,
    allowed: [...provider.variables, ...seat.env],
    set: {
      ...launch.env,
      MUSTER_DISPATCH: key,
      MUSTER_RESULT: own.result,
      MUSTER_HEARTBEAT: own.beat,
      MUSTER_RESULT_DISPATCH: answer.dispatch,
      MUSTER_RESULT_NONCE: answer.nonce,
      MUSTER_RESULT_ROLE: answer.role,
    },
  });
  const view = await context.host.start(key, {
    ...(await throughLayers(order.workplace, { argv: [...program], cwd: launch.cwd ?? cwd, env }, context)),
    env,
    transcript: folder.transcript(localOf(dispatch), attempt),
    transcriptCap: context.config.transcriptBytes,
    hardDeadline: order.hard,
    ...(context.lease ? { lease: Math.max(1, context.lease()) } : {}),
    lingers: true,
    grace: order.grace,
    cols: 120,
    rows: 40,
  });
  // The journal has the prompt by its digest, so it is not repeated in every command line.
  const argv = program.map((it) => (it === text ? '{prompt}' : it));
  return { kind: 'started', dispatch, attempt, pid: view.pid, argv, model: launch.model };
}

type Program = Pick<SessionSpec, 'argv' | 'cwd' | 'env'>;

/** A checkout made of layers is mounted by a helper that then starts the program. */
async function throughLayers(workplace: string | null, program: Program, context: LaunchContext): Promise<Pick<Program, 'argv' | 'cwd'>> {
  const { argv, cwd } = program;
  const through = workplace === null ? undefined : await context.workspace.layeredStart(workplace);
  if (!through) return { argv, cwd };
  const stands = cwd === workplace;
  const check = checkSpawn({ ...program, cwd: stands ? through.tree : cwd });
  // The session host finds the same fault, and reports it as for any program.
  if (check.kind === 'wrong') return { argv, cwd };
  const [name = '', ...args] = argv;
  return { argv: through.argv([name.includes('/') ? name : check.program, ...args], cwd), cwd: through.folder };
}

/** Waits for the tree beneath its checkout if that is still being made. What comes of it, `remakeCheckout` sees. */
export async function waitForTree(
  run: string,
  { seat, workplace, base }: Placed,
  { home, workspace }: WorkplaceContext,
  signal: AbortSignal,
): Promise<void> {
  const folder = home.run(run);
  if (base === null || workplace === null || !isWorkplaceOf(seat, workplace, folder)) return;
  await madeAhead(workspace, folder.sharedTree(sharedTree(base, [])), signal);
}

/** Makes the checkout again if it has disappeared since it was made. */
export async function remakeCheckout(run: string, order: Placed, context: WorkplaceContext, signal: AbortSignal): Promise<void> {
  const { dispatch, seat, workplace, base } = order;
  if (base === null || workplace === null || !isWorkplaceOf(seat, workplace, context.home.run(run))) return;
  if (await context.workspace.isThere(workplace)) return;
  const shared = seat.workplace === 'shared' ? basename(workplace) : null;
  const tree = shared ?? sharedTree(base, []);
  await makeWorkplace(run, { kind: 'make-workplace', dispatch, seat: seat.name, base, shared, tree, told: [] }, context, signal);
}

/** Whether a path is a checkout that belongs to the seat; the workplace of a stage is not. */
export const isWorkplaceOf = ({ name, workplace }: Seat, path: string, folder: RunFolder): boolean =>
  workplace === 'shared' ? isSharedTree(basename(path)) && path === folder.sharedTree(basename(path)) : path === folder.workplace(name);

/** The text of the prompt. If its file is missing or changed, it is written again from the object store. */
async function promptText({ path, digest }: StartEffect['prompt'], prompts: string, context: LaunchContext): Promise<string | undefined> {
  const { files, objects } = context;
  const found = await files.readBounded(path, PROMPT_CAP);
  if (found.kind === 'read' && digestOf(found.bytes) === digest) return found.bytes.toString('utf8');
  const kept = await objects.get(digest).catch(rethrowShortage);
  if (!kept) return undefined;
  await files.privateFolder(prompts);
  await files.writeDurably(path, kept);
  return kept.toString('utf8');
}

const lost = (path: string): string => `the prompt ${path} is gone or was changed, and no copy of it is left`;
