// What an adapter is: how to start a program as a worker, and how to read what it cost and why it
// ended from what it printed. It never decides what follows.

import type { AgentDefinition, Seat } from '../contracts/agent.ts';
import type { AttemptReason } from '../contracts/dispatch.ts';
import type { SessionEnd } from '../contracts/session.ts';
import type { Timestamp } from '../contracts/time.ts';
import type { Usage } from '../contracts/usage.ts';

export type Detected =
  | { kind: 'available'; version: string | null }
  /** Said to the person who bound it, with what would help. */
  | { kind: 'missing'; why: string; hint: string };

export type LaunchOrder = {
  seat: Seat;
  /** The prompt file and what is in it. */
  prompt: { path: string; text: string };
  result: string;
  /** The only folder that is opened to the worker. */
  folder: string;
  heartbeat: string;
  cwd: string;
};

export type Launch = {
  argv: string[];
  /** Beyond the base environment: the provider's own variables. */
  env: Record<string, string>;
  /** The model as it will really be asked for. */
  model: string;
};

export type Reading = {
  usage: Usage;
  /** What the program said of its end, where that tells more than an exit code. */
  because: { reason: AttemptReason; detail: string; resetAt?: Timestamp } | null;
};

export type Provider = {
  name: string;
  /** Whether code of the project goes to somebody else, so that a person must have allowed it. */
  sendsCode: boolean;
  /** Variables of its own that its workers may see. */
  variables: readonly string[];
  /** Where its workers stand: in a checkout, or nowhere, reading the repository's objects. */
  workplace: Seat['workplace'];
  detect(definition: AgentDefinition, path: string): Promise<Detected>;
  launch(order: LaunchOrder): Launch;
  readEnd(output: string, end: SessionEnd | null): Reading;
};
