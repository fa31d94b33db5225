// muster apply <run>: puts proved work on the current branch.

import { MusterError } from '../../../../contracts/errors.ts';
import { inTheWay, uncommitted, underWay } from '../../../../runtime/workspace/handover/checkout-state.ts';
import { pathsBetween } from '../../../../runtime/workspace/handover/replay.ts';
import { addObjects, fastForward, hasCommit, isAncestor } from '../../../../runtime/workspace/handover/users-repository.ts';
import type { Repository } from '../../../../runtime/workspace/project.ts';
import { checkedOut } from '../../../../runtime/workspace/revisions.ts';
import { treeOf } from '../../../../runtime/workspace/stages/commit.ts';
import { count, listedUpTo } from '../../../../skills/wording/numbers.ts';
import { saysYes } from '../../before/ask-consent.ts';
import { type Placed, placedOn, repositoryOf, type Work, withWork } from '../../handover/prepare.ts';
import { commitLines, provedWords } from '../../handover/work-words.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['apply <run>  [--yes]'],
  about: [
    'Puts the proved work of a run on the branch that is checked out in its project: everything is prepared in the home, then one',
    '`git merge --ff-only`. If your branch has moved on, the work is rebuilt on top of it, proved there, and offered to you.',
    'None of your git hooks is run. Refused, with nothing touched: conflicts, uncommitted changes in files of the work, and an am, rebase or merge in progress.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'run' },
  options: { yes: { kind: 'flag', short: 'y', says: 'do not ask, even if your branch has moved on or the review blocks the work' } },
  examples: [['muster apply r-k3f', 'its commits are on your branch']],
  personOnly: true,
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await records.named(wanted));
    const project = await repositoryOf(view, `Use \`muster patch ${view.id}\`.`);
    return withWork(view, context, project, (work) => applyWork(work, project, given.has('yes'), context));
  },
};

const LISTED = 12;
const refused = (why: string, hint: string): MusterError => new MusterError('command-refused', why, hint);

export async function applyWork(work: Work, project: Repository, yes: boolean, context: Context): Promise<number> {
  const { run, scratch, line } = work;
  const { head, root } = project;
  const theirs = await underWay(project);
  if (theirs !== undefined) throw refused(`a ${theirs} of yours is under way in ${root}`, 'Finish or abort it yourself, then ask again.');
  if (head === undefined) throw refused(`${root} has no commit yet`, 'Make a first commit, then try again.');
  const ref = await checkedOut(project.gitDir);
  const branch = ref.replace(/^refs\/heads\//, '');
  if (branch === 'HEAD') throw refused(`no branch is checked out in ${root}`, 'Check one out, or use `muster branch`.');
  if (work.blocked !== null && !yes)
    throw refused(`the review blocks the work of ${run}: ${work.blocked}`, `To apply it anyway: muster apply ${run} --yes`);
  // Cheap checks come before those that may take minutes.
  await refuseUncommitted(work, project, await pathsBetween(scratch, line.base.tree, line.tip.tree));
  if (await isThere(project, head, line.tip.commit)) return nothingToDo(run, branch, context);
  const placed = await placedOn(work, project, head, context);
  if (placed.tip.commit === head) return nothingToDo(run, branch, context);
  const from = await treeOf(scratch, head);
  await refuseUncommitted(work, project, await pathsBetween(scratch, from, placed.tip.tree));
  const collisions = await inTheWay(project, scratch, from, placed.tip.tree);
  if (collisions.length > 0)
    throw refused(
      `files that are in no commit lie where the work has some: ${listedUpTo(collisions, LISTED)}`,
      'Move them away, then ask again.',
    );
  const lines = await commitLines(scratch, head, placed.tip.commit);
  if (placed.moved && !yes && !(await agreed(work, placed, lines, branch, context))) {
    context.tell('muster: nothing was applied');
    return EXIT.rejected;
  }
  await addObjects(project, scratch, placed.tip.commit);
  await fastForward(project, placed.tip.commit, { ref, as: `muster apply ${run}` });
  const moved = `${head.slice(0, 12)}..${placed.tip.commit.slice(0, 12)}`;
  await work.note(`applied to ${branch} in ${root}: ${moved}`);
  await context.print(
    [
      `Applied ${count(lines.length, 'commit')} of ${run} to ${branch} (${moved}): ${provedWords(placed)}.`,
      ...lines,
      `To undo: git reset --keep ${head.slice(0, 12)}`,
      '',
    ].join('\n'),
  );
  return EXIT.done;
}

async function refuseUncommitted({ run }: Work, project: Repository, paths: readonly string[]): Promise<void> {
  const dirty = await uncommitted(project, paths);
  if (dirty.length === 0) return;
  throw refused(
    `changes of yours that are in no commit touch files of the work: ${listedUpTo(dirty, LISTED)}`,
    `Commit these files first, or stash them: ${listedUpTo(dirty, LISTED)}. Then: muster apply ${run}`,
  );
}

async function isThere({ gitDir }: Repository, head: string, tip: string): Promise<boolean> {
  if (!(await hasCommit(gitDir, tip))) return false;
  return isAncestor(gitDir, tip, head);
}

async function nothingToDo(run: string, branch: string, context: Context): Promise<number> {
  await context.print(`The work of ${run} is on ${branch} already; nothing was changed.\n`);
  return EXIT.done;
}

async function agreed({ base }: Work, placed: Placed, lines: readonly string[], branch: string, context: Context): Promise<boolean> {
  const why = base.uncommitted
    ? `the work began with files that are not as ${branch} has them`
    : `${branch} has moved on since the work began`;
  if (!context.live || !process.stdin.isTTY)
    throw refused(`${why}; on it the work is: ${provedWords(placed)}`, 'Without a terminal this needs --yes.');
  await context.print(`${capital(why)}. What would be added: ${provedWords(placed)}.\n${lines.join('\n')}\n`);
  return saysYes(`Add ${count(lines.length, 'commit')} to ${branch}? [y/N] `, context);
}

const capital = (words: string): string => `${words[0]?.toUpperCase()}${words.slice(1)}`;
