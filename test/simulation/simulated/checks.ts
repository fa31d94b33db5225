// The commands that prove a stage in a simulated world: each is a session whose outcome depends on the tree in its folder, unless a
// fault is injected.

import type { SessionView } from '../../../contracts/work/session.ts';
import { executedIn } from '../../../skills/phases/execution/memory.ts';
import { must } from '../invariants/invariant.ts';
import { RUN } from '../world/first-event.ts';
import type { Schedule } from '../world/people/behaviours.ts';
import type { World } from '../world/world.ts';
import { holds } from './project.ts';
import type { Tree } from './repository.ts';

export type CheckRun = {
  key: string;
  argv: readonly string[];
  /** The files in the folder when it started. */
  files: Tree;
  code: number;
  says: string;
  /** Its outcome was not that of the tree. */
  wrong: boolean;
};

type Order = { key: string; argv: readonly string[]; cwd: string; hardDeadline: number };

export const isCheck = (key: string): boolean => key.startsWith(`${RUN}.c`);

/** Undefined if the key is that of a worker. */
export function startCheck(world: World, { key, argv, cwd, hardDeadline }: Order): SessionView | undefined {
  if (!isCheck(key)) return undefined;
  const { host, stages, faults, random } = world;
  const known = host.sessions.get(key);
  if (known) return host.viewOf(known);
  const place = stages.places.get(cwd);
  world.examine(() => must(place !== undefined, 'checks-of-proofs', () => `${key} runs in ${cwd}, where there is no place`));
  world.examine(() => checkOwner(world, key));
  const files = new Map(place?.files);
  const chance = random(`check ${key}`);
  const { passes, says } = argv[0]?.includes('setup') ? { passes: chance.chance(0.9), says: 'setup' } : holds(files, argv[1] ?? '');
  const befallen = faults.strikes('check', key.slice(RUN.length + 1));
  const how = befallen?.pick(['flips', 'hangs', 'never-starts', 'crashes'] as const);
  if (how) faults.record('check', key.slice(RUN.length + 1), `the check ${key} ${how}`);
  const code = how === 'flips' ? (passes ? 1 : 0) : how === 'crashes' ? 139 : passes ? 0 : 1;
  world.checks.set(key, { key, argv, files, code, says, wrong: how !== undefined });
  const exitAt = chance.chance(0.8) ? chance.between(50, 20_000) : chance.between(20_000, 500_000);
  const plan: Schedule = {
    ...{ name: how === 'never-starts' ? 'never-starts' : 'good', writes: [], exitAt: how === 'hangs' ? null : exitAt, exitCode: code },
    ...{ beatEvery: null, printEvery: null, busyUntil: exitAt, ignoresTerm: false, writesAfterDeath: false, diesWithin: 100 },
  };
  const dispatch = key.slice(0, key.lastIndexOf('.'));
  return host.viewOf(
    host.start({ key, dispatch, provider: 'check', talk: key, plan, nonce: '', cwd, deadline: hardDeadline, survivor: false }),
  );
}

export const printedBy = (world: World, key: string): string | undefined => world.checks.get(key)?.says;

/** A folder that is being set up, a proof in progress, or a union. */
function checkOwner(world: World, key: string): void {
  const { stages, unions } = executedIn(world.state(), 'execution');
  const [, number = ''] = /\.c(\d+)\.\d+$/.exec(key) ?? [];
  const step = stages.find((it) => it.checks === Number(number) && (it.state === 'claimed' || (it.state === 'verifying' && !it.proof)));
  const union = unions.find((it) => it.checks === Number(number) && (!it.proof || !it.criteria));
  must(step !== undefined || union !== undefined, 'checks-of-proofs', () => `${key} is begun, and belongs to nothing`);
}
