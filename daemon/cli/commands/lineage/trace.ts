// muster trace <artifact|finding|file>: what something was made from.

import { kindOfNode, restOfNode } from '../../../../skills/lineage/edge.ts';
import { type Lookup, traceOf } from '../../../../skills/lineage/walk.ts';
import { joinedLines } from '../../screens/lines/layout.ts';
import { nodeWords, walkLines } from '../../screens/lines/lineage-lines.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';
import { openLineage } from './open-lineage.ts';
import { limitsAsked, WALK_OPTIONS } from './walk-options.ts';

export const command: Command = {
  usage: ['trace <artifact|finding|file>  [--depth <n>] [--json]'],
  about: [
    'What something came from, step by step back to files, prompts and the base of its run; for a finding also who judged it. Takes',
    'a finding (`r-k3f7qa.F-001`, or `F-001` of the newest run), an artifact by its name, a file, a worker or a run.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'artifact|finding|file' },
  options: WALK_OPTIONS,
  examples: [
    ['muster trace F-001', 'where a finding of the newest run comes from, and who judged it'],
    ['muster trace release-notes', 'which texts an artifact was made from'],
    ['muster trace r-k3f7qa.report --json', 'everything that went into a report, as data'],
  ],
  async run(context, given) {
    await using lineage = await openLineage(context);
    const { node, project } = await lineage.named(given.words[0] ?? '');
    const walk = traceOf(node, project, lineage.edges, limitsAsked(given));
    const judgedBy = verdictsOn(node, lineage.edges);
    if (given.has('json')) {
      await context.print(`${JSON.stringify({ node, ...walk, judgedBy }, null, 1)}\n`);
      return EXIT.done;
    }
    await context.print(walkLines(node, walk, 'nothing is known of where it came from', context.screen));
    if (judgedBy.length > 0)
      await context.print(joinedLines(context.screen.ends, ['Judged in:', ...judgedBy.map((it) => `  ${nodeWords(it)}`)]));
    return EXIT.done;
  },
};

/** The verdicts and the dispatches that were about it. */
const verdictsOn = (node: string, edges: Lookup): string[] => [
  ...new Set(
    edges
      .where('source', node)
      .map((it) => it.dependent)
      .filter((it) => kindOfNode(it) === 'verdict' && restOfNode(it) !== ''),
  ),
];
