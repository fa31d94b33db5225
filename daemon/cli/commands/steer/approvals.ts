// muster approvals [gate]

import type { Config } from '../../../../contracts/config.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { agentsLead } from '../../../control/asker/look.ts';
import { whyNoAnswerFile } from '../../../inbox/answer-by-file.ts';
import { loadConfig } from '../../../intake/settings.ts';
import { findGate, isOpenGate } from '../../named/find-gate.ts';
import type { Where } from '../../named/holder.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { openRecords } from '../../named/records.ts';
import { type GateLine, gatesScreen } from '../../screens/gates-screen.ts';
import { planAsked } from '../../screens/plan-asked.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
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
    const { answerFiles } = await loadConfig(context.home.config);
    const files = { setting: answerFiles, agentsLead: agentsLead(context.home.root) };
    const lines = records ? await gatesAsked({ records, project: await projectFolder('.', context.cwd) }, wanted, files) : [];
    if (given.has('json')) {
      await context.print(
        `${JSON.stringify(
          lines.map(({ view, it }) => ({ run: view.id, title: view.task.title, ...it })),
          null,
          1,
        )}\n`,
      );
    } else if (lines.length === 0) await context.print('No approvals pending.\n');
    else
      await context.print(
        planAsked(wanted === undefined ? [] : lines) + gatesScreen(lines, context.home.inbox, Date.now(), context.screen),
      );
    return EXIT.done;
  },
};

type Files = { setting: Config['answerFiles']; agentsLead: boolean };

async function gatesAsked(where: Where, wanted: string | undefined, { setting, agentsLead }: Files): Promise<GateLine[]> {
  const { records } = where;
  const views = await Promise.all((await records.runs({ ended: false })).map(({ run }) => records.view(run)));
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
