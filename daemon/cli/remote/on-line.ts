// A command line that was given for another machine.

import type { Arguments, Context } from '../words/command.ts';
import type { Line } from './line.ts';

export type OnLine = {
  line: Line;
  command: string;
  given: Arguments;
  /** All words, as the command there gets them. */
  argv: readonly string[];
  /** Whether the streams here are a terminal that the command there can use. */
  terminal: boolean;
  /** The same command, for a person to type. */
  again: string;
};

export const isPlain = ({ screen, env }: Pick<Context, 'screen' | 'env'>): boolean => !screen.color || (env.NO_COLOR ?? '') !== '';
