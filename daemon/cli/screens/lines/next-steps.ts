// What a person can do next, as commands to type: only those that make sense for this run.

import { ACTIONABLE, isRefutedInWords } from '../../../../contracts/findings/state-order.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { carriedOut, isHandedOver } from '../../../../skills/phases/execution/report/sentences.ts';
import { worstFirst } from '../../../../skills/wording/states.ts';
import { kindOf, runIn } from '../../remote/may-run-remotely.ts';
import { cells, pad } from './layout.ts';
import type { Paint } from './paint.ts';

const STEPS = 6;

/** `far`: they are typed on another machine. There, only a command that names the run finds it. */
export function nextSteps(view: RunView, paint: Paint, width: number, far = false): string[] {
  const steps = stepsFor(view)
    .filter(([command]) => !far || isForAfar(command.split(' ')))
    .slice(0, STEPS);
  const widest = Math.max(0, ...steps.map(([command]) => cells(command)));
  return steps.flatMap(([command, why]) =>
    widest + 3 + cells(why) <= width
      ? [`${paint.cyan(pad(command, widest))}   ${paint.dim(why)}`]
      : [paint.cyan(command), ...(why === '' ? [] : [`  ${paint.dim(why)}`])],
  );
}

const isForAfar = ([, name = '', ...words]: readonly string[]): boolean =>
  kindOf(name) !== undefined && words.some((it) => runIn(it) !== undefined);

function stepsFor(view: RunView): [command: string, why: string][] {
  const waiting = view.gates.find((it) => it.answer === null && !it.closed);
  // The list above shows findings that were not examined, so the steps offer to read one.
  const [worst] = view.findings.filter((it) => ACTIONABLE.has(it.state) || it.state === 'not-examined').sort(worstFirst);
  const contested = view.findings.find((it) => it.state === 'contested' || isRefutedInWords(it));
  const lost = view.dispatches.find((it) => it.state === 'ended' && it.status !== 'completed' && it.status !== 'cancelled');
  const again = whyAgain(view);
  return [
    ...(waiting ? [[`muster approvals ${waiting.gate.id}`, 'what is asked, and what each answer does'] as [string, string]] : []),
    ...(toCarryOut(view) ? [[`muster run --plan ${view.id}`, 'carry the plan out, in clones'] as [string, string]] : []),
    ...(toTake(view) ? [[`muster apply ${view.id}`, 'put the proved commits on your branch'] as [string, string]] : []),
    ...(view.report ? [[`muster report ${view.id} --open`, 'the full report, in a browser'] as [string, string]] : []),
    ...(worst ? [[`muster explain ${view.id}.${worst.id}`, 'the most severe: who said what, and why'] as [string, string]] : []),
    ...(contested
      ? [
          [
            `muster explain ${view.id}.${contested.id}`,
            contested.state === 'contested' ? 'disputed: both sides' : 'refuted only in words: who looked, and who says so',
          ] as [string, string],
        ]
      : []),
    ...(lost ? [[`muster show ${lost.id}`, `what happened to ${lost.seat}`] as [string, string]] : []),
    ...(again ? [[`muster rerun ${view.id}`, again] as [string, string]] : []),
    ...(view.task.task ? [[`muster history ${view.task.task}`, 'other runs of this task'] as [string, string]] : []),
    ...(worst ? [[`muster dismiss ${worst.fingerprint} -m "…"`, 'if it is not a problem; later runs skip it'] as [string, string]] : []),
  ];
}

/** A plan that a person approved, unless the task carries it out itself: automatic approval does not let it be carried out. */
const toCarryOut = ({ outcome, plan, phases, gates }: RunView): boolean =>
  outcome === 'completed' &&
  plan?.approved === true &&
  gates.some(({ gate: { about }, answer }) => about.kind === 'plan' && about.plan === plan.digest && answer === 'approve') &&
  !phases.some((it) => it.kind === 'execution');

/** Work that is proved as a whole, unless its own review stops it. */
function toTake(view: RunView): boolean {
  const told = carriedOut(view);
  return view.outcome === 'completed' && told !== null && isHandedOver(told) && view.verdict?.verdict !== 'blocked';
}

/** Suggests a rerun if the run failed or fell short, and may be repeated. */
function whyAgain({ outcome, degraded, reason, template }: RunView): string | undefined {
  if (template.name === 'implementation' || template.name === 'given-plan') return undefined;
  if (reason === 'binding-refused' || reason === 'base-refused' || reason === 'base-unknown' || reason === 'scope-empty')
    return 'retry after fixing this';
  if (outcome === 'failed' || outcome === 'aborted') return 'the same task again';
  return outcome === 'completed' && degraded ? 'the same task again, for the missing answers' : undefined;
}
