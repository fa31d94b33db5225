// Puts proved work of a run on another machine on a branch of the checkout here, with the same checks
// as for a run of this home. If the branch has moved on, the work is replayed here and proved there.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { ProveAnswer, type ProveHeader, SeriesAnswer } from '../../../contracts/remote.ts';
import { withFolder } from '../../../runtime/files.ts';
import { shallowIn } from '../../../runtime/workspace/bases/shallow.ts';
import { makeBare } from '../../../runtime/workspace/git/bare.ts';
import { gitText } from '../../../runtime/workspace/git/git.ts';
import { findProject, type Repository } from '../../../runtime/workspace/project.ts';
import { writeBundle } from '../../../runtime/workspace/travel/pack.ts';
import { takeBundle } from '../../../runtime/workspace/travel/unpack.ts';
import { applyWork } from '../commands/take/apply.ts';
import { branchWork } from '../commands/take/branch.ts';
import type { Work } from '../handover/prepare.ts';
import { projectFolder } from '../named/project-folder.ts';
import type { Context } from '../words/command.ts';
import { remoteProject } from './current-project.ts';
import { parseAnswer } from './parse-answer.ts';
import type { RemoteCommand } from './remote-command.ts';
import { exchange } from './ssh-line.ts';

const MOST_TIPS = 200;

export async function takeFrom(on: RemoteCommand, context: Context): Promise<number> {
  const [wanted = '', branch = ''] = on.given.words;
  const root = await projectFolder('.', context.cwd);
  const project = await findProject(root);
  if (project.kind !== 'git')
    throw new MusterError('command-refused', `${root} is not a git repository, so there is no branch to put the work on`, '');
  return withFolder(context.home.root, 'taking', async (folder) => {
    const work = await broughtWork(wanted, { on, project, folder }, context);
    return on.command === 'branch' ? branchWork(work, project, branch, context) : applyWork(work, project, on.given.has('yes'), context);
  });
}

type RemoteWork = { on: RemoteCommand; project: Repository; folder: string };

async function broughtWork(wanted: string, { on, project, folder }: RemoteWork, context: Context): Promise<Work> {
  const have = await tips(project);
  const bytes = await exchange(on.line, { act: 'series', run: wanted, have }, on.again);
  const series = parseAnswer(bytes, SeriesAnswer, on);
  const { key, name } = remoteProject(project.root);
  if (!series.project.includes(`/incoming/${key}/`))
    throw new MusterError(
      'command-refused',
      `${series.run} on ${on.line.name} is about ${series.project}, not about ${project.root}`,
      `Go to the checkout that it was sent from; for a project on ${on.line.name} itself, apply it there.`,
    );
  const bundle = bytes.subarray(bytes.indexOf(10) + 1);
  if (bundle.length !== series.bytes)
    throw new MusterError(
      'daemon-unreachable',
      `the connection to ${on.line.name} broke before all of ${series.run} had arrived`,
      `To try again: ${on.again}`,
    );
  const scratch = join(folder, 'scratch.git');
  await makeBare(scratch, project.format, { borrows: [project.objects], ...(await shallowIn(project)) });
  const file = join(folder, 'series.bundle');
  await writeFile(file, bundle, { mode: 0o600 });
  const { run, base, blocked, line } = series;
  if (!(await takeBundle(scratch, bundle.length === 0 ? undefined : file, [base.commit, line.tip.commit])))
    throw new MusterError(
      'base-unknown',
      `${project.root} no longer has the commits that ${run} began on`,
      `Fetch them, then: ${on.again}`,
    );
  return {
    run,
    base,
    scratch,
    folder,
    line,
    blocked,
    async prove(head) {
      const sent = await writeBundle(scratch, folder, [head.commit], [base.commit]);
      const parcel: ProveHeader = { run, head, bytes: sent.bytes };
      const to = { head: `${JSON.stringify(parcel)}\n`, file: sent.bytes > 0 ? sent.file : undefined };
      const { asked, reds } = parseAnswer(await exchange(on.line, { act: 'prove' }, on.again, to), ProveAnswer, on);
      return { asked, reds };
    },
    async note(text) {
      const argv = ['note', run, text];
      await exchange(on.line, { act: 'call', argv, project: { key, name }, plain: true }, on.again).catch((error: unknown) => {
        context.tell(`muster: not noted in the journal of ${run}: ${error instanceof Error ? error.message : String(error)}`);
      });
    },
  };
}

/** Commits that are here already and need not be sent. */
async function tips({ gitDir, head }: Repository): Promise<string[]> {
  const text = await gitText({ gitDir }, [
    'for-each-ref',
    `--count=${MOST_TIPS - 1}`,
    '--sort=-committerdate',
    '--format=%(objectname) %(objecttype)',
    'refs/heads',
    'refs/remotes',
  ]);
  const commits = text.split('\n').flatMap((it) => (it.endsWith(' commit') ? [it.slice(0, -' commit'.length)] : []));
  return [...new Set([...(head === undefined ? [] : [head]), ...commits])].slice(0, MOST_TIPS);
}
