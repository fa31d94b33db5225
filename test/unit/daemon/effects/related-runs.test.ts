// What a model is told of the runs that its task names as related.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { relatedRuns } from '../../../../daemon/effects/prompt/related-runs.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import { bound, seat } from '../lead/test-run.ts';

const test = suite('related runs');

const other: RunState = { ...bound([seat('one')]).state(), life: { kind: 'executing' } };
test('are described by what they found and their state, and not mentioned if none is named', async () => {
  const folded = async () => other;
  assert.equal(await relatedRuns([], { folded }), []);
  const [told, ...more] = await relatedRuns(['r-bbbbbb'], { folded });
  assert.is(more.length, 0);
  assert.is(told?.title, 'The related run r-bbbbbb');
  assert.match(told?.text ?? '', 'has not ended. Its findings:\nNothing.');
});

test.run();
