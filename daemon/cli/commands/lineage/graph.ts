// muster graph [run|project]: what was made from what, as a graph.

import { MusterError } from '../../../../contracts/errors.ts';
import { dot } from '../../../../skills/lineage/draw/dot.ts';
import { mermaid } from '../../../../skills/lineage/draw/mermaid.ts';
import { svg } from '../../../../skills/lineage/draw/svg.ts';
import { type Graph, graphOf } from '../../../../skills/lineage/graph.ts';
import { runsAbout } from '../../../lineage/outdated.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';
import { openLineage } from './open-lineage.ts';

const DRAWINGS: Readonly<Record<string, (graph: Graph) => string>> = { mermaid, dot, svg };
/** A larger drawing would be unreadable. */
const MOST = 5_000;

export const command: Command = {
  usage: ['graph [run|project]  [--format mermaid|dot|svg] [--json]'],
  about: [
    'Draws what was made from what in one run, or in all runs of a project. Without a name: the newest run of this project.',
    'The counts of nodes, edges, roots, leaves and circles go to standard error, so that the drawing can go into a file.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'run|project' },
  options: {
    format: { kind: 'text', value: '<mermaid|dot|svg>', says: 'how it is drawn (default: mermaid)' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster graph r-k3f7qa', 'one run, for Mermaid'],
    ['muster graph . --format svg > lineage.svg', 'everything about this project, as a picture'],
    ['muster graph --format dot | dot -Tpdf > run.pdf', 'with Graphviz'],
  ],
  async run(context, given) {
    await using lineage = await openLineage(context);
    const form = given.text('format') ?? 'mermaid';
    const drawn = Object.hasOwn(DRAWINGS, form) ? DRAWINGS[form] : undefined;
    if (!drawn)
      throw new MusterError('usage', `--format must be ${Object.keys(DRAWINGS).join(', ')}, not \`${form}\``, 'Such as --format svg.');
    const [word] = given.words;
    const runs =
      word === undefined || /^(?:r-[a-z2-7]*|latest)$/.test(word)
        ? [await lineage.records.named(word ?? 'latest')]
        : runsAbout(await projectFolder(word, context.cwd), lineage.edges);
    const graph = graphOf(runs.flatMap((run) => lineage.edges.where('run', run)));
    const { nodes, edges, roots, leaves, circles } = graph.counts;
    if (given.has('json')) {
      await context.print(`${JSON.stringify({ runs, ...graph }, null, 1)}\n`);
      return EXIT.done;
    }
    context.tell(`muster: ${nodes} nodes, ${edges} edges, ${roots} roots, ${leaves} leaves, ${circles} circles`);
    if (nodes > MOST) throw new MusterError('usage', `${nodes} nodes are more than a drawing can show`, 'Draw one run, or take --json.');
    await context.print(drawn(graph));
    return EXIT.done;
  },
};
