// What simulated executors do in their workplaces: what they were asked to, less, something else, or more.

import type { Proposal } from '../../../contracts/plan/proposal.ts';
import { dispatchOf, type RunState } from '../../../skills/run/state.ts';
import type { FaultPlan } from '../fault-plan.ts';
import type { Random } from '../random.ts';
import { RUN } from '../world/first-event.ts';
import type { SimSession } from '../world/host.ts';
import { ALWAYS, FIXED, HONEST, JUDGE, PATHS, SHARED, VACUOUS, WANTS } from './project.ts';
import type { Tree } from './repository.ts';
import type { SimStages } from './stages.ts';

export const EXECUTOR_BEHAVIOURS = [
  'honest',
  /** Claims to be done but has changed nothing. */
  'lie',
  'nothing',
  /** A test that cannot fail. */
  'vacuous',
  'deletes-test',
  /** Changes the judging script to get the wanted outcome, within the stage or outside of it. */
  'judge',
  'judge-amended',
  /** Files outside of the plan, or of another stage. */
  'outside',
  'outside-amended',
  /** Each passes alone, but together they fail or conflict. */
  'flag',
  'clash',
  /** A repository within the repository. */
  'nested',
] as const;
export type ExecutorBehaviour = (typeof EXECUTOR_BEHAVIOURS)[number];

export type FileChanges = { [path: string]: string | null };

/** The files that it leaves in the workplace; `by` distinguishes the work of different executors. */
function workOf(deed: ExecutorBehaviour, part: string, by: string): FileChanges {
  const honest = { [PATHS.product(part)]: `${FIXED} by ${by}`, [PATHS.test(part)]: WANTS };
  switch (deed) {
    case 'honest':
      return honest;
    case 'lie':
      return { [`src/${part}/notes.txt`]: `all is done, says ${by}` };
    case 'nothing':
      return {};
    case 'vacuous':
      return { [PATHS.test(part)]: VACUOUS };
    case 'deletes-test':
      return { [PATHS.test(part)]: null, [`src/${part}/notes.txt`]: `by ${by}` };
    // The work is right, but it also changes the judging script.
    case 'judge-amended':
      return { ...honest, [JUDGE]: `${HONEST}# by ${by}\n` };
    case 'judge':
      return { [JUDGE]: ALWAYS, [`src/${part}/notes.txt`]: `by ${by}` };
    case 'outside':
    case 'outside-amended':
      return { ...honest, [`docs/${part}.md`]: `by ${by}` };
    case 'flag':
      return { ...honest, [PATHS.flag(part)]: by };
    case 'clash':
      return { ...honest, [SHARED]: `by ${by}` };
    case 'nested':
      return { ...honest, [`src/${part}/inner/.git/`]: '' };
  }
}

/** Its own description of the work. */
function proposalOf(deed: ExecutorBehaviour, part: string, random: Random): Proposal {
  const paths: Partial<Record<ExecutorBehaviour, string>> = {
    'judge-amended': JUDGE,
    'outside-amended': `docs/${part}.md`,
    'flag': PATHS.flag(part),
    'clash': SHARED,
  };
  const path = paths[deed];
  return {
    title: `Fix ${part}`,
    summary: 'It is fixed, and every test is green.',
    amend: path === undefined ? [] : [{ path, reason: 'it had to be changed as well' }],
    follows: random.chance(0.3) ? ['the next stage should know'] : [],
  };
}

/** The file of a fix: it removes what causes the conflict. */
const FIX: FileChanges = Object.fromEntries([0, 1, 2, 3].map((n) => [PATHS.flag(`part-${n}`), null]));
const fixOf = (random: Random, paths: readonly string[]): Proposal => ({
  ...proposalOf('honest', 'all', random),
  amend: paths.map((path) => ({ path, reason: 'they do not go together' })),
});
/** Two stages have changed it in ways that git could not merge. */
const isOpen = (files: Tree | undefined): boolean => files?.get(SHARED)?.startsWith('<<<<<<<') ?? false;

export type Setup = {
  stages: SimStages;
  faults: FaultPlan;
  wrong?: readonly ExecutorBehaviour[] | undefined;
  state(): RunState;
  random(place: string): Random;
};

/** What a session does in the workplace of its stage before it claims to be done; returns its proposal if it is an executor. */
export function executorsIn({
  stages,
  faults,
  wrong = EXECUTOR_BEHAVIOURS.slice(1),
  state,
  random,
}: Setup): (session: SimSession) => Proposal | undefined {
  const deeds = new Map<string, ExecutorBehaviour>();
  function deedOf(session: SimSession, part: string): ExecutorBehaviour {
    const place = session.cwd.slice(session.cwd.lastIndexOf('/') + 1);
    const known = deeds.get(place);
    if (known) return known;
    const worse = faults.strikes('executor', place);
    const deed = worse?.pick(wrong) ?? 'honest';
    if (worse) faults.record('executor', place, `the executor of ${part} is one of those: ${deed}`);
    deeds.set(place, deed);
    return deed;
  }
  return (session) => {
    if (dispatchOf(state(), session.dispatch)?.skill !== 'execution') return undefined;
    const [, part = ''] = /\/stages\/([a-z0-9-]+)\.\d+$/.exec(session.cwd) ?? [];
    const by = session.key.slice(RUN.length + 1);
    const deed = deedOf(session, part);
    const chance = random(`proposal ${by}`);
    if (part.startsWith('fix-')) {
      const open = isOpen(stages.places.get(session.cwd)?.files);
      const resolved: FileChanges = open ? { [SHARED]: `joined by ${by}` } : FIX;
      stages.work(session.cwd, deed === 'honest' ? resolved : workOf(deed, 'part-0', by));
      return deed === 'honest' ? fixOf(chance, Object.keys(resolved)) : proposalOf(deed, 'part-0', chance);
    }
    stages.work(session.cwd, workOf(deed, part, by));
    return proposalOf(deed, part, chance);
  };
}
