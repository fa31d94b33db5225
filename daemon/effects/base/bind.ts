// Decides which agent fills which seat before anything is dispatched. An agent that is not installed
// is refused here, with what would work instead.

import { allowedEnvironment } from '../../../agents/environment.ts';
import type { Provider } from '../../../agents/provider.ts';
import { notesOn, type RequestedSeat, seatFrom } from '../../../agents/seating.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { Note } from '../../../contracts/run/run-event.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import { TOKENS_PER_USD } from '../../../skills/dispatch/budget.ts';
import type { RunEffect, RunObservation, RunRequest } from '../../../skills/run/effect.ts';
import { grouped, listed, money } from '../../../skills/wording/numbers.ts';
import { CONFORMANCE, checkOf, isDrifted, isSetAside } from '../../lead/house/conformance.ts';
import type { HouseState } from '../../lead/house/house-state.ts';
import type { EffectContext } from '../effect-context.ts';
import { missingConsent, seatsRequestedBy } from '../house/consent.ts';
import { orRefused } from '../refusal.ts';
import { equalRun } from '../reuse/equal-run.ts';
import type { Agents } from '../world/agents.ts';
import { checkPlanOf } from './bind-plan.ts';

const MODELS_NAMED = 12;

export function bind(
  run: string,
  { asked, base, reuse }: Extract<RunEffect, { kind: 'bind' }>,
  context: EffectContext,
): Promise<RunObservation> {
  return orRefused(async () => {
    const { task, template } = asked;
    await checkPlanOf(asked, context);
    const { wishes, trust } = await seatsRequestedBy(asked, context);
    if (trust.kind === 'untrusted' && template.phases.some((it) => it.kind === 'execution'))
      throw new MusterError(
        'binding-refused',
        `a plan is carried out only in a trusted project: ${trust.says}`,
        'Read what it brings first.',
      );
    const seats = await Promise.all(wishes.map((wish) => fill(wish, context)));
    // A conformance run is how a rejected version comes back.
    if (template.name !== CONFORMANCE) for (const seat of seats) refuseSetAside(seat, context.house.state());
    // Was checked before the run got its slot; checked again, because a definition may have changed since.
    const missing = missingConsent(task.project, wishes, context);
    if (missing) return missing;
    // Models use the map to know where to look, people to see where nobody looked.
    context.maps.begin({ id: run, base, scope: task.scope }, seats.some((it) => it.voice === 'model') ? 'models' : 'people');
    if (seats.some((it) => it.workplace === 'checkout')) context.workspace.prepare();
    const inert = trust.kind === 'untrusted' ? [{ kind: 'warning' as const, text: trust.says }] : [];
    const earlier = await equalRun({ asked, base, seats, reuse }, context);
    return {
      kind: 'bound',
      seats,
      ...earlier,
      notes: [...notesOn(seats), ...ceilingNotes(asked, seats, context.agents), ...driftNotes(seats, context), ...inert],
    };
  });
}

async function fill(wish: RequestedSeat, { env, agents }: EffectContext): Promise<Seat> {
  const { definition } = wish;
  const provider = agents.provider(definition.provider);
  if (!provider) {
    throw new MusterError(
      'binding-refused',
      `${definition.path}: unknown provider \`${definition.provider}\``,
      `Known providers: ${agents.providers.join(', ')}.`,
    );
  }
  const asked = allowedEnvironment(env, [...provider.variables, ...definition.env]);
  const detected = await provider.detect(definition, asked);
  if (detected.kind === 'missing')
    throw new MusterError(
      'binding-refused',
      `agent "${definition.name}" ${detected.version === undefined ? 'is not installed' : 'cannot work'}: ${detected.why}`,
      detected.hint,
    );
  await refuseUnknownModel(wish, provider, asked);
  return seatFrom(wish, provider, detected.version);
}

function refuseSetAside({ agent, version }: Seat, house: HouseState): void {
  const check = checkOf(house, agent, version);
  if (!isSetAside(check)) return;
  throw new MusterError(
    'binding-refused',
    `${agent} ${version} failed its check on ${check.at.slice(0, 10)}: ${check.says} (${check.run})`,
    `To check again: muster agents check ${agent}. To use it anyway: muster agents force ${agent}.`,
  );
}

/** A budget in dollars limits only providers that report prices; the others are limited by tokens, and the report says so. */
function ceilingNotes({ task, template }: RunRequest, seats: readonly Seat[], agents: Agents): Note[] {
  const { usd } = task.budget ?? template.budget;
  if (usd === undefined) return [];
  const silent = [...new Set(seats.filter((it) => it.paid && agents.provider(it.provider)?.tellsPrice === false).map((it) => it.provider))];
  if (silent.length === 0) return [];
  const tokens = grouped(usd * TOKENS_PER_USD);
  const text = `${listed(silent)} ${silent.length === 1 ? 'does' : 'do'} not report prices: their share of the ${money(usd)} budget is counted in tokens, ${tokens} for the whole budget.`;
  return [{ kind: 'warning', text }];
}

/** An agent version that was never checked may or may not work; the report says so. */
function driftNotes(seats: readonly Seat[], { agents, house }: EffectContext): Note[] {
  const tried = (provider: string) => agents.provider(provider)?.tried;
  const strange = seats.filter((it) => isDrifted(it, tried) && checkOf(house.state(), it.agent, it.version)?.outcome !== 'passed');
  return [...new Set(strange.map((it) => `${it.agent} ${it.version}`))].map((it) => ({
    kind: 'warning',
    text: `Muster has not been tested with ${it}. To check it: muster agents check ${it.split(' ', 1)}.`,
  }));
}

/** A typo in a model's name is reported here if the provider knows all names, and not only by the first worker. */
async function refuseUnknownModel(
  { definition, model, seat }: RequestedSeat,
  provider: Provider,
  env: Record<string, string>,
): Promise<void> {
  if (model === 'inherit') return;
  const known = await provider.models?.(env);
  if (!known || known.length === 0 || known.includes(model)) return;
  const right = nearest(model, known);
  throw new MusterError(
    'binding-refused',
    `${seat}: ${definition.provider} does not know the model \`${model}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    `It knows ${known.slice(0, MODELS_NAMED).join(', ')}${known.length > MODELS_NAMED ? ` and ${known.length - MODELS_NAMED} more` : ''}.`,
  );
}
