// Fixes who sits where before anything is dispatched. What is not installed fails here, with what
// would work.

import { allowedEnvironment } from '../../agents/environment.ts';
import type { Provider } from '../../agents/provider.ts';
import { PROVIDERS } from '../../agents/providers.ts';
import { notesOn, seatFrom, type Wish } from '../../agents/seating.ts';
import type { Seat } from '../../contracts/agent.ts';
import { MusterError } from '../../contracts/errors.ts';
import { nearest } from '../../runtime/text/nearest.ts';
import type { RunSight } from '../lead/effect.ts';
import { checkPlanOf } from './bind-plan.ts';
import { missingConsent, wishesOf } from './consent.ts';
import { orRefused } from './refusal.ts';
import { repositoryMap } from './repository-map.ts';
import type { Workshop } from './workshop.ts';

const MODELS_NAMED = 12;

export function bind(run: string, shop: Workshop): Promise<RunSight> {
  return orRefused(async () => {
    await checkPlanOf(shop.runs.state(run).created, shop);
    const { wishes, trust } = await wishesOf(run, shop);
    const seats = await Promise.all(wishes.map((wish) => fill(wish, shop)));
    // Said before the run had its place; asked again, because a definition may have changed since.
    const missing = missingConsent(shop.runs.state(run).created.task.project, wishes, shop.house.state());
    if (missing) return missing;
    // Models are shown where to look. It is made while their checkouts are, and waited for by whoever writes a prompt.
    if (seats.some((it) => it.voice === 'model')) void repositoryMap(shop.runs.state(run), shop);
    const inert = trust.kind === 'untrusted' ? [{ kind: 'warning' as const, text: trust.says }] : [];
    return { kind: 'bound', seats, notes: [...notesOn(seats), ...inert] };
  });
}

async function fill(wish: Wish, { env }: Workshop): Promise<Seat> {
  const { definition } = wish;
  const provider = PROVIDERS[definition.provider];
  if (!provider) {
    throw new MusterError(
      'binding-refused',
      `${definition.path}: there is no provider \`${definition.provider}\``,
      `These exist: ${Object.keys(PROVIDERS).join(', ')}.`,
    );
  }
  const asked = allowedEnvironment(env, [...provider.variables, ...definition.env]);
  const detected = await provider.detect(definition, asked);
  if (detected.kind === 'missing')
    throw new MusterError('binding-refused', `${definition.name} cannot work: ${detected.why}`, detected.hint);
  await refuseUnknownModel(wish, provider, asked);
  return seatFrom(wish, provider, detected.version);
}

/** A slip in a model's name is told now, where the provider knows them all, and not by the first worker. */
async function refuseUnknownModel({ definition, model, seat }: Wish, provider: Provider, env: Record<string, string>): Promise<void> {
  if (model === 'inherit') return;
  const known = await provider.models?.(env);
  if (!known || known.length === 0 || known.includes(model)) return;
  const right = nearest(model, known);
  throw new MusterError(
    'binding-refused',
    `${seat}: ${definition.provider} knows no model \`${model}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    `It knows ${known.slice(0, MODELS_NAMED).join(', ')}${known.length > MODELS_NAMED ? ` and ${known.length - MODELS_NAMED} more` : ''}.`,
  );
}
