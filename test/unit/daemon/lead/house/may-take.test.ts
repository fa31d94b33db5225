// Which runs of another node a node may lead: those that only read, and whose files can travel.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ledByNobody, mayTake } from '../../../../../daemon/fleet/may-take.ts';
import { inHome, takenOverBy } from '../../../../../skills/run/fleet/lead-taken.ts';
import type { RunState } from '../../../../../skills/run/state.ts';

const test = suite('the lead of a run in a fleet');

const BUNDLE = 'b'.repeat(64);
const ME = { node: 'two', home: '/home/two' };

const state = (kinds: string[], more: object = {}): RunState => {
  const phases = kinds.map((kind) => ({ key: kind, kind }));
  return {
    created: { home: '/home/one', template: { phases } },
    lead: { node: 'one', home: '/home/one', epoch: 1 },
    base: { gitDir: '/home/one/bases/shop.git', bundle: BUNDLE },
    phases: phases.map((template) => ({ template })),
    dispatches: [],
    ...more,
  } as unknown as RunState;
};

test('is taken over if its workers only read', () => {
  assert.equal(mayTake(state(['fan-out', 'convergence']), ME), { kind: 'other', bundle: BUNDLE });
  assert.equal(mayTake(state(['fan-out']), { node: 'one', home: '/home/one' }), { kind: 'own' });
  const cases: [RunState, RegExp][] = [
    [state(['fan-out', 'execution']), /may write/],
    [state(['make']), /may write/],
    [state(['fan-out'], { phases: [{ template: { key: 'added', kind: 'execution' } }] }), /may write/],
    [state(['fan-out'], { base: null }), /not captured/],
    [state(['fan-out'], { base: { gitDir: '/home/one/bases/shop.git' } }), /cannot travel/],
    [state(['fan-out'], { lead: null }), /no node/],
  ];
  for (const [it, why] of cases) {
    const may = mayTake(it, ME);
    assert.is(may.kind, 'no');
    if (may.kind === 'no') assert.match(may.why, why);
  }
});

test('that must wait for its own node says so, and why', () => {
  const writes = ledByNobody(state(['fan-out', 'execution'], { id: 'r-aaaaaa' }), ME);
  assert.match(writes.message, /only node one can continue it: its workers may write/);
  assert.match(writes.hint, /Start Muster on one again/);
  assert.match(ledByNobody(state(['fan-out'], { id: 'r-aaaaaa' }), ME).hint, /Try again in a moment/);
  assert.match(ledByNobody(state(['make'], { id: 'r-aaaaaa' }), { node: 'one', home: '/home/one' }).hint, /Try again in a moment/);
});

test('looks in the new home for unfinished work, and keeps what is finished', () => {
  const attempt = { n: 1, state: 'starting', session: 'their-conversation' };
  const open = { id: 'd1', ended: null, workplace: '/home/one/w', prompts: [{ attempt: 1 }], attempts: [attempt] };
  const over = { ...open, id: 'd2', ended: { status: 'completed' } };
  const next = takenOverBy(state(['fan-out'], { dispatches: [open, over] }), { ...ME, epoch: 2 });
  assert.is(next.base?.gitDir, '/home/two/bases/shop.git');
  const [first, second] = next.dispatches;
  assert.equal([first?.workplace, first?.prompts, first?.attempts[0]?.state, first?.attempts[0]?.session], [null, [], 'running', null]);
  assert.equal(second, over as never);
  const same = takenOverBy(next, { ...ME, epoch: 3 });
  assert.is(same.dispatches, next.dispatches, 'in the same home everything stays');
});

test('translates no path that only looks like one of the home', () => {
  assert.is(inHome('/home/one/bases/x.git', '/home/one', '/home/two'), '/home/two/bases/x.git');
  assert.is(inHome('/home/one-more/x.git', '/home/one', '/home/two'), '/home/one-more/x.git');
});

test.run();
