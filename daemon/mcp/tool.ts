// What a tool is: a name, whom it is for, what it takes, and what it does. One file each in tools/, and one table.

import type { Asker } from '../../contracts/control.ts';
import type * as z from '../../contracts/schema.ts';
import type { Home } from '../../runtime/home.ts';
import type { Daemon } from '../control/client.ts';

/** What tools need of the machine; all that they do goes through the ledger's readers and the daemon. */
export type Here = {
  home: Home;
  env: NodeJS.ProcessEnv;
  /** Where the client works; a task without a project is about the repository around it. */
  cwd: string;
  hide(text: string): string;
  tell(line: string): void;
  /** Names the client in the journal, and its runs among others. */
  client(): string;
  session: string;
  /** The seat that this server is narrowed to. */
  as: string | undefined;
  /** The stage that this client carries out, with the tools that the plan gives it meanwhile. */
  holds: Held | undefined;
  daemon(): Promise<Daemon>;
};

/** `renewAt`: from then on a call gives it the whole time again. */
export type Held = { run: string; stage: string; profile: readonly string[]; minutes: number | undefined; renewAt: number };

/**
 * `lead`: an agent of the user's. `executor`: one that carries out stages, which a lead may do too. `any`: both. `worker`: one of
 * ours, which gets its own tools and no others.
 */
export type ToolFor = 'lead' | 'executor' | 'any' | 'worker';

export type Caller = Asker;

export type Tool = {
  name: string;
  title: string;
  /** For the model: what it does, and what to do next. */
  says: string;
  for: ToolFor;
  /** Reads only; clients may call it without asking. */
  reads: boolean;
  input: z.ZodObject;
  run(input: unknown, here: Here, call: Call): Promise<Payload>;
};

export type Call = { caller: Caller; signal: AbortSignal };

/** An answer is one JSON object. */
export type Payload = Readonly<Record<string, unknown>>;

type Typed<Input extends z.ZodObject> = Omit<Tool, 'input' | 'run'> & {
  input: Input;
  run(input: z.output<Input>, here: Here, call: Call): Promise<Payload>;
};

/** Keeps the type of the input inside the tool; the server has checked it before. */
export const tool = <Input extends z.ZodObject>(it: Typed<Input>): Tool => ({
  ...it,
  run: (input, here, call) => it.run(input as z.output<Input>, here, call),
});
