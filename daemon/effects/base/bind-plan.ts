// Whether a task may build on the plan that it names: the plan must be for this project, finished, and
// approved by a person. A refusal lists plans that would be accepted.

import { cut } from '../../../contracts/cut.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { contributionsTo } from '../../../skills/phases/turns.ts';
import type { RunRequest } from '../../../skills/run/effect.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { foldRun } from '../../process/fold.ts';
import { findRuns } from '../../records/find-runs.ts';
import type { EffectContext } from '../effect-context.ts';

type PlanRequest = Pick<RunRequest, 'task' | 'template'>;

const PLANS_NAMED = 5;
/** How many of the newest runs with a planner are read to find out what became of their plans. */
const PLANS_LOOKED_AT = 50;

export async function checkPlanOf(asked: PlanRequest, { ledger }: Pick<EffectContext, 'ledger'>): Promise<void> {
  const { task, template } = asked;
  const carriedOut = template.phases.some((it) => it.kind === 'execution');
  if (task.plan === undefined) {
    if (template.plan !== 'required') return;
    throw new MusterError(
      'binding-refused',
      `${template.name} needs \`plan\`, the run of an approved plan`,
      await approvedPlansHint(task.project, ledger, { carriedOut }),
    );
  }
  if (template.plan === 'none') {
    throw new MusterError('binding-refused', `${template.name} does not use a plan, but the task names ${task.plan}`, 'Remove `plan`.');
  }
  const why = await faultOf(task.plan, task.project, ledger, { carriedOut });
  if (why !== undefined)
    throw new MusterError(
      'binding-refused',
      `\`plan\`: ${task.plan} ${why}`,
      await approvedPlansHint(task.project, ledger, { carriedOut }),
    );
}

/** Why a run has no approved plan for the project; undefined if it has one. */
async function faultOf(run: string, project: string, ledger: EffectContext['ledger'], use: PlanUse): Promise<string | undefined> {
  try {
    return faultOfPlan(await foldRun(ledger, run), project, use);
  } catch (error) {
    if (error instanceof MusterError && error.code === 'run-unknown') return 'is not a run of this home';
    throw error;
  }
}

/** Carrying out a plan runs commands, so a person must have approved those very commands. */
type PlanUse = {
  carriedOut: boolean;
  /** The run that made the plan also carries it out. */
  own?: boolean;
};

export function faultOfPlan(state: RunState, project: string, { carriedOut, own = false }: PlanUse): string | undefined {
  const { id: run, created } = state;
  const { task } = created;
  if (task.project !== project) return `is about ${task.project}, but this task is about ${project}`;
  if (!own && state.life.kind !== 'ended') return `has not ended: \`muster show ${run}\` shows what it waits for`;
  const { plan } = contributionsTo(state);
  if (!plan) return `made no plan: it has the type ${task.type}`;
  if (!plan.approved) return 'made a plan that was not approved';
  if (state.life.kind === 'ended' && state.life.outcome !== 'completed') return `ended ${state.life.outcome}`;
  if (carriedOut && !approvalOf(state, plan.digest)) return 'made a plan that no person approved, only the setting `approvals: auto`';
  return undefined;
}

/** The gate at which a person approved exactly this plan. */
export const approvalOf = ({ gates }: RunState, plan: string) =>
  gates.find(
    ({ gate, answer, by }) => gate.about.kind === 'plan' && gate.about.plan === plan && answer === 'approve' && by?.kind === 'person',
  );

async function approvedPlansHint(project: string, ledger: EffectContext['ledger'], use: PlanUse): Promise<string> {
  const found: string[] = [];
  let looked = 0;
  for await (const { run, created } of findRuns(ledger, { ended: true })) {
    if (created.task.project !== project || !created.template.phases.some((it) => it.kind === 'plan')) continue;
    if ((await faultOf(run, project, ledger, use)) === undefined) found.push(`${run} (${cut(created.task.title, 80)})`);
    if (found.length === PLANS_NAMED || ++looked === PLANS_LOOKED_AT) break;
  }
  if (found.length > 0) return `Approved plans of this project: ${found.join(', ')}.`;
  return 'This project has no approved plan yet; a task of `type: implementation-planning` makes one.';
}
