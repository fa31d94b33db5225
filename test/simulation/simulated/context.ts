// What one daemon of a simulated world gives to its effects: its own disk, workspaces, agents and session host, for as long as the
// daemon lives.

import { readFileSync } from 'node:fs';
import type { EffectContext } from '../../../daemon/effects/effect-context.ts';
import type { Slots } from '../../../daemon/effects/house/slots.ts';
import type { House } from '../../../daemon/process/house.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { runSteps } from '../../../runtime/steps.ts';
import type { Poller } from '../../../runtime/watch/poller.ts';
import type { MusterLedger } from '../../../skills/events.ts';
import { HOME } from '../world/result-files.ts';
import type { World } from '../world/world.ts';
import { agentsOf } from './agents.ts';
import { printedBy, startCheck } from './checks.ts';
import type { Failpoints } from './disk.ts';

export type Parts = {
  clock: Clock;
  ledger: MusterLedger;
  log: Log;
  poller: Poller;
  slots: Slots;
  house: House;
  folded: EffectContext['folded'];
};

const SKILLS = new Map<string, string>();
/** Read synchronously and only once, so that no real time passes. */
function skillText(folder: string): string {
  const text = SKILLS.get(folder) ?? readFileSync(new URL(`../../../skills/${folder}/SKILL.md`, import.meta.url), 'utf8');
  SKILLS.set(folder, text);
  return text;
}

const never = (): Promise<never> => Promise.reject(new Error('nothing in a simulated world does this'));

export function contextOf(world: World, failpoints: Failpoints, parts: Parts): EffectContext {
  return {
    home: HOME,
    config: world.config,
    ...world.disk.doorOf(failpoints),
    workspace: world.workspaces.doorOf(failpoints),
    stages: world.stages.doorOf(failpoints),
    agents: agentsOf(world.company, world.faults, failpoints),
    maps: { begin: () => undefined, workerStarted: () => undefined, within: async () => null, close: async () => {} },
    host: hostOf(world, failpoints),
    nonce: () => `n${world.random(world.nth('nonce')).below(1_000_000_000)}`,
    skillText: async (folder) => skillText(folder),
    inSlices: async (steps) => runSteps(steps),
    turn: async () => {},
    hints: { follow: () => () => false, close: never },
    bin: '',
    env: {},
    version: 'simulated',
    ...parts,
  };
}

function hostOf(world: World, { alive }: Failpoints): EffectContext['host'] {
  const { door, stop } = world.host;
  return {
    ...door,
    async start(key, { argv, cwd, hardDeadline }) {
      await alive();
      const check = startCheck(world, { key, argv, cwd, hardDeadline });
      if (check) return check;
      const [provider = '', prompt = '', talk] = argv;
      const dispatch = key.slice(0, key.lastIndexOf('.'));
      return world.startSession({ key, dispatch, provider, prompt, cwd, deadline: hardDeadline, ...(talk === undefined ? {} : { talk }) });
    },
    async stop(key) {
      await alive();
      world.aboutToStop(key);
      return stop(key);
    },
    async collect(key) {
      await alive();
      const session = world.host.sessions.get(key);
      return { end: session?.end?.end ?? null, output: printedBy(world, key) ?? (session ? world.printed(session) : '') };
    },
    async list() {
      await alive();
      return [...world.host.sessions.values()].map(world.host.viewOf);
    },
    onEnd: () => () => {},
    close: never,
  };
}
