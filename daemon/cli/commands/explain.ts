// muster explain <finding>

import { MusterError } from '../../../contracts/errors.ts';
import { type Command, JSON_OPTION } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { holderOf } from '../holder.ts';
import { readName } from '../names.ts';
import { mustHaveRecords } from '../records.ts';
import { explainFinding, findDossier } from '../screens/explain-finding.ts';

export const command: Command = {
  usage: ['explain <run>.F-001 | F-001 | f-7c2e1a  [--json]'],
  about: [
    'Who raised it and in which words, what the evidence is and whether it was found, who said what about it and why.',
    'A bare F-001, or a fingerprint, means the newest run that has it, and the answer says which.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'finding' },
  options: JSON_OPTION,
  examples: [
    ['muster explain F-001', 'the first finding of the newest run that has one'],
    ['muster explain r-k3f.F-002', 'of a certain run'],
    ['muster explain f-7c2e1a', 'by its fingerprint, which is the same in every run'],
  ],
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    const name = readName(wanted);
    if (name.kind !== 'finding')
      throw new MusterError(
        'usage',
        `\`${wanted}\` is no name of a finding`,
        'Names of findings: F-001, r-k3f7qa.F-001, f-7c2e1a; `muster findings <run>` lists them.',
      );
    await using records = await mustHaveRecords(context.home, wanted);
    const { view, chosen } = await holderOf(name, records);
    const { finding, raised, said } = findDossier(view, name.local);
    if (given.has('json')) {
      await context.print(`${JSON.stringify({ run: view.id, finding, raised, words: said.map((it) => it.word) }, null, 1)}\n`);
      return EXIT.done;
    }
    if (chosen) context.tell(`muster: ${finding.id} of ${view.id}, the newest run that has it`);
    await context.print(explainFinding(view, name.local, context.screen));
    return EXIT.done;
  },
};
