// muster mcp

import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['mcp'],
  about: [
    'For an agent that should be able to start and follow runs by itself: a server of the Model Context Protocol on standard',
    'input and output. The agent starts this command; what it may do is told from its processes, and it can approve nothing.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {},
  examples: [['muster mcp < frames.jsonl', 'what an agent does: one JSON-RPC message a line in, one a line out']],
  async run(context) {
    const { serveMcp } = await import('../../../mcp/serve.ts');
    await serveMcp(context, process.stdin, process.stdout);
    return EXIT.done;
  },
};
