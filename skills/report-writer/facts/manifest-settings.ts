// The settings of a run: its limits, its examination, and how each worker was started.

import type { Manifest } from '../../../contracts/run/manifest.ts';
import type { RunState } from '../../run/state.ts';
import { cut } from '../../wording/plain-text.ts';

/** A prompt may be passed as an argument; elsewhere it is identified by its digest. */
const LONGEST_ARGUMENT = 200;

export function settingsOf({ task, template, config }: RunState['created']): Manifest['settings'] {
  return {
    deadline: task.deadline ?? template.deadline,
    budget: task.budget ?? template.budget,
    quorum: template.quorum,
    approvals: task.approvals,
    language: task.language,
    scope: task.scope,
    convergence: template.convergence,
    phases: template.phases.map(({ key, kind, deadline = null }) => ({ key, kind, deadline })),
    limits: template.limits,
    silence: config.silence,
    grace: config.grace,
  };
}

type Launches = Readonly<Record<string, Pick<Manifest['bindings'][number], 'argv' | 'answered' | 'sampling'>>>;

/** For each seat: the argv of its first session, the models that actually answered, and its sampling settings. */
export function launchesOf({ seats, dispatches }: RunState): Launches {
  return Object.fromEntries(
    seats.map(({ name }) => {
      const attempts = dispatches.filter((it) => it.seat === name).flatMap((it) => it.attempts);
      const argv = attempts.find((it) => it.argv.length > 0)?.argv.map((it) => cut(it, LONGEST_ARGUMENT)) ?? [];
      const answered = [...new Set(attempts.flatMap((it) => it.model ?? []))];
      return [name, { argv, answered, sampling: samplingIn(argv) }];
    }),
  );
}

const SAMPLING = /^--?(temperature|top[-_]?p|top[-_]?k|seed|max[-_]?(?:output[-_]?)?tokens|effort|reasoning[-_]?effort|thinking)$/;

/** Muster sets no sampling. What an agent's own argv sets is listed; nothing else is known. */
function samplingIn(argv: readonly string[]): Record<string, string> | null {
  const set = argv.flatMap((argument, at): [string, string][] => {
    const [flag = '', ...value] = argument.split('=');
    const name = SAMPLING.exec(flag)?.[1];
    return name === undefined ? [] : [[name, value.length > 0 ? value.join('=') : (argv[at + 1] ?? '')]];
  });
  return set.length === 0 ? null : Object.fromEntries(set);
}
