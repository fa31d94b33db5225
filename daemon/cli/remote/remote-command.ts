// A command line to be run on another machine.

import type { Arguments, Context } from '../words/command.ts';
import type { Line } from './ssh-line.ts';

export type RemoteCommand = {
  line: Line;
  command: string;
  given: Arguments;
  /** All words, as they are passed to the command there. */
  argv: readonly string[];
  /** Whether our streams are a terminal that the command there can use. */
  terminal: boolean;
  /** The same command, for a person to repeat. */
  again: string;
};

export const isPlain = ({ screen, env }: Pick<Context, 'screen' | 'env'>): boolean => !screen.color || (env.NO_COLOR ?? '') !== '';
