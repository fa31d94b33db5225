// Who may work now: places in the order of asking, one writer to a branch, and what is said to those who wait.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { timestamp } from '../../../../../contracts/time.ts';
import { decideHouse, type HouseInput } from '../../../../../daemon/lead/house/decide-house.ts';
import { HOUSE_DECIDER } from '../../../../../daemon/lead/house/house-decider.ts';
import { EMPTY_HOUSE, evolveHouse, type HouseState } from '../../../../../daemon/lead/house/house-state.ts';
import { type Branch, sameWait, waitsFor } from '../../../../../daemon/lead/house/waits-for.ts';

const admission = suite('admission');

const MAIN: Branch = { project: '/home/mira/shop', ref: 'refs/heads/main' };
const OTHER: Branch = { ...MAIN, ref: 'refs/heads/other' };

/** A house with so many places, and what it claims as it goes on. */
function house(maxConcurrentRuns: number) {
  let state: HouseState = EMPTY_HOUSE;
  const claims = new Map<string, string>();
  let now = 0;
  const post = (input: HouseInput): void => {
    const events = decideHouse(state, input, now);
    for (const { kind, name, owner } of HOUSE_DECIDER.claims(state, events)) {
      if (kind === 'release') claims.delete(name);
      else if (claims.has(name)) throw new Error(`${name} is taken by ${claims.get(name)}`);
      else claims.set(name, owner);
    }
    for (const event of events) {
      const envelope = { v: 1, stream: 'house', seq: state.seq + 1, at: '', commandId: '', prev: '', digest: '' } as const;
      state = evolveHouse(state, { ...envelope, actor: { kind: 'house' }, ...event });
    }
  };
  post({ kind: 'started', epoch: 1, pid: 1, version: '0', maxConcurrentRuns });
  return {
    ask: (run: string, branch?: Branch) => post({ kind: 'asked', run, branch }),
    end: (run: string) =>
      post({
        kind: 'observation',
        observed: { of: `await-end:${run}`, at: 0, observation: { kind: 'run-ended', run, stub: false, checks: [] } },
      }),
    rests: (run: string, rests: boolean) => post({ kind: 'rests', run, rests }),
    reserve(run: string, until: number, over?: string) {
      post({ kind: 'reserve', run, name: 'stage/a', until: timestamp(until), over });
      return state.reserved['stage/a']?.run;
    },
    at(instant: number) {
      now = instant;
    },
    drain: () => post({ kind: 'drain' }),
    active: () => state.active,
    claims: () => Object.fromEntries(claims),
    words: (run: string) => waitsFor(state, run),
  };
}

admission('is first come, first served, and says how many are waiting before', () => {
  const it = house(2);
  for (const run of ['r-a', 'r-b', 'r-c', 'r-d', 'r-e']) it.ask(run);
  assert.equal(it.active(), ['r-a', 'r-b']);
  assert.is(it.words('r-c'), 'a free slot: 2 of 2 runs are active');
  assert.is(it.words('r-d'), 'a free slot: 2 of 2 runs are active, 1 waits before it');
  assert.is(it.words('r-e'), 'a free slot: 2 of 2 runs are active, 2 wait before it');
  it.end('r-a');
  assert.equal(it.active(), ['r-b', 'r-c']);
  assert.is(it.words('r-d'), 'a free slot: 2 of 2 runs are active');
});

admission('gives the slot of a run that waits for a person to another, and takes nothing back when that run continues', () => {
  const it = house(1);
  for (const run of ['r-a', 'r-b', 'r-c']) it.ask(run);
  assert.equal(it.active(), ['r-a']);
  it.rests('r-a', true);
  it.rests('r-a', true);
  assert.equal(it.active(), ['r-a', 'r-b']);
  it.rests('r-a', false);
  assert.equal(it.active(), ['r-a', 'r-b']);
  assert.is(it.words('r-c'), 'a free slot: 2 of 1 runs are active');
  it.end('r-a');
  assert.equal(it.active(), ['r-b']);
  it.end('r-b');
  assert.equal(it.active(), ['r-c']);
  it.rests('r-b', true);
  it.ask('r-d');
  assert.equal(it.active(), ['r-c'], 'who has left rests no more');
});

admission('lets one run at a time write to a branch, and delays no others for it', () => {
  const it = house(4);
  it.ask('r-a', MAIN);
  it.ask('r-b', MAIN);
  it.ask('r-c', OTHER);
  it.ask('r-d');
  assert.equal(it.active(), ['r-a', 'r-c', 'r-d']);
  assert.is(it.words('r-b'), 'the branch main of shop: r-a writes to it');
  assert.equal(it.claims(), { 'branch//home/mira/shop/refs/heads/main': 'r-a', 'branch//home/mira/shop/refs/heads/other': 'r-c' });
  it.end('r-d');
  assert.equal(it.active(), ['r-a', 'r-c'], 'a free place is not what it waits for');
  it.end('r-a');
  assert.equal(it.active(), ['r-c', 'r-b']);
  it.end('r-b');
  it.end('r-c');
  assert.equal(it.claims(), {});
});

admission('frees the branch of a run that leaves without having worked', () => {
  const it = house(4);
  it.ask('r-a', MAIN);
  it.ask('r-b', MAIN);
  it.ask('r-c', MAIN);
  it.end('r-b');
  assert.is(it.words('r-c'), 'the branch main of shop: r-a writes to it');
  it.end('r-a');
  assert.equal(it.active(), ['r-c']);
  assert.equal(Object.values(it.claims()), ['r-c']);
});

admission('requested twice counts once', () => {
  const it = house(1);
  it.ask('r-a', MAIN);
  it.ask('r-a', MAIN);
  it.end('r-a');
  assert.equal(it.active(), []);
});

admission('stops while the daemon drains, and says so', () => {
  const it = house(1);
  it.ask('r-a');
  it.ask('r-b');
  it.drain();
  it.end('r-a');
  assert.equal(it.active(), []);
  assert.match(it.words('r-b'), /^the next daemon/);
});

admission('reports again when the reason for waiting changes, not when a number does', () => {
  assert.ok(sameWait('a free slot: 2 of 2 runs are active', 'a free slot: 2 of 2 runs are active, 3 wait before it'));
  assert.not.ok(sameWait('a free slot: 2 of 2 runs are active', 'the branch main of shop: r-a writes to it'));
  assert.not.ok(sameWait('the branch main of shop: r-b writes to it', 'the branch main of shop: r-a writes to it'));
});

admission('reserves a stage for one run while it works and its time is not up', () => {
  const it = house(3);
  for (const run of ['r-a', 'r-b']) it.ask(run);
  assert.is(it.reserve('r-x', 1_000), undefined, 'who is not at work carries out nothing');
  assert.is(it.reserve('r-a', 1_000), 'r-a');
  assert.is(it.reserve('r-b', 1_000), 'r-a');
  assert.is(it.reserve('r-a', 2_000), 'r-a', 'another attempt of its own');
  it.at(1_500);
  assert.is(it.reserve('r-b', 3_000), 'r-a');
  it.at(2_000);
  assert.is(it.reserve('r-b', 3_000), 'r-b', 'its time is over');
  it.rests('r-b', true);
  assert.is(it.reserve('r-a', 4_000), 'r-a', 'who waits for a person is not waited for');
  it.rests('r-b', false);
  assert.is(it.reserve('r-b', 4_000, 'r-c'), 'r-a', 'another was done with it');
  assert.is(it.reserve('r-b', 4_000, 'r-a'), 'r-b');
  it.end('r-b');
  assert.is(it.reserve('r-a', 4_000), 'r-a', 'with the end of a run all of its stages are free');
});

admission.run();
