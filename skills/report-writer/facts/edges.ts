// What was made from what in a run: a base and a prompt go into a dispatch, its result into findings, those into the
// verdicts on them, into a plan and the votes on it, and all of it into the report.

import { HELD } from '../../../contracts/findings/state-order.ts';
import type { Manifest } from '../../../contracts/run/manifest.ts';
import type { DispatchView, RunView } from '../../../contracts/run/run-view.ts';

type Edge = Manifest['dependencies'][number];

export function edgesOf(view: RunView, outputs: Manifest['outputs']): Edge[] {
  return [
    ...view.dispatches.flatMap((it) => ofDispatch(view, it)),
    ...ofFindings(view),
    ...ofGaps(view),
    ...outputs.flatMap(({ name }) => ofOutput(view, name)),
    ...(view.task.plan === undefined ? [] : [requires(view.id, view.task.plan)]),
  ];
}

const requires = (from: string, to: string): Edge => ({ from, to, kind: 'REQUIRES' });
const generates = (from: string, to: string): Edge => ({ from, to, kind: 'GENERATES' });
const includes = (from: string, to: string): Edge => ({ from, to, kind: 'INCLUDES' });

function ofDispatch(view: RunView, dispatch: DispatchView): Edge[] {
  const { id, prompt, result } = dispatch;
  return [
    ...(view.base === null ? [] : [requires(id, `base/${view.base.commit}`)]),
    ...(prompt === null ? [] : [requires(id, `prompt/${prompt.digest}`)]),
    ...judged(view, dispatch).map((it) => requires(id, it)),
    ...(result === null ? [] : [generates(id, `result/${result.digest}`)]),
    ...(view.plan && isItsPlanner(view.plan, dispatch) ? [generates(id, `plan/${view.plan.digest}`)] : []),
  ];
}

/** What it was asked to judge: findings, gaps, a plan; and what a plan had to cover. */
function judged(view: RunView, { findings, role, id }: DispatchView): string[] {
  if (role === 'planner') return view.findings.filter((it) => HELD.has(it.state)).map((it) => `finding/${it.id}`);
  const named = findings.flatMap((it) => (it.startsWith('F-') ? [`finding/${it}`] : it.startsWith('G-') ? [`gap/${it}`] : []));
  // A vote on an earlier draft is in the journal; this plan it did not see.
  const voted = view.plan?.verification?.voters.some((it) => it.dispatch === id) ?? false;
  return voted ? [...named, `plan/${view.plan?.digest}`] : named;
}

const isItsPlanner = (plan: NonNullable<RunView['plan']>, { role, seat, pass }: DispatchView): boolean =>
  role === 'planner' && seat === plan.seat && pass === plan.pass;

const resultsOf = ({ dispatches }: RunView, ids: ReadonlySet<string>): string[] =>
  dispatches.flatMap((it) => (ids.has(it.id) && it.result ? [`result/${it.result.digest}`] : []));

/** A finding is what its workers raised. */
const ofFindings = (view: RunView): Edge[] =>
  view.findings.flatMap((it) =>
    resultsOf(view, new Set(it.origins.map((ref) => ref.split('/')[0] ?? ''))).map((to) => includes(`finding/${it.id}`, to)),
  );

const ofGaps = (view: RunView): Edge[] =>
  view.gaps.flatMap(({ id, dispatch }) =>
    id === undefined ? [] : resultsOf(view, new Set(dispatch === undefined ? [] : [dispatch])).map((to) => includes(`gap/${id}`, to)),
  );

function ofOutput(view: RunView, name: string): Edge[] {
  const { plan, verdict } = view;
  const file = name.split('/').at(-1);
  if (name.startsWith('report')) {
    const all = view.dispatches.flatMap((it) => (it.result ? [`result/${it.result.digest}`] : []));
    const against = [...(verdict?.blockers ?? []), ...(verdict?.conditions ?? [])].flatMap(({ ref }) => refs(ref));
    return [...all, ...new Set(against), ...(plan ? [`plan/${plan.digest}`] : [])].map((to) => includes(name, to));
  }
  if (file === 'plan.json' && plan) return [includes(name, `plan/${plan.digest}`)];
  if (file === 'plan-body-verification.json') {
    const voters = plan?.verification?.voters.map((it) => it.dispatch) ?? [];
    return resultsOf(view, new Set(voters)).map((to) => includes(name, to));
  }
  return [];
}

/** A verdict names findings, gaps, and other things by words. */
const refs = (ref: string): string[] => (/^F-\d+$/.test(ref) ? [`finding/${ref}`] : /^G-\d+$/.test(ref) ? [`gap/${ref}`] : []);
