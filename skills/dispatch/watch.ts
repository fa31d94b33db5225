// What the watcher of an attempt must know of it: plain data, so that an effect can carry it.

import type { Role } from '../../contracts/task/agent.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Limits } from './limits.ts';

/** What the answer must hold beyond the contract, as the skill that it is for understands it. */
export type Expected = { skill: string; given: unknown };

/** What the lead already knows of the attempt that is looked at. */
export type Watch = {
  dispatch: string;
  nonce: string;
  role: Role;
  /** `late`: the dispatch has failed, and only a valid result could still change that. */
  state: 'running' | 'suspect' | 'leaving' | 'ending' | 'late';
  overdue: boolean;
  /** Awake age of the session when its result was accepted. */
  answeredAt: Millis | null;
  limits: Limits;
  /** Of a client outside that holds the work: when its time is over, in the age of the session, and in words. */
  lease?: { age: Millis; over: string };
  /** What its answer must hold beside what every result has. */
  expects?: Expected;
};
