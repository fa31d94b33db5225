// The contract of a commit: numbered, chained, carried out once, and completely or not at all.

import * as assert from 'uvu/assert';
import type { StreamName } from '../../../../../contracts/event.ts';
import { timestamp } from '../../../../../contracts/time.ts';
import { digestOfJson } from '../../../../../runtime/canonical.ts';
import { COMMIT_LIMIT } from '../../../../../runtime/ledger/ledger.ts';
import { AT, appended, begin, type ContractTest, commit, end, failsWith, note, OTHER, RUN, step, take } from '../ledger-fixture.ts';

export function commits(test: ContractTest): void {
  test('numbers events from 1 and chains each to the one before', async ({ ledger }) => {
    const first = appended(await ledger.append(commit(0, [begin({ b: 1, a: [null, 'ü', 1.5] }), step()], { commandId: 'c-1' })));
    const second = appended(await ledger.append(commit(2, [step({ n: 2 })])));
    const all = [...first, ...second];
    assert.equal(
      all.map(({ seq }) => seq),
      [1, 2, 3],
    );
    let prev = '';
    for (const { digest, ...rest } of all) {
      assert.is(rest.prev, prev);
      assert.is(digest, digestOfJson(rest), 'the digest is that of the event without it');
      prev = digest;
    }
    assert.equal(first[0], {
      v: 1,
      stream: RUN,
      seq: 1,
      type: 'begin',
      at: timestamp(AT),
      actor: { kind: 'lead' },
      commandId: 'c-1',
      payload: { b: 1, a: [null, 'ü', 1.5] },
      prev: '',
      digest: first[0]?.digest,
    });
    assert.equal(await ledger.read(RUN), all, 'what append answers is what read reads');
  });

  test('reads after a number, and nothing from a stream that does not exist', async ({ ledger }) => {
    const all = appended(await ledger.append(commit(0, [begin(), step(), step(), end()])));
    for (const after of [0, 1, 3, 4, 5, 99]) {
      assert.equal(await ledger.read(RUN, after), all.slice(after));
      for (const most of [1, 2, 3, 4, 5, 99]) assert.equal(await ledger.read(RUN, after, most), all.slice(after, after + most));
    }
    assert.equal(await ledger.read(OTHER), []);
  });

  test('returns frozen events, and shares nothing with its input', async ({ ledger }) => {
    const payload = { list: [{ deep: true }] };
    const [answered] = appended(await ledger.append(commit(0, [begin(payload)])));
    payload.list[0] = { deep: false };
    const [read] = await ledger.read(RUN);
    for (const event of [answered, read]) {
      assert.ok(event);
      assert.equal(event.payload, { list: [{ deep: true }] });
      const inside = event.payload as typeof payload;
      for (const part of [event, event.actor, inside, inside.list, inside.list[0]]) assert.ok(Object.isFrozen(part));
    }
  });

  test('records the actor of each commit', async ({ ledger }) => {
    const actors = [
      { kind: 'client' as const, client: 'a', session: 's-1' },
      { kind: 'client' as const, client: 'a', session: 's-2' },
      { kind: 'client' as const, client: 'b', session: 's-2' },
      { kind: 'person', pid: 1, tty: 'pts/1', user: 'ada' },
      { kind: 'person', pid: 1, tty: 'pts/1', user: 'eve' },
      { kind: 'person', pid: 1, tty: 'pts/2', user: 'eve' },
      { kind: 'person', pid: 2, tty: 'pts/2', user: 'eve' },
      { kind: 'house', pid: 2, tty: 'pts/2', user: 'eve' },
      { kind: 'house' },
    ] as const;
    for (const [seq, actor] of actors.entries()) await ledger.append(commit(seq, [seq === 0 ? begin() : step()], { actor }));
    assert.equal(
      (await ledger.read(RUN)).map(({ actor }) => actor),
      [...actors],
    );
  });

  test('refuses a commit that was decided on an older event, and says where the stream is', async ({ ledger }) => {
    await ledger.append(commit(0, [begin(), step()]));
    for (const expected of [0, 1, 3]) {
      assert.equal(await ledger.append(commit(expected, [step()])), { kind: 'conflict', actualSeq: 2 });
    }
    assert.equal(await ledger.append(commit(1, [begin()], { stream: OTHER })), { kind: 'conflict', actualSeq: 0 });
    assert.is((await ledger.read(RUN)).length, 2);
    assert.equal(await ledger.read(OTHER), []);
  });

  for (const [kind, commandId] of [
    ['a token', 'a-token-of-somebody'],
    ['a decision of the lead', `${RUN}:0:open:r-aaaaaa.d1`],
  ] as const) {
    test(`gives the earlier answer to the same command: ${kind}`, async ({ ledger, keeper }) => {
      const order = commit(0, [begin({ x: 1 }), step({ y: [2] })], { commandId });
      const events = appended(await ledger.append(order));
      const again = { kind: 'repeated', events };
      assert.equal(await ledger.append(order), again);
      await ledger.append(commit(2, [step(), end()]));
      assert.equal(await ledger.append(order), again, 'its expected number is stale and its stream has ended, and still it was done');
      assert.equal(await ledger.append({ ...order, at: AT + 5_000 }), again);
      assert.equal(await (await keeper.open()).append(order), again);
      assert.is((await ledger.read(RUN)).length, 4);

      for (const other of [
        [begin({ x: 1 }), step({ y: [3] })],
        [begin({ x: 1 })],
        [begin({ x: 1 }), note({ y: [2] })],
        [...order.events, step()],
      ]) {
        await failsWith('command-reused', ledger.append({ ...order, events: other }), /run\/r-aaaaaa/);
      }
    });
  }

  test('recognises a token whatever sequence number it comes with', async ({ ledger }) => {
    const token = 'token-of-a-person';
    const person = { kind: 'person', pid: 10, user: 'ada' } as const;
    await ledger.append(commit(0, [begin()]));
    const events = appended(await ledger.append(commit(1, [step({ yes: true })], { commandId: token, actor: person })));
    await ledger.append(commit(2, [step()]));
    const again = commit(3, [step({ yes: true })], { commandId: token, actor: { ...person, pid: 11, tty: 'pts/3' } });
    assert.equal(await ledger.append(again), { kind: 'repeated', events }, 'from another process, but the same person');
    await failsWith('command-reused', ledger.append(commit(3, [step({ yes: false })], { commandId: token, actor: person })));
    await failsWith('command-reused', ledger.append({ ...again, actor: { kind: 'person', user: 'eve' } }));
    appended(await ledger.append(commit(0, [begin()], { stream: OTHER, commandId: token })));
    assert.is((await ledger.read(RUN)).length, 3);
  });

  test('executes a command once that comes twice in one tick', async ({ ledger }) => {
    await ledger.append(commit(0, [begin()]));
    const order = commit(1, [step({ n: 1 })], { commandId: 'twice-at-once' });
    const [one, two, three] = await Promise.all([ledger.append(order), ledger.append({ ...order, expectedSeq: 2 }), ledger.append(order)]);
    assert.equal(two, { kind: 'repeated', events: appended(one) });
    assert.equal(three, two);
    assert.is((await ledger.read(RUN)).length, 2);
  });

  test('begins a stream only with an event that may begin it', async ({ ledger }) => {
    await failsWith('event-illegal', ledger.append(commit(0, [step(), begin()])), /run\/r-aaaaaa.*step/);
    assert.equal(await ledger.streams(), []);
    appended(await ledger.append(commit(0, [step()], { stream: 'house' })));
  });

  test('never reopens an ended stream, except for what may follow the end', async ({ ledger }) => {
    await failsWith('stream-ended', ledger.append(commit(0, [begin(), end(), step()])), /run\/r-aaaaaa.*step/);
    appended(await ledger.append(commit(0, [begin(), end(), note()])));
    await failsWith('stream-ended', ledger.append(commit(3, [note(), step()])));
    await failsWith('stream-ended', ledger.append(commit(3, [end()])));
    assert.equal(await ledger.append(commit(2, [step()])), { kind: 'conflict', actualSeq: 3 }, 'who did not know of the end reads first');
    appended(await ledger.append(commit(3, [note()])));
    assert.equal(
      (await ledger.read(RUN)).map(({ type }) => type),
      ['begin', 'end', 'note', 'note'],
    );
  });

  test('never lets the time of a stream run backwards', async ({ ledger }) => {
    await ledger.append(commit(0, [begin()], { at: AT }));
    await ledger.append(commit(1, [step()], { at: AT - 60_000 }));
    await ledger.append(commit(2, [step()], { at: AT + 1 }));
    await ledger.append(commit(0, [begin()], { stream: OTHER, at: AT - 60_000 }));
    assert.equal(
      (await ledger.read(RUN)).map(({ at }) => at),
      [AT, AT, AT + 1].map(timestamp),
    );
    assert.is((await ledger.read(OTHER))[0]?.at, timestamp(AT - 60_000), 'each stream has its own');
  });

  test('refuses an invalid commit, and writes nothing of it', async ({ ledger }) => {
    const bad = [
      commit(0, []),
      commit(0, [begin(), { type: 'jump', payload: {} }]),
      commit(0, [begin()], { commandId: '' }),
      commit(0, [begin()], { at: Number.NaN }),
      commit(0, [begin()], { at: -1 }),
      commit(-1, [begin()]),
      commit(0.5, [begin()]),
      commit(0, [begin()], { stream: 'run/../house' as StreamName }),
      commit(0, [begin()], { actor: { kind: 'nobody' } as never }),
      commit(0, [begin()], { commandId: `${RUN}:7:effect` }),
    ];
    for (const wrong of bad) await failsWith('event-invalid', ledger.append(wrong));
    await failsWith(
      'event-invalid',
      ledger.append(commit(0, [begin(), step({ deep: [{ when: new Date(AT) }] })])),
      /a Date at deep\[0\]\.when/,
    );
    await failsWith('event-invalid', ledger.append(commit(0, [begin({ n: Number.POSITIVE_INFINITY })])), /Infinity at n/);
    assert.equal(await ledger.streams(), []);
  });

  test('accepts a commit up to the limit and no larger one', async ({ ledger }) => {
    const quotes = 2;
    const half = 'ü'.repeat((COMMIT_LIMIT / 2 - quotes) / 2);
    await failsWith('event-invalid', ledger.append(commit(0, [begin(half), step(`${half}.`)])), new RegExp(`${COMMIT_LIMIT + 1} bytes`));
    const [, second] = appended(await ledger.append(commit(0, [begin(half), step(half)])));
    assert.is(second?.payload, half);
  });

  test('commits everything in one tick independently: a refusal affects no other', async ({ ledger }) => {
    await ledger.append(commit(0, [begin(), end()], { stream: OTHER }));
    const token = 'used-token-1';
    await ledger.append(commit(0, [begin()], { commandId: token }));
    const answers = await Promise.allSettled([
      ledger.append(commit(1, [step({ n: 1 })], { claims: [take('branch/a', 'one')] })),
      ledger.append(commit(1, [step({ n: 'stale' })])),
      ledger.append(commit(2, [step({ n: 'ended' })], { stream: OTHER })),
      ledger.append(commit(2, [step({ n: 'claimed' })], { claims: [take('branch/b', 'two'), take('branch/a', 'two')] })),
      ledger.append(commit(2, [step({ n: 'reused' })], { commandId: token })),
      ledger.append(commit(2, [{ type: 'jump', payload: {} }])),
      ledger.append(commit(2, [step({ n: 2 })])),
      ledger.append(commit(2, [note({ n: 'after' })], { stream: OTHER })),
    ]);
    assert.equal(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.kind : answer.reason.code)),
      ['appended', 'conflict', 'stream-ended', 'claim-held', 'command-reused', 'event-invalid', 'appended', 'appended'],
    );
    assert.equal(
      (await ledger.read(RUN)).map(({ payload }) => payload),
      [{}, { n: 1 }, { n: 2 }],
    );
    assert.is((await ledger.read(OTHER)).length, 3);
    assert.is(await ledger.claim('branch/b'), undefined, 'nothing of a refused commit stays, not even the first of its claims');
  });
}
