// Makes the work of a run a straight line of commits in the home, before anything of the person's is
// touched. If their branch has moved on, the commits are replayed on it and proved there again.

import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { PlanExecution } from '../../../contracts/plan/plan-execution.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { withFolder } from '../../../runtime/files.ts';
import { shallowIn } from '../../../runtime/workspace/bases/shallow.ts';
import { makeBare, objectsOf } from '../../../runtime/workspace/git/bare.ts';
import { gitText } from '../../../runtime/workspace/git/git.ts';
import { pathsBetween, replay } from '../../../runtime/workspace/handover/replay.ts';
import { type Line, lineOf } from '../../../runtime/workspace/handover/series.ts';
import { hasCommit } from '../../../runtime/workspace/handover/users-repository.ts';
import { findProject, type Repository } from '../../../runtime/workspace/project.ts';
import { treeOf } from '../../../runtime/workspace/stages/commit.ts';
import { carriedOut, togetherSentence } from '../../../skills/phases/execution/report/sentences.ts';
import { listedUpTo } from '../../../skills/wording/numbers.ts';
import type { ProvedAgain } from '../../effects/stages/prove-again.ts';
import { daemonFor } from '../daemon/ask-daemon.ts';
import type { Context } from '../words/command.ts';
import { blockedWhy } from './blocked-work.ts';
import { noted } from './note.ts';

export type Work = {
  run: string;
  base: Base;
  /** A temporary repository. It sees the objects of the home and of the project. */
  scratch: string;
  folder: string;
  line: Line;
  /** Why the review of the run blocks it, if it does. */
  blocked: string | null;
  /** Proves a commit that was made from the work here, by the daemon of the run's home. */
  prove(head: Snapshot): Promise<ProvedAgain>;
  /** Adds a note to the journal of the run. */
  note(text: string): Promise<void>;
};

/** The work of a run in this home. */
export type OwnWork = Work & { view: RunView; told: PlanExecution };

const LISTED = 12;
const refused = (why: string, hint: string): MusterError => new MusterError('command-refused', why, hint);

/** Without `project` only the home is used. */
export async function withWork<T>(
  view: RunView,
  context: Context,
  project: Repository | undefined,
  use: (work: OwnWork) => Promise<T>,
): Promise<T> {
  const { told, base, integrated } = provedWork(view);
  return withFolder(context.home.run(view.id).root, 'hand-over', async (folder) => {
    const scratch = join(folder, 'scratch.git');
    const format = base.commit.length > 40 ? 'sha256' : 'sha1';
    const borrows = [objectsOf(base.gitDir), ...(project ? [project.objects] : [])];
    await makeBare(scratch, format, { borrows, ...(await shallowIn({ shallow: join(base.gitDir, 'shallow') })) });
    const parts = integrated.stages.flatMap((id) => {
      const head = told.stages.find((it) => it.id === id)?.head;
      return head ? [{ name: id, head }] : [];
    });
    const line = await lineOf(scratch, { base: { commit: base.commit, tree: base.tree }, parts, tree: integrated.tree });
    return use({
      run: view.id,
      view,
      told,
      base,
      scratch,
      folder,
      line,
      blocked: blockedWhy(view),
      prove: (head) => proveHere({ run: view.id, gitDir: scratch, head }, context),
      note: (text) => noted(context, view.id, text),
    });
  });
}

function provedWork(view: RunView): { told: PlanExecution; base: Base; integrated: { stages: string[]; tree: string } } {
  const told = carriedOut(view);
  if (!told || !view.base) throw refused(`${view.id} carried out no plan`, 'Only runs of type `implementation` have work to take over.');
  if (view.endedAt === null) throw refused(`${view.id} is still running`, `Wait for its end: muster wait ${view.id}`);
  const { integrated } = told;
  if (integrated?.state !== 'proved' || integrated.tree === null) {
    const why = togetherSentence(told) || 'its stages were never put together';
    throw refused(`${view.id} has no work that is proved as a whole: ${why}`, `\`muster show ${view.id}\` names the commit of each stage.`);
  }
  if (view.outcome !== 'completed') throw refused(`${view.id} was ${view.outcome}: ${view.message}`, 'Carry out the plan again.');
  return { told, base: view.base, integrated: { stages: integrated.stages, tree: integrated.tree } };
}

/** The repository from which the base was captured. */
export async function repositoryOf(view: RunView, instead: string): Promise<Repository> {
  const { root = view.task.project } = view.base ?? {};
  const project = await findProject(root);
  if (project.kind === 'git' && view.base?.kind !== 'copy') return project;
  throw refused(`${root} is not a git repository, so there is no branch to put the work on`, instead);
}

export type Placed = { tip: Snapshot; moved: boolean; proved: ProvedAgain | null };

/** The commits as they are if they begin at `onto`; otherwise replayed onto it and proved there. */
export async function placedOn(work: Work, project: Repository, onto: string, context: Context): Promise<Placed> {
  const { line, scratch, base } = work;
  if (onto === base.commit) return { tip: line.tip, moved: false, proved: null };
  const on = { commit: onto, tree: await treeOf(scratch, onto) };
  await refuseUncommittedBase(work, project, on);
  const again = await replay(scratch, line, on);
  if (again.kind === 'conflict')
    throw refused(
      `the commit of ${again.name} conflicts with ${onto.slice(0, 12)} in ${listedUpTo(again.paths, LISTED)}`,
      `Nothing was touched. To merge by hand: muster branch ${work.run} <name>, or carry out the plan again on the branch as it is now.`,
    );
  if (again.tip.tree === line.tip.tree || again.tip.commit === onto) return { tip: again.tip, moved: true, proved: null };
  context.tell('muster: your branch is not where the work began; proving the work on it …');
  const proved = await work.prove(again.tip);
  if (proved.reds.length > 0)
    throw refused(
      `on ${onto.slice(0, 12)} the work is not what it was: ${proved.reds.join('\n')}`,
      'Nothing was touched. Carry out the plan again on the branch as it is now.',
    );
  return { tip: again.tip, moved: true, proved };
}

/** Asks the daemon of this home; `gitDir` must be inside the run's folder. */
export async function proveHere(asked: { run: string; gitDir: string; head: Snapshot }, context: Context): Promise<ProvedAgain> {
  const daemon = await daemonFor(context);
  try {
    return (await daemon.ask({ ask: 'prove-again', ...asked })) as ProvedAgain;
  } finally {
    daemon.close();
  }
}

/** A captured base stays in the home, so uncommitted changes that the work builds on must be committed by the person first. */
async function refuseUncommittedBase({ scratch, base, line, run }: Work, project: Repository, on: Snapshot): Promise<void> {
  if (await hasCommit(project.gitDir, base.commit)) return;
  const parent = await gitText({ gitDir: scratch }, ['rev-parse', '--verify', '--quiet', `${base.commit}^`], { accept: [0, 1, 128] });
  const touched = await pathsBetween(scratch, base.tree, line.tip.tree);
  const captured = new Set(parent === '' ? touched : await pathsBetween(scratch, await treeOf(scratch, parent), base.tree));
  const missing = new Set(await pathsBetween(scratch, on.tree, base.tree));
  const first = touched.filter((path) => captured.has(path) && missing.has(path));
  if (first.length === 0) return;
  throw refused(
    `${run} began on changes that are in no commit, and its work touches them`,
    `Commit these files first: ${listedUpTo(first, LISTED)}. Then ask again.`,
  );
}
