// The contract for readers of a journal: the journal as a whole, its index, cached folds, positions, hints.

import * as assert from 'uvu/assert';
import type { StreamName } from '../../../../../contracts/event.ts';
import { AT, appended, begin, type ContractTest, commit, end, failsWith, note, OTHER, RUN, step } from '../ledger-fixture.ts';

export function consumers(test: ContractTest): void {
  test('delivers the whole journal in the order of its commits', async ({ ledger }) => {
    const positions: number[] = [];
    const say = async (expected: number, stream: StreamName, count: number) => {
      const events = expected === 0 ? [begin(), ...Array.from({ length: count - 1 }, step)] : Array.from({ length: count }, step);
      const answer = await ledger.append(commit(expected, events, { stream }));
      if (answer.kind === 'appended') positions.push(answer.position);
    };
    await say(0, RUN, 2);
    await say(0, OTHER, 1);
    await say(2, RUN, 1);
    await say(1, OTHER, 2);
    const all = await ledger.since(0, 100);
    assert.equal(
      all.map(({ event }) => [event.stream, event.seq]),
      [
        [RUN, 1],
        [RUN, 2],
        [OTHER, 1],
        [RUN, 3],
        [OTHER, 2],
        [OTHER, 3],
      ],
    );
    assert.equal(
      [all[1], all[2], all[3], all[5]].map((stored) => stored?.position),
      positions,
      'a commit’s position is that of its last event',
    );
    const walked: unknown[] = [];
    for (let position = 0; ; ) {
      const some = await ledger.since(position, 4);
      walked.push(...some);
      const last = some.at(-1);
      if (!last) break;
      assert.ok(last.position > position);
      position = last.position;
    }
    assert.equal(walked, all);
  });

  test('lists its streams, when they began and whether they have ended', async ({ ledger }) => {
    await ledger.append(commit(0, [begin()], { at: AT }));
    await ledger.append(commit(0, [begin(), end()], { stream: OTHER, at: AT + 1 }));
    await ledger.append(commit(0, [step()], { stream: 'house', at: AT + 2 }));
    await ledger.append(commit(1, [step()], { at: AT + 9 }));
    await ledger.append(commit(2, [note()], { stream: OTHER, at: AT + 10 }));
    const run = { stream: RUN, seq: 2, ended: false, createdAt: AT, updatedAt: AT + 9 };
    const other = { stream: OTHER, seq: 3, ended: true, createdAt: AT + 1, updatedAt: AT + 10 };
    const house = { stream: 'house', seq: 1, ended: false, createdAt: AT + 2, updatedAt: AT + 2 };
    assert.equal(await ledger.streams(), [run, other, house]);
    assert.equal(await ledger.streams({ ended: false }), [run, house]);
    assert.equal(await ledger.streams({ ended: true }), [other]);
    assert.equal(await ledger.streams({ newest: 2 }), [other, house]);
    assert.equal(await ledger.streams({ newest: 1, ended: false }), [house]);
    assert.equal(await ledger.streams({ named: run.stream }), [run]);
    assert.equal(await ledger.streams({ named: 'run/' }), [run, other]);
    assert.equal(await ledger.streams({ named: 'run/r-nothing' }), []);
  });

  test('keeps the newest snapshot of a stream for the reducer that made it', async ({ ledger, keeper }) => {
    assert.is(await ledger.snapshot(RUN, 1), undefined);
    await failsWith('internal', ledger.saveSnapshot(RUN, { seq: 1, reducerVersion: 1, state: {} }));
    await ledger.append(commit(0, [begin(), step(), step()]));
    await ledger.saveSnapshot(RUN, { seq: 2, reducerVersion: 1, state: { seen: [1, 2] } });
    await ledger.saveSnapshot(RUN, { seq: 3, reducerVersion: 1, state: { seen: [1, 2, 3] } });
    await failsWith('internal', ledger.saveSnapshot(RUN, { seq: 4, reducerVersion: 1, state: {} }), /event 4/);
    const kept = await (await keeper.open()).snapshot(RUN, 1);
    assert.equal(kept, { seq: 3, reducerVersion: 1, state: { seen: [1, 2, 3] } });
    const { seen } = (kept?.state ?? {}) as { seen: number[] };
    assert.ok(Object.isFrozen(seen));
    assert.is(await ledger.snapshot(RUN, 2), undefined, 'another reducer’s fold is as good as none');
    await ledger.saveSnapshot(RUN, { seq: 1, reducerVersion: 2, state: 'new' });
    assert.is((await ledger.snapshot(RUN, 2))?.state, 'new');
    assert.is(await ledger.snapshot(RUN, 1), undefined);
  });

  test('stores a snapshot with long lists faithfully', async ({ ledger, keeper }) => {
    await ledger.append(commit(0, [begin()]));
    const list = (of: number) => Array.from({ length: of }, (_, n) => ({ n, said: [`“${n}”\n`, { deep: [n] }] }));
    const states = [
      { before: 1, long: list(5_000), longer: list(7_001), short: list(3), z: { none: [], long: list(1_000) } },
      { text: 'as long as it is wide, '.repeat(20_000) },
    ];
    for (const state of states) {
      await ledger.saveSnapshot(RUN, { seq: 1, reducerVersion: 1, state });
      const kept = await (await keeper.open()).snapshot(RUN, 1);
      assert.equal(kept?.state, state);
      assert.equal(Object.keys(kept?.state ?? {}), Object.keys(state));
      assert.ok(isFrozenThrough(kept?.state));
    }
  });

  test('remembers how far a consumer has come', async ({ ledger, keeper }) => {
    assert.is(await ledger.cursor('progress.log'), undefined);
    await ledger.saveCursor('progress.log', 7, { bytes: 1234 });
    await ledger.saveCursor('other', 3, undefined);
    await ledger.saveCursor('progress.log', 9, { bytes: 2345 });
    const again = await keeper.open();
    assert.equal(await again.cursor('progress.log'), { position: 9, extra: { bytes: 2345 } });
    assert.equal(await again.cursor('other'), { position: 3, extra: null });
  });

  test('hints after each commit, and only then', async ({ ledger }) => {
    const heard: StreamName[] = [];
    const stop = ledger.onAppend((stream) => heard.push(stream));
    const order = commit(0, [begin()], { commandId: 'heard-once' });
    const quiet = ledger.append(order);
    assert.equal(heard, [], 'not before it is durable');
    await quiet;
    assert.equal(heard, [RUN]);
    await ledger.append(order);
    await ledger.append(commit(0, [step()]));
    assert.equal(heard, [RUN], 'nothing was written, so there is nothing to hear');
    stop();
    await ledger.append(commit(1, [step()]));
    assert.equal(heard, [RUN]);
  });

  test('writes pending commits before it closes, and nothing after', async ({ ledger, keeper }) => {
    const onItsWay = ledger.append(commit(0, [begin()]));
    await ledger.close();
    appended(await onItsWay);
    await ledger.close();
    await failsWith('io-failed', ledger.append(commit(1, [step()])), /closed/);
    await failsWith('io-failed', ledger.read(RUN), /closed/);
    assert.is((await (await keeper.open()).read(RUN)).length, 1);
  });
}

const isFrozenThrough = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozenThrough));
