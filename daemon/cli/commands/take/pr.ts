// muster pr <run>: opens a pull request with proved work.

import { pushBranch, remoteBranch, remoteNamed } from '../../../../runtime/workspace/handover/push.ts';
import type { Repository } from '../../../../runtime/workspace/project.ts';
import { pullRequestOf } from '../../../../skills/phases/execution/report/pull-request.ts';
import { reviewLines } from '../../../../skills/phases/verdict/report/sentences.ts';
import { ontoBranch } from '../../handover/onto-branch.ts';
import { type OwnWork, repositoryOf, type Work, withWork } from '../../handover/prepare.ts';
import { openPullRequest } from '../../handover/pull-request.ts';
import { provedWords } from '../../handover/work-words.ts';
import { mustHaveRecords, type Records } from '../../named/records.ts';
import type { Arguments, Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['pr <run>  [--remote <name>] [--branch <name>] [--draft]'],
  about: [
    'Makes a branch with the proved work of a run, pushes it (never by force), and opens a pull request with `gh`; without gh it',
    'prints the text and the address. Each step reports its result, and running the command again does only what is still missing.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'run' },
  options: {
    remote: { kind: 'text', value: '<name>', says: 'where to push (default: `origin`, or the only remote)' },
    branch: { kind: 'text', value: '<name>', says: 'the name of the branch (default: muster/<run>)' },
    draft: { kind: 'flag', says: 'open it as a draft' },
  },
  examples: [
    ['muster pr r-k3f', 'branch, push, pull request'],
    ['muster pr r-k3f --remote fork --draft', 'to another remote, as a draft'],
  ],
  personOnly: true,
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await records.named(wanted));
    const project = await repositoryOf(view, `Use \`muster patch ${view.id}\`.`);
    return withWork(view, context, project, (work) => asPullRequest(work, project, records, given, context));
  },
};

async function asPullRequest(work: OwnWork, project: Repository, records: Records, given: Arguments, context: Context): Promise<number> {
  const { view, told, folder } = work;
  const { env } = context;
  const name = given.text('branch') ?? `muster/${view.id}`;
  // A missing remote is found out before anything is made.
  const remote = await remoteNamed({ project, env }, given.text('remote'));
  const { placed, from, made } = await ontoBranch(work, project, name, context);
  await context.print(`branch        ${name}: ${made ? 'made' : 'there already'}; ${provedWords(placed)}\n`);
  const pushed = await pushBranch({ project, env }, remote, name, placed.tip.commit);
  await context.print(`push          ${remote.name}: ${pushed}\n`);
  const plan = await records.view(told.from).catch(() => undefined);
  const verification = plan?.plan?.verification ?? null;
  const review = reviewLines(view);
  const text = pullRequestOf({ run: view.id, told, verification, review, base: from, head: placed.tip.commit, tree: placed.tip.tree });
  const base = await baseOf(work, project, remote, context);
  const opened = await openPullRequest(text, { project, branch: name, base, draft: given.has('draft'), remote, folder, env });
  if (opened.kind === 'by hand') {
    const where = opened.address ?? `the pages of ${remote.url}`;
    await context.print(`pull request  to be opened by you (${opened.why}): ${where}\n\n${text.title}\n\n${text.body}`);
  } else await context.print(`pull request  ${opened.kind}: ${opened.url}\n`);
  if (made || pushed === 'pushed' || opened.kind === 'opened')
    await work.note(`branch ${name} of ${remote.name}: ${placed.tip.commit}${opened.kind === 'by hand' ? '' : `, ${opened.url}`}`);
  return EXIT.done;
}

/** The branch that the work began on, if others can see it. */
async function baseOf(
  { base }: Work,
  project: Repository,
  remote: Parameters<typeof remoteBranch>[1],
  { env }: Context,
): Promise<string | undefined> {
  const name = base.kind === 'git' ? /^refs\/heads\/(.+)$/.exec(base.branch ?? '')?.[1] : undefined;
  if (name === undefined) return undefined;
  return (await remoteBranch({ project, env }, remote, name)) === undefined ? undefined : name;
}
