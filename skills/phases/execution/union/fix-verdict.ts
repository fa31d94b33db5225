// The stage that is appended if reviewers block the work and a person wants it fixed: on the union, with the files that their
// findings name, judged by the validators of all stages that it touches.

import { cut } from '../../../../contracts/cut.ts';
import { pathTest } from '../../../../runtime/globs.ts';
import type { RunState } from '../../../run/state.ts';
import type { Turn } from '../../phase.ts';
import { type Executed, isDone } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import { appended, validatorsOf } from './fix-stage.ts';

const STEPS = [
  { action: 'RED: write a test that fails because of what was found', detail: 'It passes only once that is fixed.' },
  { action: 'GREEN: fix it', detail: 'All that was green stays so.' },
];

/** Empty if the phase runs for the first time. */
export function fixOfVerdict({ run, contributions, key, own }: Turn<Executed, Record<never, never>>): Event[] {
  const { verdict, convergence } = contributions;
  if (!own.planned || !verdict) return [];
  const blocking = new Set(verdict.blockers.map(({ ref }) => ref));
  const found = (convergence?.findings ?? []).filter((it) => blocking.has(it.id));
  const paths = [...new Set(found.flatMap((it) => it.path ?? []))];
  const done = own.stages.filter(isDone).map((it) => it.stage);
  const touching = done.filter(({ files }) => paths.some(pathTest(files)));
  const stages = touching.length > 0 ? touching : done;
  const said = run.gates.findLast((it) => it.answer === 'request-changes')?.comment ?? '';
  const because = [
    ...verdict.blockers.map(({ ref, why }) => `${ref}: ${why}`),
    ...found.flatMap((it) => wordsOf(run, it.origins).map((text) => `${it.id}: ${text}`)),
    said,
  ]
    .filter((it) => it !== '')
    .join('\n');
  // A test shows that it is fixed; it belongs where the tests of the stages are.
  const files = [...paths, ...stages.flatMap((it) => it.files)].slice(0, 500);
  const asked = { title: 'Fix what the review found', goal: because, files, stages, validators: validatorsOf(stages, []), steps: STEPS };
  return [{ type: 'stage.appended', payload: { phase: key, stage: appended(own, asked), because: cut(because, 16_000) } }];
}

/** In the words of those who found it, with what they recommend. */
const wordsOf = ({ raised }: Pick<RunState, 'raised'>, origins: readonly string[]): string[] =>
  raised.flatMap(({ ref, finding: { claim, recommendation } }) =>
    origins.includes(ref) ? [recommendation === undefined ? claim : `${claim} ${recommendation}`] : [],
  );
