// muster review [range]

import { wishesFor } from '../../../../agents/seating.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { findProject } from '../../../../runtime/workspace/project.ts';
import { defaultRange, readRange } from '../../../../runtime/workspace/revisions.ts';
import type { Format } from '../../../../skills/report-writer/formats/formats.ts';
import { renderNothing } from '../../../../skills/report-writer/formats/nothing.ts';
import { count } from '../../../../skills/telling/numbers.ts';
import { ENGINE } from '../../../process/version.ts';
import { FORMAT_OPTION, formatOf, oneOutput } from '../../acts/formatted-report.ts';
import { dryRun } from '../../before/dry-run.ts';
import { lookAhead } from '../../before/look-ahead.ts';
import { lookAtTask } from '../../before/look-at-task.ts';
import { changeWords, reviewTask } from '../../before/review-task.ts';
import { carryOut } from '../../follow/carry-out.ts';
import { rosterFor } from '../../named/find-agents.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { severityOf } from '../../named/severity.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: [
    'review [range]  [--all] [--agents <a,b>] [--scope <glob>]… [--fail-on <severity>] [--format <format>] [--no-wait-approval] [--dry-run] [--json]',
  ],
  about: [
    'Without a range: what changed in this repository since the default branch, including uncommitted changes.',
    'A range is written as in git: main...HEAD, v1.0..v1.1. `main...` ends at the working tree; `main` alone means `main...`.',
    'With --all: everything, in any folder. Your index, branch, stash and files are not touched.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'range' },
  options: {
    'all': { kind: 'flag', short: 'a', says: 'the whole working tree; also works outside a git repository' },
    'agents': { kind: 'list', value: '<a,b>', says: 'who takes part: agent or agent@model; builtin means all built-in analysers' },
    'scope': { kind: 'list', value: '<glob>', says: 'review only these files' },
    'fail-on': { kind: 'text', value: '<severity>', says: 'exit with 7 if a finding of this severity or higher remains' },
    'format': FORMAT_OPTION,
    'no-wait-approval': { kind: 'flag', says: 'exit with 5 as soon as the run waits for a person' },
    'dry-run': { kind: 'flag', short: 'n', says: 'show what would be read, by whom and within what limits; start nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster review', 'before you push'],
    ['muster review main...HEAD --fail-on major', 'in CI'],
    ['muster review main...HEAD --format sarif > muster.sarif', 'for code scanning'],
    ['muster review --all --scope "src/**"', 'everything under src'],
    ['muster review --agents claude,codex,builtin --dry-run', 'see what would happen'],
  ],
  personOnly: true,
  async run(context, given) {
    const failOn = severityOf(given.text('fail-on'), '--fail-on');
    const json = given.has('json');
    const format = formatOf(given.text('format'));
    oneOutput(json, format);
    const project = await projectFolder('.', context.cwd);
    const range = given.has('all') ? wholeProject(given) : await rangeAsked(given, project);
    const split = (option: string) =>
      given.list(option).flatMap((it) => (option === 'agents' ? it.split(',') : [it]).map((one) => one.trim()));
    const task = reviewTask({ project, range, agents: split('agents').filter((it) => it !== ''), scope: split('scope') });
    if (given.has('dry-run')) return dryRun(task, 'review', json, context);
    const { task: wouldBe, config, template } = await lookAtTask(task, 'review', context);
    wishesFor(template, wouldBe.agents ?? config.agents, (await rosterFor(project, context)).roster);
    if (range !== undefined || wouldBe.scope.length > 0) {
      const ahead = await lookAhead(wouldBe, config);
      const files = ahead.files.length + ahead.removed.length;
      if (files === 0 && range !== undefined) return nothingNew(range, project, { json, format }, context);
      if (!json && format === undefined && range !== undefined)
        await context.print(`Reviewing what ${changeWords(range)}: ${count(files, 'file')} of ${project}\n`);
    }
    return carryOut(task, { command: 'review', json, format, failOn, waits: !given.has('no-wait-approval') }, context);
  },
};

function wholeProject(given: Arguments): undefined {
  if (given.words.length > 0)
    throw new MusterError('usage', '--all and a range cannot be combined', 'A range reviews what changed, --all everything.');
}

async function rangeAsked({ words }: Arguments, project: string): Promise<string> {
  const [asked] = words;
  if (asked !== undefined) {
    const range = asked.includes('..') ? asked : `${asked}...`;
    readRange(range);
    return range;
  }
  const found = await defaultRange(project);
  if (found) return found.range;
  throw new MusterError(
    'usage',
    await nothingToCompare(project),
    'Name a range (muster review v1.0...), or review everything: muster review --all',
  );
}

async function nothingToCompare(project: string): Promise<string> {
  const about = await findProject(project);
  if (about.kind !== 'git') return `${project} is not a git repository, so it has no changes to review`;
  return about.head === undefined ? `${project} has no commits yet` : `${project} has no default branch to compare with`;
}

async function nothingNew(
  range: string,
  project: string,
  { json, format }: { json: boolean; format: Format | undefined },
  { print }: Context,
): Promise<number> {
  const says = `Nothing ${changeWords(range)} in ${project}. To review everything: muster review --all`;
  if (format !== undefined) await print(renderNothing(format, says, ENGINE));
  else await print(json ? `${JSON.stringify({ run: null, range, files: 0, says })}\n` : `${says}\n`);
  return EXIT.done;
}
