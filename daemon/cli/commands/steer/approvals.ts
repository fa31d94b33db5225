// muster approvals [gate]: the questions that wait for a person.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { ProjectRecords } from '../../named/containing-run.ts';
import { findGate, isOpenGate } from '../../named/find-gate.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { openRecords } from '../../named/records.ts';
import type { GateLine } from '../../screens/gates-screen.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['approvals [gate]  [--json]'],
  about: 'Pending approvals, oldest first: what is asked, why, and what each answer does.',
  words: { least: 0, most: 1, names: 'gate' },
  options: JSON_OPTION,
  examples: [
    ['muster approvals', 'all pending approvals'],
    ['muster approvals r-k3f.g1', 'one of them, with its plan'],
  ],
  async run(context, given) {
    await using records = await openRecords(context);
    const [wanted] = given.words;
    const lines = records ? await gatesAsked({ records, project: await projectFolder('.', context.cwd) }, wanted, context) : [];
    if (given.has('json')) {
      await context.print(
        `${JSON.stringify(
          lines.map(({ view, it }) => ({ run: view.id, title: view.task.title, ...it })),
          null,
          1,
        )}\n`,
      );
    } else if (lines.length === 0) await context.print('No approvals pending.\n');
    else {
      const [{ gatesScreen }, { planAsked }] = await Promise.all([
        import('../../screens/gates-screen.ts'),
        import('../../screens/plan-asked.ts'),
      ]);
      await context.print(
        planAsked(wanted === undefined ? [] : lines, context.screen) + gatesScreen(lines, context.home.inbox, Date.now(), context.screen),
      );
    }
    return EXIT.done;
  },
};

async function gatesAsked(where: ProjectRecords, wanted: string | undefined, { home }: Context): Promise<GateLine[]> {
  const { records } = where;
  const views = await Promise.all((await records.runs({ ended: false })).map(({ run }) => records.view(run)));
  if (wanted === undefined && !views.some((view) => view.gates.some(isOpenGate))) return [];
  const { setting, agentsLead, whyNoAnswerFile } = await byFile(home);
  const line = (view: RunView, it: RunView['gates'][number]): GateLine => ({
    view,
    it,
    byFile: whyNoAnswerFile(setting, view, views, agentsLead) === undefined,
  });
  if (wanted !== undefined) {
    const { view, it } = await findGate(wanted, where);
    return [line(view, it)];
  }
  return views.flatMap((view) => view.gates.filter(isOpenGate).map((it) => line(view, it))).reverse();
}

/** The code for answers by file is loaded only if there is a gate. */
async function byFile({ config, root }: Context['home']) {
  const [{ loadConfig }, { agentsLead }, { whyNoAnswerFile }] = await Promise.all([
    import('../../../intake/settings.ts'),
    import('../../../control/caller/look.ts'),
    import('../../../inbox/answer-by-file.ts'),
  ]);
  return { setting: (await loadConfig(config)).answerFiles, agentsLead: agentsLead(root), whyNoAnswerFile };
}
