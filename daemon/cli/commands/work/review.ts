// muster review [range]: reviews what has changed, and prints the findings.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requestedSeats } from '../../../../agents/seating.ts';
import type { Config } from '../../../../contracts/config.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import type { Severity } from '../../../../contracts/findings/finding.ts';
import { findProject } from '../../../../runtime/workspace/project.ts';
import { defaultRange, newestCommit, readRange } from '../../../../runtime/workspace/revisions.ts';
import type { Format } from '../../../../skills/report-writer/formats/names.ts';
import { renderNothing } from '../../../../skills/report-writer/formats/nothing.ts';
import { count, dateTime } from '../../../../skills/wording/numbers.ts';
import { ENGINE } from '../../../process/version.ts';
import { FORMAT_OPTION, formatOf, oneOutput } from '../../acts/formatted-report.ts';
import { checkTask } from '../../before/check-task.ts';
import { dryRun } from '../../before/dry-run.ts';
import { previewBase } from '../../before/preview-base.ts';
import { changeWords, type ReviewChoice, reviewTask } from '../../before/review-task.ts';
import { type SinceLast, sinceLast } from '../../before/since-last.ts';
import { BEGIN_OPTIONS, carryOut, FOLLOW_OPTIONS, showsAsked } from '../../follow/carry-out.ts';
import { rosterFor } from '../../named/find-agents.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { severityOf } from '../../named/severity.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT, isAtLeast } from '../../words/exit-code.ts';

export const command: Command = {
  usage: [
    'review [range]  [--all] [--whole | --since-last] [--agents <a,b>] [--scope <glob>]… [--force] [--fail-on <severity>] [--format <format>] [--no-wait-approval] [--quiet | --verbose] [--dry-run] [--json]',
    'review [range]  --until-clean --fix <agent> [--min-severity <severity>] [--max-rounds <n>] [--max-usd <n>]',
  ],
  about: [
    'Without a range: what changed in this repository since the default branch, including uncommitted changes. A range is written',
    'as in git: main...HEAD, v1.0..v1.1. `main...` ends at the working tree; `main` alone means `main...`. With --all: everything,',
    'in any folder. Your index, branch, stash and files are not touched. Without a range, on a branch that the same agents have',
    'reviewed before, workers get only what changed since then. Open findings are tracked by the program and stay open under their',
    'ids. --whole reviews everything again. --until-clean reviews, has the agent of --fix fix what was confirmed, and reviews',
    'again, in a clone in the home, until nothing is found, everything is refuted, a finding has come back twice, or a limit is',
    'reached. It says which, and offers the fixes as a patch.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'range' },
  options: {
    'all': { kind: 'flag', short: 'a', says: 'the whole working tree; also works outside a git repository' },
    'whole': { kind: 'flag', says: 'also what earlier reviews of this branch have looked at' },
    'since-last': { kind: 'flag', says: 'only what changed since the last review, also with a range or --all' },
    'agents': { kind: 'list', value: '<a,b>', says: 'who takes part: agent or agent@model; builtin means all built-in analysers' },
    'scope': { kind: 'list', value: '<glob>', says: 'review only these files' },
    'format': FORMAT_OPTION,
    'until-clean': { kind: 'flag', says: 'review and fix in turns; your project is not touched' },
    'fix': { kind: 'text', value: '<seat>', says: 'with --until-clean: who fixes, an agent with the role executor' },
    'min-severity': { kind: 'text', value: '<severity>', says: 'with --until-clean: leave findings that are less severe (default: minor)' },
    'max-rounds': { kind: 'text', value: '<n>', says: 'with --until-clean: fix at most this often (default: 5)' },
    'max-usd': { kind: 'text', value: '<n>', says: 'with --until-clean: start no further fix at this cost' },
    ...BEGIN_OPTIONS,
    ...FOLLOW_OPTIONS,
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
    const carrying = { command: 'review', json, format, failOn, waits: !given.has('no-wait-approval'), shows: showsAsked(given) };
    if (context.sent?.goesOn) return carryOut(undefined, carrying, context);
    const project = await projectFolder('.', context.cwd);
    const range = given.has('all') ? wholeProject(given) : await rangeAsked(given, project);
    const split = (option: string) =>
      given.list(option).flatMap((it) => (option === 'agents' ? it.split(',') : [it]).map((one) => one.trim()));
    const choice = {
      project,
      at: range === undefined || /\.(HEAD)?$/.test(range) ? await newestCommit(project) : undefined,
      range,
      agents: split('agents').filter((it) => it !== ''),
      scope: split('scope'),
    };
    const { task: wouldBe, config, template } = await checkTask(reviewTask(choice), 'review', context);
    const wishes = requestedSeats(template, wouldBe.agents ?? config.agents, (await rosterFor(project, context)).roster);
    const seats = wishes.filter((it) => it.role === 'analyser').map((it) => it.seat);
    if (given.has('until-clean')) return looped(given, choice, config, context);
    if (UNTIL_CLEAN.some((it) => given.text(it) !== undefined))
      throw new MusterError(
        'usage',
        `--${UNTIL_CLEAN.find((it) => given.text(it) !== undefined)} needs --until-clean`,
        'Give both, or neither.',
      );
    const last = await lastReview(given, { project, range, scope: wouldBe.scope, seats }, context);
    const since = last.kind === 'since' ? last.review.run : undefined;
    const task = { ...reviewTask({ ...choice, since }), ...(given.has('force') ? { force: true as const } : {}) };
    if (given.has('dry-run')) return dryRun(task, 'review', json, context);
    const quiet = json || format !== undefined;
    if (last.kind === 'whole' && last.why !== undefined && !quiet) context.tell(`muster: everything is reviewed: ${last.why}`);
    if (range !== undefined || since !== undefined || wouldBe.scope.length > 0) {
      const ahead = await previewBase({ ...wouldBe, since }, config, context.home.bases);
      const files = ahead.files.length + ahead.removed.length;
      if (files === 0 && last.kind === 'since') return nothingSince(last, { json, format, failOn }, context);
      if (files === 0 && range !== undefined) return nothingNew(range, project, { json, format }, context);
      if (!quiet && last.kind === 'since')
        await context.print(
          `Reviewing what changed since ${since} (${dateTime(last.review.at)}): ${count(files, 'file')} of ${project}. ${count(last.open.length, 'open finding')} checked without a worker. Everything again: muster review --whole\n`,
        );
      else if (!quiet && range !== undefined)
        await context.print(`Reviewing what ${changeWords(range)}: ${count(files, 'file')} of ${project}\n`);
    }
    return carryOut(task, carrying, context);
  },
};

const UNTIL_CLEAN = ['fix', 'min-severity', 'max-rounds', 'max-usd'] as const;
const MOST_ROUNDS = 5;

async function looped(given: Arguments, choice: ReviewChoice, config: Config, context: Context): Promise<number> {
  const number = (option: 'max-rounds' | 'max-usd', least: number): number | undefined => {
    const text = given.text(option);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= least && (option === 'max-usd' || Number.isInteger(value))) return value;
    throw new MusterError('usage', `--${option} must be a number of at least ${least}, not \`${text}\``, 'Give another number.');
  };
  const minSeverity = severityOf(given.text('min-severity'), '--min-severity') ?? 'minor';
  const limits = { minSeverity, maxRounds: number('max-rounds', 1) ?? MOST_ROUNDS, maxUsd: number('max-usd', 0) };
  const { untilClean, fixerOf } = await import('../../loop/until-clean.ts');
  return untilClean({ ...choice, fixer: fixerOf(given.text('fix')), limits, json: given.has('json') }, config, context);
}

type Last = Extract<SinceLast, { kind: 'since' }>;

/** Continues from the last review by default only if nothing else was asked for: a person who names a range wants all of it. */
async function lastReview(given: Arguments, asked: Parameters<typeof sinceLast>[0], context: Context): Promise<SinceLast> {
  if (given.has('since-last') && given.has('whole'))
    throw new MusterError('usage', '--since-last and --whole cannot be combined', 'Choose one of them.');
  const byItself = given.words.length === 0 && !given.has('all') && !given.has('whole');
  if (!byItself && !given.has('since-last')) return { kind: 'whole', why: undefined };
  const last = await sinceLast(asked, context);
  if (last.kind === 'since' || !given.has('since-last')) return last;
  return { kind: 'whole', why: last.why ?? 'there is no earlier review of the same on this branch' };
}

async function nothingSince(
  { review, open }: Last,
  { json, format, failOn }: { json: boolean; format: Format | undefined; failOn: Severity | undefined },
  { print }: Context,
): Promise<number> {
  const left = open.length === 0 ? 'No finding is open' : `${count(open.length, 'finding')} still open: muster findings --open`;
  const says = `Nothing changed since ${review.run} (${dateTime(review.at)}). ${left}. To review everything again: muster review --whole`;
  if (format !== undefined) await print(renderNothing(format, says, ENGINE));
  else await print(json ? `${JSON.stringify({ run: null, since: review.run, files: 0, open: open.length, says })}\n` : `${says}\n`);
  return failOn !== undefined && open.some((it) => isAtLeast(it.severity, failOn)) ? EXIT.findings : EXIT.done;
}

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
  throw await nothingToCompare(project);
}

async function nothingToCompare(project: string): Promise<MusterError> {
  const about = await findProject(project);
  const only = 'Review everything: muster review --all';
  if (about.kind !== 'git') return new MusterError('usage', `${project} is not a git repository, so it has no changes to review`, only);
  if (about.head === undefined) return new MusterError('usage', `${project} has no commits yet`, only);
  const range = 'Name a range (muster review v1.0...), or review everything: muster review --all';
  return new MusterError('usage', `${project} has no default branch to compare with`, range);
}

async function nothingNew(
  range: string,
  project: string,
  { json, format }: { json: boolean; format: Format | undefined },
  { print }: Context,
): Promise<number> {
  // `git status` may show a submodule as changed that this does not.
  const but = existsSync(join(project, '.gitmodules')) ? ' (a submodule counts by its commit in the index, without its files)' : '';
  const says = `Nothing ${changeWords(range)} in ${project}${but}. To review everything: muster review --all`;
  if (format !== undefined) await print(renderNothing(format, says, ENGINE));
  else await print(json ? `${JSON.stringify({ run: null, range, files: 0, says })}\n` : `${says}\n`);
  return EXIT.done;
}
