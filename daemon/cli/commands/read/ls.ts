// muster ls: another name for `muster runs`.

import type { Command } from '../../words/command.ts';
import { command as runs } from './runs.ts';

export const command: Command = {
  ...runs,
  usage: runs.usage.map((it) => it.replace(/^runs/, 'ls')),
  examples: [['muster ls --active', 'what is running or waiting']],
};
