// muster findings [<run>]: the findings of a run, or of this branch.

import { MusterError } from '../../../../contracts/errors.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import { severityOf, statesOf } from '../../named/severity.ts';
import { filterFindings, findingsTable } from '../../screens/tables/findings-table.ts';
import { trackedTable } from '../../screens/tables/tracked-table.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const FILTERS = ['severity', 'seat', 'path'] as const;

export const command: Command = {
  usage: [
    'findings [run]  [--state <state>] [--severity <severity>] [--seat <seat>] [--path <path>] [--json]',
    'findings  [--open] [--json]',
  ],
  about: [
    'Most severe first. Findings that were merged into another are left out, unless you ask for that state.',
    'Without a run: the findings of the branch you are on, over all of its reviews, by the ids that they keep. With a filter, or',
    'before the first review of a branch: those of the newest run of this project.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'run' },
  options: {
    open: { kind: 'flag', says: 'without a run: only what is still open' },
    state: { kind: 'list', value: '<state>', says: 'only in this state; several with commas or by repeating the option' },
    severity: { kind: 'text', value: '<severity>', says: 'this severity and higher: critical, major, minor, info' },
    seat: { kind: 'text', value: '<seat>', says: 'raised, confirmed or opposed by this worker' },
    path: { kind: 'text', value: '<path>', says: 'in this file or folder' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster findings latest', 'all findings of the newest run of this project'],
    ['muster findings r-k3f --severity major --state contested', 'what a person has to decide'],
    ['muster findings --open', 'what is left to do on this branch'],
    ['muster findings r-k3f --json | jq ".[].path"', 'as data'],
  ],
  async run(context, given) {
    const [wanted] = given.words;
    const filtered = FILTERS.some((it) => given.text(it) !== undefined) || given.list('state').length > 0;
    if (wanted === undefined && !filtered && (await ofThisBranch(given, context))) return EXIT.done;
    if (given.has('open'))
      throw new MusterError(
        'usage',
        '--open cannot be combined with a run or a filter',
        '--open lists what is open on the branch you are on.',
      );
    const states = statesOf(given.list('state'), '--state');
    const severity = severityOf(given.text('severity'), '--severity');
    const [seat, path] = [given.text('seat'), given.text('path')];
    const filters = { ...(states && { states }), ...(severity && { severity }), ...(seat && { seat }), ...(path && { path }) };
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await runMeant(wanted, records, context));
    const text = given.has('json')
      ? `${JSON.stringify(
          filterFindings(view, filters).map((it) => ({ run: view.id, ...it.finding })),
          null,
          1,
        )}\n`
      : findingsTable(view, filters, context.screen);
    await context.print(text);
    return EXIT.done;
  },
};

/** False if no review of the branch has left tracked findings. */
async function ofThisBranch(given: Arguments, context: Context): Promise<boolean> {
  // Loaded on demand: the code for branches also loads agents and trust, which the findings of a run do not need.
  const { findingsHere, shortBranch } = await import('../../named/branch-findings.ts');
  const { project, branch, line } = await findingsHere(context);
  if (line === undefined && !given.has('open')) return false;
  const all = (line?.tracked ?? []).filter((it) => !given.has('open') || it.standing === 'open');
  const where = `on ${shortBranch(branch)} of ${project}`;
  if (given.has('json')) await context.print(`${JSON.stringify(all, null, 1)}\n`);
  else if (line === undefined) await context.print(`No review of ${shortBranch(branch)} in ${project} yet: muster review\n`);
  else await context.print(trackedTable(all, `${given.has('open') ? 'open ' : ''}${where}`, context.screen));
  return true;
}
