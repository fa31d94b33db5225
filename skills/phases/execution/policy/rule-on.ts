// Checks a decision about a stage against what the action requires. If something is missing, it is refused and nothing changes. The
// same holds for a leading agent, which also must not lower the standard by which the work is measured.

import { MusterError } from '../../../../contracts/errors.ts';
import type { Stage } from '../../../../contracts/plan/plan.ts';
import type { PolicyAction } from '../../../../contracts/plan/policy.ts';
import type { SharedEvent } from '../../../../contracts/run/run-event.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { canonicalJson } from '../../../../runtime/canonical.ts';
import { argvProblem } from '../../../../validators/plan/argv.ts';
import { checkGraph } from '../../../../validators/plan/check-plan.ts';
import { checkStages } from '../../../../validators/plan/check-stages.ts';
import type { PlanFault } from '../../../../validators/plan/fault.ts';
import { isOpen, openGate } from '../../../run/gates/gates.ts';
import type { Turn } from '../../phase.ts';
import { type Executed, isDone, type StageState } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import { blockerOf } from '../ready.ts';
import { requestFor } from '../request.ts';
import { resolvesIn } from '../union/conflict.ts';
import { refuseLowering } from './by-client.ts';
import { decomposed } from './decompose.ts';

type RuleTurn = Turn<Executed, Record<never, never>>;
type Step = (SharedEvent | Event)[];

/** A run that nobody resumes is given up after this time, as after any pause. */
const PAUSED_FOR = 30 * 86_400_000;

export function ruleOn(turn: RuleTurn, id: string, action: PolicyAction, by: 'person' | 'client'): Step {
  const { key, own } = turn;
  const it = own.stages.find(({ stage }) => stage.id === id);
  if (!it) throw refused(`the plan has no stage ${id}`, `Its stages are ${own.stages.map(({ stage }) => stage.id).join(', ')}.`);
  if (by === 'client') refuseLowering(it.stage, action);
  if (action.do === 'abort') {
    const message = `policy of ${id}: ${action.reason}`;
    return [{ type: 'run.concluding', payload: { outcome: 'aborted', reason: 'aborted', message, partial: true } }];
  }
  refuseClosed(own, it);
  refuseUnmet(turn, it, action);
  const ruled: Event = {
    type: 'stage.ruled',
    payload: { phase: key, stage: id, attempt: it.attempt, action, ...(by === 'client' ? { by } : {}) },
  };
  return action.do === 'escalate' ? [ruled, ...escalated(turn, it, action.reason)] : [ruled, ...answered(turn, it, action)];
}

const refused = (why: string, hint: string): MusterError => new MusterError('command-refused', why, hint);

const OPEN: ReadonlySet<StageState['state']> = new Set(['pending', 'rejected', 'unproved', 'unavailable', 'interrupted']);

function refuseClosed(own: Executed, it: StageState): void {
  const { state, stage } = it;
  if (OPEN.has(state)) return;
  if (isDone(it)) throw refused(`${stage.id} is ${state}, which is final`, 'What later turns out wrong becomes a stage of its own.');
  const atWork = state === 'claimed' || state === 'working' || state === 'proposed' || state === 'verifying';
  if (atWork) throw refused(`${stage.id} is ${state}`, 'Wait until this attempt is over, or abort the run.');
  const blocker = blockerOf(own, { ...it, state: 'pending' });
  throw refused(
    `${stage.id} is ${state}`,
    blocker ? `Decide about ${blocker.stage.id}, on which it depends.` : 'Nothing more can be decided about it.',
  );
}

function refuseUnmet({ run, own }: RuleTurn, it: StageState, action: PolicyAction): void {
  const { id } = it.stage;
  switch (action.do) {
    case 'retry': {
      const { retries } = run.created.config.checks;
      if (it.state === 'pending') throw refused(`${id} was not tried yet`, 'It begins by itself when what it depends on is done.');
      if (it.rejections > retries)
        throw refused(`${id} has no retry left (checks.retries: ${retries})`, 'change-agent and decompose need none.');
      return;
    }
    case 'change-agent': {
      const known = run.seats.filter((seat) => seat.role === 'executor').map((seat) => seat.name);
      if (!known.includes(action.seat))
        throw refused(`no executor of ${run.id} is named ${action.seat}`, `Its executors are ${known.join(', ')}.`);
      // Reassigning to the same seat would be a retry that does not count as one.
      if (it.attempt > 0 && it.seat === action.seat)
        throw refused(`${action.seat} made the last attempt at ${id}`, 'Name another executor, or use retry.');
      return;
    }
    case 'change-validator':
      refuseValidator(own, it, action);
      return;
    case 'amend-scope': {
      const stages = own.stages.map((one) =>
        one === it ? { ...one, stage: { ...it.stage, files: [...it.stage.files, ...action.files] } } : one,
      );
      refuseFaults(checkGraph({ stages: openStages(stages) }), `${id} cannot have these files`);
      return;
    }
    case 'decompose': {
      if (resolvesIn(own, it).length > 0)
        throw refused(`${id} joins stages that conflict, so no part of it could begin`, 'retry and change-agent try it again.');
      const taken = action.stages.find((child) => own.stages.some(({ stage }) => stage.id === child.id));
      if (taken) throw refused(`the plan has a stage ${taken.id} already`, 'Give every child a name of its own.');
      refuseUnknown(own, it, action.stages);
      const merged = openStages(decomposed(own, id, action.stages).stages);
      refuseFaults([...checkStages({ stages: action.stages }), ...checkGraph({ stages: merged })], `${id} cannot be decomposed like this`);
      refuseCommands(own, action.stages);
      return;
    }
    case 'skip':
    case 'abort':
    case 'escalate':
      return;
  }
}

/** A part may depend on parts, or on stages that will be done; unknown names would be ignored silently. */
function refuseUnknown({ stages }: Executed, parent: StageState, parts: readonly Stage[]): void {
  const there = stages.filter((it) => it !== parent && it.state !== 'superseded' && it.state !== 'skipped').map(({ stage }) => stage.id);
  const known = new Set([...there, ...parts.map((it) => it.id)]);
  for (const { id, dependsOn } of parts)
    for (const name of dependsOn)
      if (!known.has(name))
        throw refused(
          `${id} depends on ${name}, which will not be done`,
          `It can depend on ${[...known].filter((it) => it !== id).join(', ')}.`,
        );
}

/** Stages that run, or may still run, at the same time as others. */
const openStages = (stages: readonly StageState[]): Stage[] => {
  const there = stages.filter((it) => it.state !== 'superseded' && it.state !== 'skipped');
  const ids = new Set(there.map(({ stage }) => stage.id));
  return there.map(({ stage }) => ({ ...stage, dependsOn: stage.dependsOn.filter((id) => ids.has(id)) }));
};

function refuseFaults(faults: readonly PlanFault[], what: string): void {
  const [first] = faults;
  if (first)
    throw refused(`${what}: ${first.at} ${first.says}`, 'The stages of a plan that are not done must pass the plan check together.');
}

function refuseCommands({ planned }: Executed, stages: readonly Stage[]): void {
  const known = planned?.commands ?? {};
  for (const { id, validators } of stages)
    for (const it of validators)
      if ('command' in it && !Object.hasOwn(known, it.command))
        throw refused(
          `${id} names the command ${it.command}, which the plan does not define`,
          `It defines ${Object.keys(known).join(', ')}.`,
        );
}

function refuseValidator(own: Executed, { stage }: StageState, { nth, to, argv }: Extract<PolicyAction, { do: 'change-validator' }>): void {
  if (nth > stage.validators.length) throw refused(`${stage.id} has no validator ${nth}`, `It has ${stage.validators.length}.`);
  if (!argv) {
    refuseCommands(own, [{ ...stage, validators: [to] }]);
    return;
  }
  if (!('command' in to)) throw refused(`${to.kind} runs no command`, 'Leave out the argv.');
  const known = own.planned?.commands ?? {};
  if (Object.hasOwn(known, to.command) && canonicalJson(known[to.command]) !== canonicalJson(argv))
    throw refused(`the plan defines ${to.command} already`, 'Give the new command a name of its own: other stages may use that one.');
  const problem = argvProblem(argv);
  if (problem !== undefined) throw refused(`the command ${to.command} ${problem}`, 'The program runs it without a shell, in a checkout.');
}

/** The decision answers the open question about it. */
function answered({ run, key }: RuleTurn, { stage, attempt }: StageState, action: PolicyAction): Step {
  const open = run.gates.find(
    (it) =>
      isOpen(it) &&
      it.gate.phase === key &&
      it.gate.about.kind === 'stage' &&
      it.gate.about.stage === stage.id &&
      it.gate.about.attempt === attempt,
  );
  if (!open) return [];
  const { id, shown, offers } = open.gate;
  const leaves = action.do === 'skip' || action.do === 'decompose';
  const again = offers.some(({ answer }) => answer === 'request-changes') ? 'request-changes' : 'verify-again';
  return [{ type: 'gate.answered', payload: { gate: id, answer: leaves ? 'reject' : again, shown } }];
}

/** Nothing new is started before a person has looked at it. */
export function escalated({ run, key, at }: RuleTurn, it: StageState, reason: string): Step {
  const asked = run.gates.some(
    ({ gate: { about } }) => about.kind === 'stage' && about.stage === it.stage.id && about.attempt === it.attempt,
  );
  const gate = asked || it.state === 'pending' ? [] : [openGate(run, requestFor(run.id, key, it), at)];
  if (run.paused) return gate;
  const paused: SharedEvent = {
    type: 'run.paused',
    payload: { reason: `${it.stage.id}: ${reason}`, expiresAt: timestamp(at + PAUSED_FOR) },
  };
  return [...gate, paused];
}
