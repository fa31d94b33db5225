// A project's code is sent to a provider only after a person has allowed it once. Which providers take
// part is known before the run has a slot, so no slot is occupied while the person decides.

import { allowedEnvironment } from '../../../agents/environment.ts';
import type { Provider } from '../../../agents/provider.ts';
import { type RequestedSeat, requestedSeats } from '../../../agents/seating.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { AgentDefinition } from '../../../contracts/task/agent.ts';
import type { RunEffect, RunObservation, RunRequest } from '../../../skills/run/effect.ts';
import type { Trust } from '../../intake/trust.ts';
import type { HouseState } from '../../lead/house/house-state.ts';
import type { EffectContext } from '../effect-context.ts';

type Missing = Extract<RunObservation, { kind: 'consent-missing' }>;

/** Built-ins and the home's own commands need no consent, because the person set them up. A project's may come from strangers. */
export const needsConsent = (
  definition: Pick<AgentDefinition, 'source' | 'provider'>,
  provider: (name: string) => Provider | undefined,
): boolean => definition.source === 'project' || provider(definition.provider)?.sendsCode === true;

/** The agents that the task asks for, whether or not they are installed. */
export async function seatsRequestedBy(
  { task, template, config }: RunRequest,
  context: EffectContext,
): Promise<{ wishes: RequestedSeat[]; trust: Trust }> {
  const { project, agents } = task;
  const trust = await context.agents.trustOf(project, context.house.state());
  const roster = await context.agents.roster(trust.kind === 'trusted' ? project : undefined);
  return { wishes: requestedSeats(template, agents ?? config.agents, roster), trust };
}

/** Providers that a person has not allowed yet; undefined if there are none. */
export function missingConsent(project: string, wishes: readonly RequestedSeat[], { agents, house }: EffectContext): Missing | undefined {
  const named = wishes.filter((it) => needsConsent(it.definition, agents.provider)).map((it) => it.definition.provider);
  const providers = lacking(project, named, house.state());
  return providers.length === 0 ? undefined : { kind: 'consent-missing', project, providers };
}

/** Checked before the run asks for its slot. If binding will be refused anyway, there is no point in waiting for consent. */
export async function consentAhead(asked: RunRequest, context: EffectContext): Promise<Missing | undefined> {
  try {
    const { wishes } = await seatsRequestedBy(asked, context);
    const missing = missingConsent(asked.task.project, wishes, context);
    if (!missing) return undefined;
    const there = await Promise.all(
      wishes.filter((it) => missing.providers.includes(it.definition.provider)).map((it) => isThere(it, context)),
    );
    return there.every(Boolean) ? missing : undefined;
  } catch (error) {
    if (error instanceof MusterError && error.class === 'user') return undefined;
    throw error;
  }
}

async function isThere({ definition }: RequestedSeat, { env, agents }: EffectContext): Promise<boolean> {
  const provider = agents.provider(definition.provider);
  const found = await provider?.detect(definition, allowedEnvironment(env, [...provider.variables, ...definition.env]));
  return found?.kind === 'available';
}

export async function awaitConsent(
  { project, providers }: Extract<RunEffect, { kind: 'await-consent' }>,
  { house }: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  await house.until((state) => (lacking(project, providers, state).length === 0 ? true : undefined), signal);
  return { kind: 'consented', providers };
}

const lacking = (project: string, providers: readonly string[], { allowed }: HouseState): string[] =>
  [...new Set(providers)].filter((it) => !allowed[project]?.includes(it)).sort();
