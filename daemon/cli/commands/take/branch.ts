// muster branch <run> <name>: puts proved work on a branch of its own.

import type { Repository } from '../../../../runtime/workspace/project.ts';
import { count } from '../../../../skills/wording/numbers.ts';
import { ontoBranch } from '../../handover/onto-branch.ts';
import { repositoryOf, type Work, withWork } from '../../handover/prepare.ts';
import { commitLines, provedWords } from '../../handover/work-words.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['branch <run> <name>'],
  about: 'Makes a branch in the project with the proved work of a run. Your checkout stays as it is, and no other branch is moved.',
  words: { least: 2, most: 2, names: 'run name' },
  options: {},
  examples: [['muster branch r-k3f fix/upload', 'then: git switch fix/upload']],
  personOnly: true,
  async run(context, given) {
    const [wanted = '', name = ''] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await records.named(wanted));
    const project = await repositoryOf(view, `Use \`muster patch ${view.id}\`.`);
    return withWork(view, context, project, (work) => branchWork(work, project, name, context));
  },
};

export async function branchWork(work: Work, project: Repository, name: string, context: Context): Promise<number> {
  const { placed, from, made } = await ontoBranch(work, project, name, context);
  const lines = await commitLines(work.scratch, from, placed.tip.commit);
  if (made) await work.note(`branch ${name} in ${project.root}: ${placed.tip.commit}`);
  const head = made ? `Made the branch ${name}` : `The branch ${name} is there already`;
  await context.print([`${head}, with ${count(lines.length, 'commit')}: ${provedWords(placed)}.`, ...lines, ''].join('\n'));
  return EXIT.done;
}
