// Who takes part in a simulated run.

import type { Seat } from '../../contracts/task/agent.ts';
import type { Random } from './random.ts';

export function seats(random: Random): Seat[] {
  const analysers = Array.from({ length: random.between(1, 5) }, (_, i): Seat => {
    const model = {
      ...seat(`worker${i}`, 'analyser', random.chance(0.5) ? 'checkout' : 'objects', random.pick(['command', 'claude'])),
      paid: random.chance(0.4),
    };
    return random.chance(0.2)
      ? { ...model, voice: 'rules', judges: 'categories', field: [random.pick(['correctness', 'elsewhere'])] }
      : model;
  });
  return [
    ...analysers,
    ...(random.chance(0.7) ? [seat('writer', 'report-writer', 'objects', 'builtin')] : []),
    // Sometimes one of the analysers, as where one agent sits on several seats.
    ...(random.chance(0.8) ? [seat(random.pick(['critic', 'worker0']), 'critic', 'objects', 'command')] : []),
  ];
}

/** Who writes plans and who judges them; now and then nobody is there for it. */
export function planners(random: Random): Seat[] {
  return [
    ...(random.chance(0.95) ? [seat('planner', 'planner', random.pick(['checkout', 'objects'] as const), 'command')] : []),
    ...(random.chance(0.8) ? [seat('verifier', 'verifier', 'objects', 'command')] : []),
  ];
}

function seat(name: string, role: Seat['role'], workplace: Seat['workplace'], provider: string): Seat {
  return {
    name,
    role,
    agent: name,
    provider,
    model: 'inherit',
    env: [],
    voice: 'model',
    judges: 'anything',
    field: 'all',
    version: null,
    definition: 'a'.repeat(64),
    instructions: '',
    concurrency: 1,
    deadline: null,
    workplace,
  };
}
