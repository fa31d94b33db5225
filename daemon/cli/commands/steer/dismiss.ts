// muster dismiss <finding> -m <why>

import { MusterError } from '../../../../contracts/errors.ts';
import { userSetting } from '../../../../runtime/workspace/git/user-setting.ts';
import { dismiss } from '../../../dismissals/dismiss.ts';
import { thisPerson } from '../../daemon/ask-daemon.ts';
import { holderOf } from '../../named/holder.ts';
import { readName } from '../../named/names.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { findDossier } from '../../screens/explain-finding.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['dismiss <run>.F-001 | F-001 | f-7c2e1a  -m <why>'],
  about: [
    'Adds the finding, with your reason, to .muster/dismissed.yaml of its project; commit that file. From the next run on',
    'no worker is asked about it, and the report lists it in its own section. To undo, remove its entry from the file.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'finding' },
  options: {
    message: { kind: 'text', short: 'm', value: '<why>', says: 'why it is not a problem here; other readers of the file see this' },
  },
  examples: [
    ['muster dismiss f-7c2e1a -m "generated; fixed in its source"', 'by its fingerprint, which is the same in every run'],
    ['muster dismiss r-k3f.F-002 -m "the proxy sets it"', 'by its id in a run'],
  ],
  personOnly: true,
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    const why = given.text('message')?.trim() ?? '';
    const name = readName(wanted);
    if (name.kind !== 'finding')
      throw new MusterError(
        'usage',
        `\`${wanted}\` is not the name of a finding`,
        'Findings are named F-001, r-k3f7qa.F-001 or f-7c2e1a; `muster findings <run>` lists them.',
      );
    if (why === '')
      throw new MusterError('usage', 'a dismissal needs a reason', `muster dismiss ${wanted} -m "why it is not a problem here"`);
    await using records = await mustHaveRecords(context, wanted);
    const { view, chosen } = await holderOf(name, records);
    const named = findDossier(view, name.local);
    // A duplicate is dismissed under the name of the finding it repeats.
    const dossier = named.finding.mergedInto === undefined ? named : findDossier(view, named.finding.mergedInto);
    if (chosen) context.tell(`muster: ${dossier.finding.id} of ${view.id}, the newest run that has it`);
    const who = (await userSetting('user.name').catch(() => undefined)) ?? thisPerson().user;
    const done = await dismiss({ view, dossier, why, who, when: new Date().toISOString().slice(0, 10), home: context.home });
    await context.print(
      done.kind === 'known'
        ? `${dossier.finding.id} was already dismissed in ${done.path}: ${done.entry.why}\n`
        : `Dismissed ${done.entry.fingerprint} in ${done.path}; commit that file. Later runs skip this finding.\n`,
    );
    return EXIT.done;
  },
};
