// muster show <run|dispatch>: the state of a run, or of one piece of its work.

import { existsSync } from 'node:fs';
import { MusterError } from '../../../../contracts/errors.ts';
import { containingRun } from '../../named/containing-run.ts';
import { readName } from '../../named/names.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import { explainFinding } from '../../screens/explain-finding.ts';
import { showDispatch } from '../../screens/show-dispatch.ts';
import { showRun } from '../../screens/show-run.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['show [run]  [--json]', 'show <run>.d3 | d3  [--json]'],
  about:
    'Any unique prefix of a run id works; `latest`, or nothing, is the newest run of this project. A bare d3 means the newest run of this project that has it; the answer says which.',
  words: { least: 0, most: 1, names: 'run' },
  options: JSON_OPTION,
  examples: [
    ['muster show', 'the newest run of this project'],
    ['muster show r-k3f', 'the state of the run, and what each worker did'],
    ['muster show d3', 'one dispatch: its attempts, prompt and transcript'],
    ['muster show r-k3f --json | jq .findings', 'the same as data'],
  ],
  async run(context, given) {
    const [wanted] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const name = readName(wanted ?? 'latest');
    if (name.kind === 'run') {
      const view = await records.view(await runMeant(wanted, records, context));
      await context.print(given.has('json') ? `${JSON.stringify(view, null, 1)}\n` : showRun(view, context.screen));
      return EXIT.done;
    }
    const { view, chosen } = await containingRun(name, { records, project: await projectFolder('.', context.cwd) });
    if (chosen) context.tell(`muster: ${wanted} of ${view.id}, the newest run of this project that has it`);
    if (name.kind === 'finding') {
      await context.print(explainFinding(view, name.local, context.screen));
      return EXIT.done;
    }
    const dispatch = view.dispatches.find((it) => it.id === `${view.id}.${name.local}`);
    if (!dispatch)
      throw new MusterError('run-unknown', `${view.id} has no dispatch ${name.local}`, `\`muster show ${view.id}\` lists its dispatches.`);
    const text = given.has('json')
      ? `${JSON.stringify(dispatch, null, 1)}\n`
      : showDispatch(
          dispatch,
          context.home.run(view.id),
          existsSync,
          view.looks.find((it) => it.dispatch === dispatch.id),
          context.screen,
        );
    await context.print(text);
    return EXIT.done;
  },
};
