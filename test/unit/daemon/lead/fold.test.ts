// Folding a whole journal at once gives the same state as folding it event by event.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { paused, sampleRun } from '../../../../bench/support/homes/sample-run.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { evolveAll } from '../../../../daemon/lead/run/evolve-all.ts';
import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import type { RunRecord } from '../../../../skills/events.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import type { RunState } from '../../../../skills/run/state.ts';

const RUN = 'r-aaaaaa';
const BEGIN = Date.UTC(2026, 0, 1);

const test = suite('folding a journal');

const told: RunEvent[] = [
  ...sampleRun(RUN, '/p', { looks: 3, findings: 4 }).flat(),
  { type: 'note.added', payload: { note: { kind: 'person', text: 'look here' } } },
  paused(),
  { type: 'run.resumed', payload: {} },
];
const journal: RunRecord[] = told.map((event, n) => ({
  v: 1,
  stream: `run/${RUN}`,
  seq: n + 1,
  at: timestamp(BEGIN + n * 1_000),
  actor: { kind: 'lead' },
  commandId: `told-${n}`,
  prev: '',
  digest: '',
  ...event,
}));

const oneByOne = (events: readonly RunRecord[], from?: RunState) =>
  events.reduce<RunState | undefined>((state, event) => evolveRun(state, event), from);

test('from every place to the end', () => {
  assert.ok(journal.filter((it) => it.type === 'finding.raised').length > 8);
  for (let at = 0; at <= journal.length; at++) {
    const before = oneByOne(journal.slice(0, at));
    const rest = journal.slice(at);
    assert.equal(evolveAll(before, rest), oneByOne(rest, before), `from event ${at + 1}`);
    assert.equal(evolveAll(undefined, journal.slice(0, at)), before, `up to event ${at}`);
  }
});

test('does not change the state that it started with', () => {
  for (let at = 0; at <= journal.length; at++) {
    for (const before of [oneByOne(journal.slice(0, at)), evolveAll(undefined, journal.slice(0, at))]) {
      const kept = structuredClone(before);
      evolveAll(before, journal.slice(at));
      assert.equal(before, kept);
    }
  }
});

test('evidence is looked up for what was raised with it, and stays with what was raised before', () => {
  const state = evolveAll(undefined, journal);
  assert.is(state?.raised.length, 12);
  for (const one of state?.raised ?? []) assert.equal(one.checks, [{ outcome: 'found', path: 'src/pool/checkout.ts', line: 118 }]);
});

test.run();
