// muster agents

import { type Command, JSON_OPTION } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { findAgents } from '../find-agents.ts';
import { agentsTable } from '../screens/agents-table.ts';

export const command: Command = {
  usage: ['agents  [--json]'],
  about: 'Built in, from ~/.muster/agents/*.md, and from .muster/agents/ of the project you stand in once it is trusted.',
  words: { least: 0, most: 0, names: '' },
  options: JSON_OPTION,
  examples: [['muster agents', 'each with its roles, and whether it can work here']],
  async run(context, given) {
    const { agents, says } = await findAgents(context);
    await context.print(given.has('json') ? `${JSON.stringify(agents, null, 1)}\n` : agentsTable(agents, context.screen));
    if (says !== undefined) context.tell(`muster: ${says}`);
    return EXIT.done;
  },
};
