// What a client with a cursor is given of a run's events, and what it is told of the others.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mustBeReached, pageOf, waitOf } from '../../../../daemon/mcp/event-page.ts';

const page = suite('a page of events');

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => ({ seq: first + n }));
const run = 'r-aaaaaa';

page('contains the newest or the oldest, and counts the others', () => {
  const all = from(11, 90);
  const cases: [asked: { most?: number; oldest?: boolean }, first: number, rest: object][] = [
    [{}, 41, { letGo: 30, more: 0, cursor: 90, ended: true }],
    [{ most: 200 }, 11, { letGo: 0, more: 0, cursor: 90, ended: true }],
    [{ oldest: true }, 11, { letGo: 0, more: 30, cursor: 60, ended: false }],
    [{ most: 80, oldest: true }, 11, { letGo: 0, more: 0, cursor: 90, ended: true }],
  ];
  for (const [asked, first, rest] of cases) {
    const { events, ...told } = pageOf({ all, ended: true }, { run, after: 10, ...asked });
    assert.equal([events[0]?.seq, told], [first, rest], JSON.stringify(asked));
    assert.is(told.letGo + events.length + told.more, all.length);
  }
});

page('without events keeps the cursor', () => {
  assert.equal(pageOf({ all: [], ended: false }, { run, after: 7 }), { events: [], letGo: 0, more: 0, cursor: 7, ended: false });
  assert.is(pageOf({ all: [], ended: false }, { run, after: undefined }).cursor, 0);
});

page('is refused for a cursor that was in no answer', () => {
  mustBeReached({ run, after: 3 }, true);
  assert.throws(() => mustBeReached({ run, after: 4 }, false), /no event 4 yet/);
});

page('is waited for at most 50 seconds', () => {
  assert.equal([0, 0.5, 50, 120, Number.MAX_VALUE].map(waitOf), [0, 500, 50_000, 50_000, 50_000]);
});

page.run();
