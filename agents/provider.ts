// What an adapter is: how to start a program as a worker, and how to read what it cost and why it
// ended from what it printed. It never decides what follows.

import type { AgentDefinition, Seat } from '../contracts/task/agent.ts';
import type { Instant, Timestamp } from '../contracts/time.ts';
import type { Usage } from '../contracts/usage.ts';
import type { AttemptReason } from '../contracts/work/dispatch.ts';
import type { SessionEnd } from '../contracts/work/session.ts';
import type { SeenLook } from '../validators/looks/receipt.ts';
import type { Grant, Grants } from './tool-profile.ts';

export type Detected =
  | { kind: 'available'; version: string | null }
  /** Not there, or too old, and then with its version. Said to the person who bound it, with what would help. */
  | { kind: 'missing'; why: string; hint: string; version?: string };

export type LaunchOrder = {
  seat: Seat;
  /** The prompt file and what is in it. */
  prompt: { path: string; text: string };
  result: string;
  /** The only folder that is opened to the worker. */
  folder: string;
  heartbeat: string;
  cwd: string;
  /** The most it may cost in dollars, for a program that can see to that itself. */
  usd?: number;
  /** What the stage that it carries out gives it; absent for any other work. */
  grants?: Grants;
  /** The conversation to continue, as `readEnd` gave it: the new prompt repairs its answer. */
  resume?: string;
};

export type Launch = {
  argv: string[];
  /** Beyond the base environment: the provider's own variables. */
  env: Record<string, string>;
  /** The model as it will really be asked for. */
  model: string;
  /** Where it stands, when it must not stand in what it looks at. */
  cwd?: string;
  /** Settings that it reads from files, to be written into the folder of its result. */
  files?: { path: string; text: string }[];
};

export type Ending = {
  /** What it printed; `whole` if that begins with its first byte. */
  output: string;
  whole: boolean;
  end: SessionEnd | null;
  /** When it was read: some programs say only at what time of day their limit ends. */
  at: Instant;
};

export type Reading = {
  usage: Usage;
  /** `usage` counts the whole conversation, and not only what was asked now. */
  countsOn?: true;
  /** What the program said of its end, where that tells more than an exit code. */
  because: { reason: AttemptReason; detail: string; resetAt?: Timestamp } | null;
  /** Its conversation, where it can be gone on with. */
  session?: string;
  /** The model that really answered, where it says so. */
  model?: string;
  /** It printed something, and nothing of a kind that is known here. */
  unread?: true;
};

/** By which account, or how to log in. */
export type Login = { kind: 'in' | 'out'; says: string };

/** Questions that are asked only when a caller waits for the answer. */
export type Questions = {
  /** Whether it is logged in, and how, as far as its own files and variables show. */
  login?(env: Record<string, string>): Promise<Login | undefined>;
  /** Files of its user's that change what it answers. */
  configuration?(env: Record<string, string>): string[];
  /** Every model that it knows, which is worth a process; absent where it knows no bounds. */
  models?(env: Record<string, string>): Promise<string[] | undefined>;
};

export type Provider = {
  name: string;
  /** Versions that this adapter was tried with; absent where there is no telling one from another. */
  tried?: readonly string[];
  /** Whether code of the project is sent to a third party, so that a person must have consented. */
  sendsCode: boolean;
  /** What it can keep its program from, where a stage does not give it. */
  narrows?: readonly Grant[];
  /** Its program tells what a piece of work cost; where it does not, tokens are counted instead. */
  tellsPrice: boolean;
  /** Variables of its own that its workers may see. */
  variables: readonly string[];
  /**
   * Where its workers look: in a checkout; in one that they share, because the sandbox of their program keeps them from writing
   * there; or nowhere, reading the repository's objects.
   */
  workplace: Seat['workplace'];
  /** It may read only where it stands and in the folder of its result, so its prompt has to lie there. */
  confined: boolean;
  /** `env` is that of a worker: what it may see, and nothing else. */
  detect(definition: AgentDefinition, env: Record<string, string>): Promise<Detected>;
  launch(order: LaunchOrder): Launch;
  readEnd(ending: Ending): Reading;
  /** What its output shows of files read, searches and commands; nothing where it shows none that is known here. */
  looks?(output: string): SeenLook[] | undefined;
  /** Its output does not tell of every look, so what its result claims counts beside. */
  looksPartly?(output: string): boolean;
  /** Programs of ours, whose result says truly what they opened. */
  tellsLooks?: true;
  /** That the last thing it printed means that it sleeps until a limit ends, where it does that without ending. */
  waits?(output: string): string | undefined;
} & Questions;
