// muster explain <finding|worker>

import { explanationOf } from '../../acts/explain-worker.ts';
import { holderOf } from '../../named/holder.ts';
import { readName } from '../../named/names.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { explainFinding, findDossier } from '../../screens/explain-finding.ts';
import { explainWorkerScreen } from '../../screens/explain-worker.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['explain <run>.F-001 | F-001 | f-7c2e1a  [--json]', 'explain <worker>  [--json]'],
  about: [
    'A finding: who raised it and how, what the evidence is and whether it was found, who said what about it and why.',
    'A worker, by its seat (claude@opus) or its dispatch (d3): its state, its signs of life, and what the daemon does next.',
    'A name without a run means the newest run of this project that has it; the answer says which.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'finding|worker' },
  options: JSON_OPTION,
  examples: [
    ['muster explain F-001', 'the first finding of the newest run of this project that has one'],
    ['muster explain r-k3f.F-002', 'a finding of a given run'],
    ['muster explain f-7c2e1a', 'by its fingerprint, which is the same in every run'],
    ['muster explain claude', 'why that worker is in its current state'],
  ],
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    const name = readName(wanted);
    await using records = await mustHaveRecords(context, wanted);
    if (name.kind !== 'finding') {
      const explanation = await explanationOf(wanted, records, context);
      await context.print(
        given.has('json') ? `${JSON.stringify(explanation, null, 1)}\n` : explainWorkerScreen(explanation, context.screen),
      );
      return EXIT.done;
    }
    const { view, chosen } = await holderOf(name, { records, project: await projectFolder('.', context.cwd) });
    const { finding, raised, said } = findDossier(view, name.local);
    if (given.has('json')) {
      await context.print(`${JSON.stringify({ run: view.id, finding, raised, words: said.map((it) => it.word) }, null, 1)}\n`);
      return EXIT.done;
    }
    if (chosen) context.tell(`muster: ${finding.id} of ${view.id}, the newest run of this project that has it`);
    await context.print(explainFinding(view, name.local, context.screen));
    return EXIT.done;
  },
};
