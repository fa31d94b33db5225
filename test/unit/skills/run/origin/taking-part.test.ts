// Who takes part where, in a run that was forked at a phase with others, and in any other run.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { joinsLater, takesPart } from '../../../../../skills/run/origin/taking-part.ts';
import type { RunState } from '../../../../../skills/run/state.ts';

const phases = ['analysis', 'convergence', 'plan'].map((key) => ({ template: { key } })) as unknown as RunState['phases'];
const run = (joins?: object) => ({
  created: { origin: { kind: 'command', of: 'r-aaaaaa', joins } } as unknown as RunState['created'],
  phases,
});

const who = (joins: object | undefined, phase: string): string[] =>
  ['one', 'two', 'new'].filter((seat) => takesPart(run(joins), seat, phase));

test('after the fork the named seats take part, and before it the original ones', () => {
  const joins = { phase: 'convergence', before: ['one', 'two'], leave: ['two'] };
  assert.equal(
    [who(joins, 'analysis'), who(joins, 'convergence'), who(joins, 'plan')],
    [
      ['one', 'two'],
      ['one', 'new'],
      ['one', 'new'],
    ],
  );
  assert.equal([joinsLater(run(joins), 'new'), joinsLater(run(joins), 'one')], [true, false]);
});

test('all seats take part in everything if a run was not forked with others', () => {
  assert.equal([who(undefined, 'analysis'), joinsLater(run(), 'new')], [['one', 'two', 'new'], false]);
});

test.run();
