// The house's stream, as the loop takes it.

import { decideHouse, type HouseInput, nextHouse } from './decide-house.ts';
import type { HouseEffect, HouseSight } from './effect.ts';
import { evolveHouse, HOUSE_REDUCER, type HouseState } from './house-state.ts';
import type { Heart } from './loop.ts';

export const HOUSE_HEART: Heart<HouseState, HouseInput, HouseEffect, HouseSight> = {
  stream: 'house',
  actor: { kind: 'house' },
  reducer: HOUSE_REDUCER,
  evolve: evolveHouse,
  decide: decideHouse,
  next: nextHouse,
  observed: (observation) => ({ kind: 'observation', observation }),
  tick: { kind: 'tick' },
  opened: { kind: 'tick' },
  claims: () => [],
};
