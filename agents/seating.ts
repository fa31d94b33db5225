// Turns roles into seats and fills them with agents. Pure: from what was requested and what there is.

import { MusterError } from '../contracts/errors.ts';
import type { Note } from '../contracts/run/run-event.ts';
import type { AgentDefinition, Role, Seat } from '../contracts/task/agent.ts';
import type { Template } from '../contracts/task/template.ts';
import { millis } from '../contracts/time.ts';
import { nearest } from '../runtime/text/nearest.ts';
import type { Provider } from './provider.ts';
import { brokenAs, meantAs, type Roster } from './roster.ts';

/** A seat before it is known whether its program is installed. */
export type RequestedSeat = { seat: string; role: Role; definition: AgentDefinition; model: string };

/** The name for all built-in agents of the requested role; if only one is needed, the first. */
const ALL_BUILT_IN = 'builtin';

export function requestedSeats(template: Template, asked: readonly string[], roster: Roster): RequestedSeat[] {
  return template.roster.flatMap(({ role, seats, optional, agent }) => {
    const named = agentsNamed(agent === undefined ? asked : [agent], roster, role);
    if (seats === 'task') {
      const able = named.filter((it) => isAble(it.definition, role));
      if (able.length === 0 && !optional) throw unable(role, asked, roster);
      return numbered(able, role);
    }
    const one = named.find((it) => it.definition.roles.includes(role)) ?? fallback(role, roster);
    if (!one) {
      if (optional) return [];
      throw unable(role, asked, roster);
    }
    return [{ seat: one.definition.name, role, ...one }];
  });
}

/** Whoever answers in words can write a text, whatever else it is for; fixed rules only if writing is their purpose. */
export const canWrite = (it: AgentDefinition): boolean =>
  it.roles.includes('writer') || (!RULES.has(it.provider) && judgesOf(it) === 'anything' && it.roles.some((role) => role !== 'executor'));

const isAble = (it: AgentDefinition, role: Role): boolean => (role === 'writer' ? canWrite(it) : it.roles.includes(role));

/** The agents that a task or a setting names; throws for an unknown one. */
export const agentsNamed = (asked: readonly string[], roster: Roster, role: Role = 'analyser'): NamedAgent[] =>
  asked.flatMap((name) => expand(name, roster, role));

/** What a reader of the report should know about the seats: a single provider is less independent. */
export function notesOn(seats: readonly Seat[]): Note[] {
  const analysers = seats.filter((it) => it.role === 'analyser' && it.voice === 'model');
  const providers = new Set(analysers.map((it) => it.provider));
  if (analysers.length < 2 || providers.size > 1) return [];
  return [{ kind: 'less-independent', text: `All model seats are of one provider (${[...providers][0]}): less independent than two.` }];
}

/** Programs with fixed rules: ours, those that write SARIF, and a command that says so about itself. */
const runsRules = (it: AgentDefinition): boolean => RULES.has(it.provider) || (it.provider === 'command' && judgesOf(it) === 'categories');

const judgesOf = ({ provider, judges }: AgentDefinition): Seat['judges'] => judges ?? (RULES.has(provider) ? 'categories' : 'anything');

const RULES: ReadonlySet<string> = new Set(['builtin', 'sarif']);

export function seatFrom(wish: RequestedSeat, provider: Provider, version: string | null): Seat {
  const { definition } = wish;
  return {
    name: wish.seat,
    role: wish.role,
    agent: definition.name,
    provider: definition.provider,
    model: wish.model,
    ...(definition.argv ? { argv: definition.argv } : {}),
    env: definition.env,
    voice: runsRules(definition) ? 'rules' : 'model',
    judges: judgesOf(definition),
    // A program that writes SARIF judges by its own rules, which are named after it, and can judge nothing else.
    field: definition.categories ?? (definition.provider === 'sarif' ? [definition.name] : 'all'),
    version,
    definition: definition.digest,
    instructions: definition.instructions,
    concurrency: definition.limits.concurrency ?? 64,
    deadline: definition.limits.deadline === undefined ? null : millis(definition.limits.deadline),
    ...(wish.role === 'writer' ? { roles: definition.roles } : {}),
    paid: provider.sendsCode,
    // An executor writes where it works.
    workplace: provider.workplace === 'shared' && wish.role === 'executor' ? 'checkout' : provider.workplace,
  };
}

export type NamedAgent = { definition: AgentDefinition; model: string };

function expand(name: string, roster: Roster, role: Role): NamedAgent[] {
  const [agent = '', model] = name.split('@', 2);
  const broken = brokenAs(agent, roster);
  if (broken) throw broken;
  if (name === ALL_BUILT_IN) {
    return [...roster.values()]
      .filter((it) => it.source === 'built-in' && it.provider === 'builtin' && it.roles.includes(role))
      .map((definition) => ({ definition, model: definition.model }));
  }
  const definition = roster.get(agent);
  if (!definition) {
    const known = [...roster.keys(), ALL_BUILT_IN];
    const meant = meantAs(agent, roster);
    const right = meant === undefined ? nearest(agent, known) : undefined;
    throw new MusterError(
      'agent-unknown',
      `unknown agent \`${agent}\`${right ? `; did you mean \`${right}\`?` : ''}`,
      `${meant === undefined ? '' : `${meant}. `}Known agents: ${known.join(', ')}.`,
    );
  }
  if (model !== undefined && definition.provider === 'builtin') {
    throw new MusterError('binding-refused', `\`${name}\`: a built-in analyser has no model`, `Write \`${agent}\`.`);
  }
  return [{ definition, model: model ?? definition.model }];
}

/** Two seats of the same agent are distinguished by a number. */
function numbered(able: readonly NamedAgent[], role: Role): RequestedSeat[] {
  const seen = new Map<string, number>();
  return able.map(({ definition, model }) => {
    const name = model === definition.model ? definition.name : `${definition.name}@${model}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { seat: count === 1 ? name : `${name}#${count}`, role, definition, model };
  });
}

function fallback(role: Role, roster: Roster): NamedAgent | undefined {
  const broken = brokenAs(ALL_BUILT_IN, roster);
  if (broken) throw broken;
  const definition = [...roster.values()].find((it) => it.provider === 'builtin' && it.roles.includes(role));
  return definition && { definition, model: definition.model };
}

function unable(role: Role, asked: readonly string[], roster: Roster): MusterError {
  const able = [...roster.values()].filter((it) => isAble(it, role)).map((it) => it.name);
  const [lacks, has] = role === 'writer' ? ['can write a text', 'can'] : [`has the role ${role}`, 'have it'];
  return new MusterError('binding-refused', `none of ${asked.join(', ')} ${lacks}`, `These ${has}: ${able.join(', ')}.`);
}
