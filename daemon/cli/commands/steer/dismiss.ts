// muster dismiss <finding> -m <why>: says that a finding is no problem here.

import { MusterError } from '../../../../contracts/errors.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { userSetting } from '../../../../runtime/workspace/git/user-setting.ts';
import type { Dossier } from '../../../../skills/report-writer/facts/dossier.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { dismiss, dismissalFor, fileToDismissIn } from '../../../dismissals/dismiss.ts';
import { saysYes } from '../../before/ask-consent.ts';
import { giveOrder, thisPerson } from '../../daemon/ask-daemon.ts';
import { readName } from '../../named/names.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { inThisProject } from '../../named/this-project.ts';
import { findDossier } from '../../screens/explain-finding.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['dismiss <run>.F-001 | F-001 | f-7c2e1a90b3d4  -m <why> [--yes]', 'dismiss f-7c2e1a90b3d4 --undo'],
  about: [
    'Dismisses a finding of the project you are in, with your reason. It counts at once in your home, and is added to',
    '.muster/dismissed.yaml; commit that file, and it counts for others once it is merged. Later runs ask no worker about',
    'the finding, and their reports list it in a section of its own. A terminal asks before anything is written.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'finding' },
  options: {
    message: { kind: 'text', short: 'm', value: '<why>', says: 'why it is not a problem here; other readers of the file see this' },
    yes: { kind: 'flag', short: 'y', says: 'do not ask; required without a terminal' },
    undo: { kind: 'flag', says: 'undo the dismissal in your home; remove its entry from the file yourself' },
  },
  examples: [
    ['muster dismiss f-7c2e1a90b3d4 -m "generated; fixed in its source"', 'by its fingerprint, which is the same in every run'],
    ['muster dismiss r-k3f.F-002 -m "the proxy sets it"', 'by its id in a run'],
  ],
  personOnly: true,
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    const project = await projectFolder('.', context.cwd);
    if (given.has('undo')) return undo(wanted, project, context);
    const why = given.text('message')?.trim() ?? '';
    const name = readName(wanted);
    if (name.kind !== 'finding')
      throw new MusterError(
        'usage',
        `\`${wanted}\` is not the name of a finding`,
        'Findings are named F-001, r-k3f7qa.F-001 or f-7c2e1a90b3d4; `muster findings <run>` lists them.',
      );
    if (why === '')
      throw new MusterError('usage', 'a dismissal needs a reason', `muster dismiss ${wanted} -m "why it is not a problem here"`);
    await using records = await mustHaveRecords(context, wanted);
    const { view, chosen } = await inThisProject(name, { records, project });
    const named = findDossier(view, name.local);
    // A duplicate is dismissed under the name of the finding it repeats.
    const dossier = named.finding.mergedInto === undefined ? named : findDossier(view, named.finding.mergedInto);
    if (chosen) context.tell(`muster: ${dossier.finding.id} of ${view.id}, the newest run of this project that has it`);
    const path = await fileToDismissIn(view);
    if (!given.has('yes') && !(await agreed(dossier, wanted, context))) {
      context.tell('muster: nothing was dismissed');
      return EXIT.rejected;
    }
    const who = (await userSetting('user.name').catch(() => undefined)) ?? thisPerson().user;
    const entry = dismissalFor(view, dossier, { why, who, when: new Date().toISOString().slice(0, 10) });
    const done = await dismiss(path, entry, context.home, () => giveOrder(context, { kind: 'dismiss', project: view.task.project, entry }));
    await context.print(
      done === 'written'
        ? `Dismissed ${shown(dossier, view)}.\nIt counts here at once; commit ${path}, so that it counts for others too.\n`
        : `${dossier.finding.id} was already dismissed in ${path}: ${done.why}\n`,
    );
    return EXIT.done;
  },
};

const shown = ({ finding, place }: Dossier, { id }: RunView): string =>
  `${finding.fingerprint} (${id}.${finding.id}, ${place ?? 'no location'}): ${oneLine(finding.title)}`;

async function agreed(dossier: Dossier, wanted: string, context: Context): Promise<boolean> {
  const { finding, place } = dossier;
  if (!context.live || !process.stdin.isTTY)
    throw new MusterError(
      'usage',
      `${wanted} is “${oneLine(finding.title)}” in ${place ?? 'no location'}; without a terminal a dismissal needs --yes`,
      'If that is the one you mean, add --yes.',
    );
  await context.print(`${finding.severity}  ${oneLine(finding.title)}\n${place ?? 'no location'}  ${finding.fingerprint}\n`);
  return saysYes('Dismiss this finding? Later runs will not ask any worker about it. [y/N] ', context);
}

async function undo(wanted: string, project: string, context: Context): Promise<number> {
  if (!/^f-[0-9a-f]{12,64}$/.test(wanted))
    throw new MusterError(
      'usage',
      `--undo needs the full fingerprint, not \`${wanted}\``,
      'The report lists dismissed findings with their fingerprints.',
    );
  await giveOrder(context, { kind: 'undismiss', project, fingerprint: wanted });
  await context.print(`${wanted} counts again, unless .muster/dismissed.yaml has an entry for it; remove that entry too.\n`);
  return EXIT.done;
}
