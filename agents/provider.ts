// The interface of an adapter: how to start a program as a worker, and how to read its cost and end reason from its output. It
// never decides what follows.

import type { AgentDefinition, Seat } from '../contracts/task/agent.ts';
import type { Instant, Timestamp } from '../contracts/time.ts';
import type { Usage } from '../contracts/usage.ts';
import type { AttemptReason } from '../contracts/work/dispatch.ts';
import type { SessionEnd } from '../contracts/work/session.ts';
import type { SeenLook } from '../validators/looks/receipt.ts';
import type { Grant, Grants } from './tool-profile.ts';

export type Detected =
  | { kind: 'available'; version: string | null }
  /** Missing, or too old (then with its version). Told to the person who seated it, with what would help. */
  | { kind: 'missing'; why: string; hint: string; version?: string };

export type LaunchOrder = {
  seat: Seat;
  /** The path of the prompt and its text. */
  prompt: { path: string; text: string };
  result: string;
  /** The only folder to which the worker gets access. */
  folder: string;
  heartbeat: string;
  cwd: string;
  /** A cost limit in dollars, for a program that can enforce one. */
  usd?: number;
  /** What the stage that it carries out allows; absent for any other work. */
  grants?: Grants;
  /** The conversation to continue, from `readEnd`: the new prompt repairs its answer. */
  resume?: string;
};

export type Launch = {
  argv: string[];
  /** Beyond the base environment: the provider's own variables. */
  env: Record<string, string>;
  /** The model as it will actually be requested. */
  model: string;
  /** Its working directory, if it must not be what it looks at. */
  cwd?: string;
  /** Settings that it reads from files, which are written to the folder of its result. */
  files?: { path: string; text: string }[];
};

export type Ending = {
  /** Its output; `whole` if that is complete from the first byte. */
  output: string;
  whole: boolean;
  end: SessionEnd | null;
  /** When it was read: some programs give only the time of day when their limit ends. */
  at: Instant;
};

export type Reading = {
  usage: Usage;
  /** `usage` covers the whole conversation, not just this request. */
  countsOn?: true;
  /** What the program said about its end, if that says more than an exit code. */
  because: { reason: AttemptReason; detail: string; resetAt?: Timestamp } | null;
  /** Its conversation, if it can be continued. */
  session?: string;
  /** The model that actually answered, if reported. */
  model?: string;
  /** It printed something, but nothing in a known format. */
  unread?: true;
};

/** With which account, or how to log in. */
export type Login = { kind: 'in' | 'out'; says: string };

/** Queries that are made only when a caller waits for the answer. */
export type ProviderQueries = {
  /** Whether it is logged in, and how, as far as its own files and variables show. */
  login?(env: Record<string, string>): Promise<Login | undefined>;
  /** Files of its user that influence its answers. */
  configuration?(env: Record<string, string>): string[];
  /** All models that it knows, which takes a process; absent if there is no fixed list. */
  models?(env: Record<string, string>): Promise<string[] | undefined>;
};

export type Provider = {
  name: string;
  /** Versions with which this adapter was tested; absent if versions cannot be told apart. */
  tried?: readonly string[];
  /** Whether the project's code is sent to a third party, so that a person must have consented. */
  sendsCode: boolean;
  /** What it can keep its program from doing if a stage does not allow it. */
  narrows?: readonly Grant[];
  /** Its program reports what work cost; otherwise tokens are counted instead. */
  tellsPrice: boolean;
  /** Its own variables that its workers may see. */
  variables: readonly string[];
  /**
   * Where its workers look: in a checkout of their own; in a shared one, because their program's sandbox keeps them from writing
   * there; or nowhere, reading the repository's objects.
   */
  workplace: Seat['workplace'];
  /** It may read only its working directory and the folder of its result, so its prompt has to be there. */
  confined: boolean;
  /** `env` is that of a worker: what it may see, and nothing else. */
  detect(definition: AgentDefinition, env: Record<string, string>): Promise<Detected>;
  launch(order: LaunchOrder): Launch;
  readEnd(ending: Ending): Reading;
  /** The files read, searches and commands in its output; undefined if it shows none in a known form. */
  looks?(output: string): SeenLook[] | undefined;
  /** Its output does not show every look, so the claims in its result count as well. */
  looksPartly?(output: string): boolean;
  /** The looks that it prints are the worker's own words, and no record that a program keeps of it. */
  looksAreItsOwn?(argv: readonly string[]): boolean;
  /** Our own programs, whose results report truthfully what they opened. */
  tellsLooks?: true;
  /** Whether its last output means that it sleeps until a limit ends, for programs that do that instead of exiting. */
  waits?(output: string): string | undefined;
} & ProviderQueries;
