// What the watcher of an attempt needs to know about it: plain data, so that an effect can carry it.

import type { Role } from '../../contracts/task/agent.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Limits } from './limits.ts';

/** What a skill requires of an answer beyond the general contract. */
export type Expected = { skill: string; given: unknown };

/** What the lead already knows about the attempt. */
export type Watch = {
  dispatch: string;
  nonce: string;
  role: Role;
  /** `late`: the dispatch has failed, and only a valid result can still change that. */
  state: 'running' | 'suspect' | 'leaving' | 'ending' | 'late';
  overdue: boolean;
  /** Awake age of the session when its result was accepted. */
  answeredAt: Millis | null;
  limits: Limits;
  /** If an outside client holds the work: when its time is up, as an age of the session, and what to say then. */
  lease?: { age: Millis; over: string };
  /** What its answer must contain beyond what every result has. */
  expects?: Expected;
};
