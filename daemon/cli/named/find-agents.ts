// The agents that could work here: every definition in effect, and whether its program is installed.

import { allowedEnvironment } from '../../../agents/environment.ts';
import type { Login } from '../../../agents/provider.ts';
import { PROVIDERS, providerNamed, tried } from '../../../agents/providers.ts';
import { loadRoster, type Roster } from '../../../agents/roster.ts';
import type { Grant } from '../../../agents/tool-profile.ts';
import type { AgentDefinition } from '../../../contracts/task/agent.ts';
import { projectAt } from '../../../runtime/home.ts';
import { gitRootOf } from '../../intake/git-root.ts';
import { trustOf } from '../../intake/trust.ts';
import { type Check, checkOf, isDrifted, isSetAside } from '../../lead/house/conformance.ts';
import { EMPTY_HOUSE, type HouseState } from '../../lead/house/house-state.ts';
import { foldHouse } from '../../process/fold.ts';
import type { Context } from '../words/command.ts';
import { openRecords } from './records.ts';

export type AgentLine = {
  name: string;
  provider: string;
  model: string;
  roles: readonly string[];
  source: string;
  description: string;
  /** Whether code of a project is sent to a service. */
  sendsCode: boolean;
  available: boolean;
  version: string | null;
  /** Why it cannot work, and what to do. */
  why: string | null;
  /** Whether its program is there at all, even if too old or set aside. */
  installed: boolean;
  /** The account, as far as its own files show. */
  login: Login | null;
  /** A version that its adapter was not tested with. */
  strange: boolean;
  /** The check of this version. */
  check: Check | null;
  /** The program's models, if they were asked for and it can list them. */
  models: string[] | null;
  /** As an executor: which tools it can be denied if the stage's tool profile does not grant them. Null for a rule-based program. */
  narrows: readonly Grant[] | null;
};

export async function findAgents(
  context: Context,
  asked: { models?: boolean } = {},
): Promise<{ agents: AgentLine[]; says: string | undefined; roster: Roster }> {
  const { roster, house, says } = await rosterFor(await gitRootOf(context.cwd), context);
  const agents = await Promise.all([...roster.values()].map((it) => lineOf(it, context.env, house, asked)));
  return { agents, says, roster };
}

export async function houseOf(context: Context): Promise<HouseState> {
  await using records = await openRecords(context);
  return records ? await foldHouse(records.ledger) : EMPTY_HOUSE;
}

/** The roster that a run of this project would have. */
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

export async function lineOf(
  definition: AgentDefinition,
  env: NodeJS.ProcessEnv,
  house: Pick<HouseState, 'checks'>,
  asked: { models?: boolean } = {},
): Promise<AgentLine> {
  const { name, provider: named, model, roles, source, description } = definition;
  const provider = providerNamed(named);
  const narrows = roles.includes('executor') && named !== 'builtin' ? (provider?.narrows ?? []) : null;
  const common = {
    narrows,
    name,
    provider: named,
    model: named === 'builtin' || named === 'sarif' ? 'none' : model,
    roles,
    source,
    description,
  };
  const unknown = { installed: false, login: null, strange: false, check: null, models: null };
  if (!provider) {
    const why = `unknown provider \`${named}\`; known are ${Object.keys(PROVIDERS).join(', ')}`;
    return { ...common, sendsCode: false, available: false, version: null, why, ...unknown };
  }
  const { sendsCode } = provider;
  const seen = allowedEnvironment(env, [...provider.variables, ...definition.env]);
  const detected = await provider.detect(definition, seen);
  if (detected.kind === 'missing') {
    const { version } = detected;
    const why = `${detected.why}. ${detected.hint}`;
    return { ...common, sendsCode, available: false, version: version ?? null, why, ...unknown, installed: version !== undefined };
  }
  const { version } = detected;
  const check = checkOf(house, name, version) ?? null;
  return {
    ...common,
    sendsCode,
    available: !isSetAside(check ?? undefined),
    version,
    why: isSetAside(check ?? undefined) ? setAsideWords(name, check) : null,
    installed: true,
    login: (await provider.login?.(seen)) ?? null,
    strange: isDrifted({ provider: named, version }, tried),
    check,
    models: (asked.models && (await provider.models?.(seen))) || null,
  };
}

const setAsideWords = (name: string, check: Check | null): string =>
  `this version failed its check on ${check?.at.slice(0, 10)}: ${check?.says}. To check again: muster agents check ${name}; to use it anyway: muster agents force ${name}`;
