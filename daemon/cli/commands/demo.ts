// muster demo
import type { Command } from '../command.ts';
export const command: Command = { usage: ['demo'], words: { least: 0, most: 0, names: '' }, options: {}, examples: [], run: async () => 0 };
