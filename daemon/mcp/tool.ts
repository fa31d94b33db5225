// The definition of a tool: its name, who may use it, its input, and what it does. One file each in tools/, and one table.

import type { Caller } from '../../contracts/control.ts';
import type * as z from '../../contracts/schema.ts';
import type { Home } from '../../runtime/home.ts';
import type { Daemon } from '../control/client.ts';

/** What tools get from their surroundings; they act only through the ledger's readers and the daemon. */
export type ToolContext = {
  home: Home;
  env: NodeJS.ProcessEnv;
  /** The client's working directory; a task that names no project is about the repository around it. */
  cwd: string;
  hide(text: string): string;
  tell(line: string): void;
  /** The client's name in the journal, also as the origin of its runs. */
  client(): string;
  session: string;
  /** The only seat that this server may work for. */
  as: string | undefined;
  /** The stage that this client carries out, with the tools that the plan permits for it. */
  holds: HeldStage | undefined;
  daemon(): Promise<Daemon>;
};

/** `renewAt`: a call after this time renews the lease for its full length. */
export type HeldStage = { run: string; stage: string; profile: readonly string[]; minutes: number | undefined; renewAt: number };

/**
 * `lead`: the user's own agent. `executor`: an agent that carries out stages, which a lead may do too. `any`: both. `worker`: one of our
 * workers, which gets its own tools and no others.
 */
export type ToolFor = 'lead' | 'executor' | 'any' | 'worker';

export type Tool = {
  name: string;
  title: string;
  /** For the model: what the tool does, and what to do next. */
  says: string;
  for: ToolFor;
  /** Only reads, so clients may call it without asking their user. */
  reads: boolean;
  input: z.ZodObject;
  run(input: unknown, here: ToolContext, call: Call): Promise<Payload>;
};

export type Call = { caller: Caller; signal: AbortSignal };

/** An answer is one JSON object. */
export type Payload = Readonly<Record<string, unknown>>;

type Typed<Input extends z.ZodObject> = Omit<Tool, 'input' | 'run'> & {
  input: Input;
  run(input: z.output<Input>, here: ToolContext, call: Call): Promise<Payload>;
};

/** Keeps the input typed inside the tool; the server has already validated it. */
export const tool = <Input extends z.ZodObject>(it: Typed<Input>): Tool => ({
  ...it,
  run: (input, here, call) => it.run(input as z.output<Input>, here, call),
});
