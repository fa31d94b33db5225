// When the report of one run may be used for another: what makes runs equal, and which runs qualify.

import type { Config } from '../../contracts/config.ts';
import type { Base } from '../../contracts/run/base.ts';
import type { KeyFields } from '../../contracts/run/reuse.ts';
import type { SharedEventOf } from '../../contracts/run/run-event.ts';
import type { Seat } from '../../contracts/task/agent.ts';
import type { Task } from '../../contracts/task/task.ts';
import { digestOfJson } from '../../runtime/canonical.ts';
import { judgementOf } from '../run/answered-question.ts';
import type { RunReuse } from '../run/effect.ts';
import type { RunState } from '../run/state.ts';
import type { Fingerprint } from './dispatch-key.ts';
import { PROBE, reuseOf } from './may-reuse.ts';

/**
 * A run that is repeated by name is meant to be done; one that carries out a plan changes files; and one that writes a text has a
 * key of its own.
 */
export function runReuse(state: Pick<RunState, 'created'>): RunReuse['mode'] {
  const { task, template, origin } = state.created;
  const works = template.roster.some(({ role }) => role === 'executor' || role === 'writer');
  if (reuseOf(state) === 'off' || template.writes || works || template.name === PROBE) return 'off';
  const repeats = origin.kind === 'command' && origin.of !== undefined;
  return reuseOf(state) === 'all' && !task.force && !repeats ? 'seek' : 'key';
}

export type RunParts = {
  engine: string;
  template: string;
  task: Task;
  config: Config;
  seats: readonly Seat[];
  fingerprints: readonly Fingerprint[];
  base: Base;
  dismissals: string;
};

export function runFields({ engine, template, task, config, seats, fingerprints, base, dismissals }: RunParts): KeyFields {
  const { key: _, task: __, force: ___, reuse: ____, deadline: _____, phases: ______, ...asked } = task;
  const { capture, checks, workplace } = config;
  return {
    tag: 'muster-run@1',
    engine,
    template,
    task: digestOfJson([asked, base.kind === 'git' ? (base.branch ?? null) : null, base.label]),
    settings: digestOfJson([capture, checks, workplace]),
    seats: digestOfJson(seats.map(({ concurrency: _, deadline: __, ...seat }, n) => [seat, fingerprints[n] ?? null])),
    tree: base.tree,
    from: base.kind === 'git' ? digestOfJson([base.from ?? null, base.changeFrom ?? null]) : 'none',
    // Rules look at the history, and so may the map that models are shown.
    history: base.commit,
    dismissals,
  };
}

/** Complete and judged, and nothing in it depended on a person's answer. */
export function standsForOthers(
  state: RunState,
  { outcome, reason, degraded }: SharedEventOf<'run.ended'>['payload'],
  stub: boolean,
): boolean {
  const { life, dispatches, gates } = state;
  return (
    outcome === 'completed' &&
    reason === 'done' &&
    !degraded &&
    !(life.kind === 'concluding' && life.partial) &&
    !stub &&
    gates.length === 0 &&
    dispatches.every((it) => it.inconclusive === null) &&
    judgementOf(state)?.came !== 'not-judged'
  );
}
