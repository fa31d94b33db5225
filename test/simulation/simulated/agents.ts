// The agents of a simulated world: their definitions, and adapters for simulated programs. Such a program prints one line of JSON
// at its end, which only its own adapter reads.

import type { Provider } from '../../../agents/provider.ts';
import type { AgentDefinition, Role, Seat } from '../../../contracts/task/agent.ts';
import type { TemplateFile } from '../../../contracts/task/template.ts';
import { USAGE_UNAVAILABLE, type Usage } from '../../../contracts/usage.ts';
import type { Agents } from '../../../daemon/effects/world/agents.ts';
import type { FaultPlan } from '../fault-plan.ts';
import { placed, type Random } from '../random.ts';
import type { Asked } from '../world/first-event.ts';
import type { Failpoints } from './disk.ts';

/** What a worker prints when it ends. */
export type Printed = {
  /** For its whole conversation; undefined if it does not report it. */
  usage: Usage | null;
  quota: { resetAt?: string } | null;
  talk: string;
};

export type SimulatedAgents = {
  /** The agents that the task names. */
  asked: string[];
  definitions: ReadonlyMap<string, AgentDefinition>;
  providers: ReadonlyMap<string, Provider>;
};

/** All roles that could be filled, while a template lists only those that must be. */
export const EVERY_ROLE: TemplateFile['roster'] = [
  { role: 'analyser', seats: 'task', optional: false },
  ...(['report-writer', 'critic', 'planner', 'verifier'] as const).map((role) => ({ role, seats: 'one' as const, optional: true })),
];

export function simulatedAgents(seed: number, kind: Asked['kind'] | 'given' | 'repeated'): SimulatedAgents {
  const planned = kind === 'planned';
  const random = placed(seed, 'company');
  const providers = new Map(
    [
      adapter('builtin', { sendsCode: false, workplace: 'objects', confined: false }),
      adapter('command', { sendsCode: false, workplace: workplace(random), confined: false }),
      adapter('claude', { sendsCode: random.chance(0.6), workplace: workplace(random), confined: false }),
      adapter('codex', { sendsCode: random.chance(0.6), workplace: workplace(random), confined: true }),
    ].map((it) => [it.name, it]),
  );
  const executing = kind === 'stages' ? executors(random) : [];
  // With few agents, other runs ask exactly the same questions about findings, too.
  const analysts = analysers(random, kind === 'repeated' ? 2 : 5);
  const definitions = [
    ...executing,
    ...(kind === 'given' ? [agent('executor', ['executor'], 'command'), agent('planner', ['planner'], 'builtin')] : []),
    ...analysts,
    ...(random.chance(0.7) ? [agent('writer', ['report-writer'], 'builtin')] : []),
    ...(random.chance(0.5) ? [agent('critic', ['critic'], 'command')] : []),
    ...(planned && random.chance(0.95) ? [agent('planner', ['planner'], random.pick(['command', 'claude']))] : []),
    ...(kind === 'given' || (planned && random.chance(0.8)) ? [agent('verifier', ['verifier'], 'command')] : []),
  ];
  const asked = definitions.map((it) => it.name);
  // Some take part twice.
  const twice = kind === 'repeated' && random.chance(0.5) ? analysts.slice(0, 1).map((it) => it.name) : [];
  return { asked: [...asked, ...twice], definitions: new Map(definitions.map((it) => [it.name, it])), providers };
}

/** Models, and sometimes a program with fixed rules. */
const executors = (random: Random): AgentDefinition[] =>
  Array.from({ length: random.between(1, 3) }, (_, i) =>
    agent(`executor${i}`, ['executor'], random.chance(0.15) ? 'builtin' : random.pick(['command', 'claude', 'codex'])),
  );

/** Rules among models; one agent is also a critic if there is no other. */
const analysers = (random: Random, most: number): AgentDefinition[] =>
  Array.from({ length: random.between(1, most) }, (_, i) => {
    const roles: Role[] = i === 0 && random.chance(0.6) ? ['analyser', 'critic'] : ['analyser'];
    if (!random.chance(0.2)) return agent(`worker${i}`, roles, random.pick(['command', 'claude', 'codex']));
    return { ...agent(`worker${i}`, roles, 'builtin'), categories: [random.pick(['correctness', 'elsewhere'])] };
  });

const workplace = (random: Random): Seat['workplace'] => random.pick(['checkout', 'objects']);

function agent(name: string, roles: Role[], provider: string): AgentDefinition {
  return {
    name,
    description: 'simulated',
    provider,
    model: 'inherit',
    roles,
    env: [],
    limits: { concurrency: 1 },
    instructions: '',
    digest: 'a'.repeat(64),
    source: 'home',
    path: `/home/agents/${name}.md`,
  };
}

type Kind = Pick<Provider, 'sendsCode' | 'workplace' | 'confined'>;

function adapter(name: string, kind: Kind): Provider {
  return {
    name,
    ...kind,
    tellsPrice: true,
    variables: [],
    detect: async () => ({ kind: 'available', version: null }),
    launch: ({ prompt, resume }) => ({ argv: [name, prompt.path, ...(resume ? [resume] : [])], env: {}, model: 'none' }),
    readEnd({ output }) {
      const said = output === '' ? undefined : (JSON.parse(output) as Printed);
      const because = said?.quota ? { reason: 'quota' as const, detail: 'out of tokens', ...said.quota } : null;
      if (!kind.sendsCode || !said?.usage) return { usage: USAGE_UNAVAILABLE, because };
      return { usage: said.usage, countsOn: true, session: said.talk, because };
    },
  };
}

/** Sometimes a program is not installed. */
export function agentsOf({ definitions, providers }: SimulatedAgents, faults: FaultPlan, { alive }: Failpoints): Agents {
  const missing = (name: string): boolean => {
    if (!faults.strikes('refusal', `detect ${name}`)) return false;
    faults.record('refusal', `detect ${name}`, `${name} is not installed`);
    return true;
  };
  return {
    providers: [...providers.keys()],
    provider(name) {
      const it = providers.get(name);
      return (
        it && {
          ...it,
          async detect(definition, env) {
            await alive();
            return missing(definition.name) ? { kind: 'missing', why: 'it is not there', hint: '' } : it.detect(definition, env);
          },
        }
      );
    },
    async trustOf() {
      await alive();
      return { kind: 'nothing' };
    },
    async roster() {
      await alive();
      return definitions;
    },
  };
}
