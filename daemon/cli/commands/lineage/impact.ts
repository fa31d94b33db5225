// muster impact <path|artifact>: what depends on a file or an artifact.

import { impactOf } from '../../../../skills/lineage/walk.ts';
import { walkLines } from '../../screens/lines/lineage-lines.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';
import { openLineage } from './open-lineage.ts';
import { limitsAsked, WALK_OPTIONS } from './walk-options.ts';

export const command: Command = {
  usage: ['impact <path|artifact>  [--depth <n>] [--json]'],
  about: [
    'Everything that was made from a file of the project, from an artifact, or from anything else that has an id: what would be out',
    'of date if it changed, nearest first. `muster stale` shows what is out of date now.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'path|artifact' },
  options: WALK_OPTIONS,
  examples: [
    ['muster impact src/cart.ts', 'findings, verdicts, artifacts and reports that rest on a file'],
    ['muster impact glossary', 'what was made from an artifact'],
    ['muster impact r-k3f7qa.F-001 --json', 'what followed from a finding, as data'],
  ],
  async run(context, given) {
    await using lineage = await openLineage(context);
    const { node, project } = await lineage.named(given.words[0] ?? '');
    const walk = impactOf(node, project, lineage.edges, limitsAsked(given));
    await context.print(
      given.has('json')
        ? `${JSON.stringify({ node, ...walk }, null, 1)}\n`
        : walkLines(node, walk, 'nothing was made from it', context.screen),
    );
    return EXIT.done;
  },
};
