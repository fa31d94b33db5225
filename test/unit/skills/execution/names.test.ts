// An executor's work is named by its stage, which its workplace tells.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DispatchView } from '../../../../contracts/run/run-view.ts';
import { stageOfWorkplace, workplaceName } from '../../../../skills/phases/execution/names.ts';
import { whatOf } from '../../../../skills/wording/workers.ts';

const test = suite('the work of an executor');

for (const [stage, attempt] of [
  ['cents', 1],
  ['fix-1', 12],
  ['a', 2],
] as const) {
  test(`on attempt ${attempt} at ${stage} is known by its workplace`, () => {
    assert.is(stageOfWorkplace(`/home/m i/.muster/runs/r-k3f7qa/stages/${workplaceName(stage, attempt)}`), stage);
  });
}

const work = (more: Partial<DispatchView>): string =>
  whatOf({ role: 'executor', pass: 0, round: 0, findings: [], ...more } as unknown as DispatchView);

test('is named by the stage', () => {
  assert.is(work({ stage: 'cents' }), 'stage cents');
  assert.is(work({ stage: 'cents', pass: 1 }), 'stage cents, pass 2');
  assert.is(work({}), 'execution');
});

test.run();
