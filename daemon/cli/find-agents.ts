// Who could work here: every definition that counts, and whether its program is installed.

import { allowedEnvironment } from '../../agents/environment.ts';
import { PROVIDERS } from '../../agents/providers.ts';
import { loadRoster, type Roster } from '../../agents/roster.ts';
import type { AgentDefinition } from '../../contracts/agent.ts';
import { projectAt } from '../../runtime/home.ts';
import { gitRootOf } from '../accept-task.ts';
import { foldHouse } from '../fold.ts';
import { EMPTY_HOUSE, type HouseState } from '../lead/house-state.ts';
import { trustOf } from '../trust.ts';
import type { Context } from './command.ts';
import { openRecords } from './records.ts';

export type AgentLine = {
  name: string;
  provider: string;
  model: string;
  roles: readonly string[];
  source: string;
  description: string;
  /** Whether code of a project goes to somebody else. */
  sendsCode: boolean;
  available: boolean;
  version: string | null;
  /** Why it cannot work, and what would help. */
  why: string | null;
};

export async function findAgents(context: Context): Promise<{ agents: AgentLine[]; says: string | undefined }> {
  const { roster, says } = await rosterFor(await gitRootOf(context.cwd), context);
  const agents = await Promise.all([...roster.values()].map((it) => lineOf(it, context.env)));
  return { agents, says };
}

export async function houseOf(context: Context): Promise<HouseState> {
  await using records = await openRecords(context.home);
  return records ? await foldHouse(records.ledger) : EMPTY_HOUSE;
}

/** As a run of this project would have it. */
export async function rosterFor(
  project: string,
  context: Context,
): Promise<{ roster: Roster; house: HouseState; says: string | undefined }> {
  const house = await houseOf(context);
  const trust = await trustOf(project, house);
  const brought = trust.kind === 'trusted' ? projectAt(project).agents : undefined;
  const roster = await loadRoster({ home: context.home.agents, project: brought });
  return { roster, house, says: trust.kind === 'untrusted' ? trust.says : undefined };
}

export async function lineOf(definition: AgentDefinition, env: NodeJS.ProcessEnv): Promise<AgentLine> {
  const { name, provider: named, model, roles, source, description } = definition;
  const provider = Object.hasOwn(PROVIDERS, named) ? PROVIDERS[named] : undefined;
  const common = { name, provider: named, model: named === 'builtin' ? 'none' : model, roles, source, description };
  if (!provider) {
    const why = `there is no provider \`${named}\`; these exist: ${Object.keys(PROVIDERS).join(', ')}`;
    return { ...common, sendsCode: false, available: false, version: null, why };
  }
  const detected = await provider.detect(definition, allowedEnvironment(env, [...provider.variables, ...definition.env]));
  return detected.kind === 'available'
    ? { ...common, sendsCode: provider.sendsCode, available: true, version: detected.version, why: null }
    : { ...common, sendsCode: provider.sendsCode, available: false, version: null, why: `${detected.why}. ${detected.hint}` };
}
