// Fixes who sits where before anything is dispatched. What is not installed fails here, with what
// would work.

import { join } from 'node:path';
import { PROVIDERS } from '../../agents/providers.ts';
import { loadRoster } from '../../agents/roster.ts';
import { notesOn, seatFrom, type Wish, wishesFor } from '../../agents/seating.ts';
import type { Seat } from '../../contracts/agent.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { RunSight } from '../lead/effect.ts';
import { trustOf } from '../trust.ts';
import { orRefused } from './refusal.ts';
import type { Workshop } from './workshop.ts';

export function bind(run: string, shop: Workshop): Promise<RunSight> {
  return orRefused(async () => {
    const { created } = shop.runs.state(run);
    const { project, agents } = created.task;
    const trust = await trustOf(project, shop.house.state());
    const roster = await loadRoster({
      home: shop.home.agents,
      project: trust.kind === 'trusted' ? join(project, '.muster', 'agents') : undefined,
    });
    const wishes = wishesFor(created.template, agents ?? created.config.agents, roster);
    const seats = await Promise.all(wishes.map((wish) => fill(wish, project, shop)));
    const inert = trust.kind === 'untrusted' ? [{ kind: 'warning' as const, text: trust.says }] : [];
    return { kind: 'bound', seats, notes: [...notesOn(seats), ...inert] };
  });
}

async function fill(wish: Wish, project: string, { env, house }: Workshop): Promise<Seat> {
  const { definition } = wish;
  const provider = PROVIDERS[definition.provider];
  if (!provider) {
    throw new MusterError(
      'binding-refused',
      `${definition.path}: there is no provider \`${definition.provider}\``,
      `These exist: ${Object.keys(PROVIDERS).join(', ')}.`,
    );
  }
  const detected = await provider.detect(definition, env.PATH ?? '');
  if (detected.kind === 'missing')
    throw new MusterError('binding-refused', `${definition.name} cannot work: ${detected.why}`, detected.hint);
  const consents = definition.source !== 'project' && !provider.sendsCode;
  if (!consents && !house.state().allowed[project]?.includes(definition.provider)) {
    throw new MusterError(
      'consent-missing',
      `${definition.name} would get the code of ${project}, and nobody has allowed ${definition.provider} that`,
      `Say so once: muster allow ${project} ${definition.provider}`,
    );
  }
  return seatFrom(wish, provider, detected.version);
}
