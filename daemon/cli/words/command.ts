// What a command is, and what it receives: one record per command, one file each in commands/, loaded on demand.

import type { Home } from '../../../runtime/home.ts';
import type { Screen } from '../screens/lines/paint.ts';

export type Option =
  | { kind: 'flag'; short?: string; says: string }
  | { kind: 'text'; short?: string; value: string; says: string }
  /** May be given several times. */
  | { kind: 'list'; short?: string; value: string; says: string };

export type Command = {
  /** Without the word `muster`; one line per form. */
  usage: readonly string[];
  /** What the one-line summary cannot say. */
  about?: string;
  /** How many words it takes besides its options, and their names. */
  words: { least: number; most: number; names: string };
  options: Readonly<Record<string, Option>>;
  /** Command lines to copy, and what each one does. */
  examples: readonly (readonly [line: string, does: string])[];
  /** Refused in the environment of a worker. */
  personOnly?: true;
  /** Returns the exit code. */
  run(context: Context, given: Arguments): Promise<number>;
};

/** Asking for an undeclared option is our own mistake and throws. */
export type Arguments = {
  words: readonly string[];
  has(option: string): boolean;
  text(option: string): string | undefined;
  list(option: string): readonly string[];
};

/** What was sent along with a command that was typed on another machine. */
export type Sent = {
  /** The id for the run. */
  run: string;
  /** The run already exists: the command was given before, and continues it. */
  goesOn: boolean;
  /** The task file that the command names there. */
  task: { text: string; name: string } | undefined;
};

export type Context = {
  env: NodeJS.ProcessEnv;
  cwd: string;
  home: Home;
  /** The properties of the terminal. */
  screen: Screen;
  /** A terminal that can be redrawn. */
  live: boolean;
  /** Prints to standard output; resolves when the text is written, so that a slow reader slows only us. */
  print(text: string): Promise<void>;
  /**
   * From now on everything printed is JSON: what acts on a terminal is escaped in a pipe as well, because a pipe often ends at a
   * terminal. That changes no value.
   */
  printsJson(): void;
  /** One line to standard error. */
  tell(line: string): void;
  /**
   * Hides the secrets in a text. For text that is laid out before it is printed, because `print` does not recognise a secret that was cut.
   */
  hide(text: string): string;
  /** A text as `print` would write it, for code that draws on the terminal directly. */
  clean(text: string): string;
  /** Aborts when the reader of standard output has gone. */
  unheard: AbortSignal;
  sent?: Sent | undefined;
};

/** Most commands that read have this option. */
export const JSON_OPTION: Readonly<Record<'json', Option>> = { json: { kind: 'flag', says: 'print JSON, for programs' } };
