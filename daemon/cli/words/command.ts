// What a command is, and what it is handed: one record a command, one file each in commands/, loaded
// only when it is asked for.

import type { Home } from '../../../runtime/home.ts';
import type { Screen } from '../screens/lines/paint.ts';

export type Option =
  | { kind: 'flag'; short?: string; says: string }
  | { kind: 'text'; short?: string; value: string; says: string }
  /** May be given several times. */
  | { kind: 'list'; short?: string; value: string; says: string };

export type Command = {
  /** Without the word `muster`, one line for each form. */
  usage: readonly string[];
  /** What the one line of summary cannot say. */
  about?: string;
  /** How many words it takes beside its options, and what they are called. */
  words: { least: number; most: number; names: string };
  options: Readonly<Record<string, Option>>;
  /** Command lines to copy, and what each does. */
  examples: readonly (readonly [line: string, does: string])[];
  /** Refused in the environment of a worker. */
  personOnly?: true;
  /** Gives the exit code. */
  run(context: Context, given: Arguments): Promise<number>;
};

/** Asking for an option that the command does not declare is our own mistake and throws. */
export type Arguments = {
  words: readonly string[];
  has(option: string): boolean;
  text(option: string): string | undefined;
  list(option: string): readonly string[];
};

/** What a command is about that was typed on another machine. */
export type Sent = {
  /** The id that the run is to have. */
  run: string;
  /** The run exists: the command was given before, and continues it. */
  goesOn: boolean;
  /** The task file that is named there. */
  task: { text: string; name: string } | undefined;
};

export type Context = {
  env: NodeJS.ProcessEnv;
  cwd: string;
  home: Home;
  /** What screens are drawn for. */
  screen: Screen;
  /** A terminal that can be drawn on again. */
  live: boolean;
  /** To standard output; resolves when the bytes are on their way, so that a slow reader slows only us. */
  print(text: string): Promise<void>;
  /** One line to standard error. */
  tell(line: string): void;
  /** A text without secrets. For code that lays out a text before it is printed, since `print` knows no secret that was cut. */
  hide(text: string): string;
  /** A text as `print` would write it, for what draws on the terminal by itself. */
  clean(text: string): string;
  /** Aborts when the reader of standard output has gone. */
  unheard: AbortSignal;
  sent?: Sent | undefined;
};

/** Most commands that read have it. */
export const JSON_OPTION: Readonly<Record<'json', Option>> = { json: { kind: 'flag', says: 'print JSON, for programs' } };
