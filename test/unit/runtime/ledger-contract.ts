// What every keeper of a ledger promises, tried through the interface and nothing else. A keeper's own test
// file calls this with a way to open its ledger, again and again, each time as another process would.

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StreamName } from '../../../contracts/event.ts';
import { timestamp } from '../../../contracts/time.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import type { ClaimChange, Ledger } from '../../../runtime/ledger/ledger.ts';
import { AT, appended, begin, commit, end, failsWith, note, OTHER, RUN, step } from './ledger-stage.ts';

export type Keeper = { open(): Promise<Ledger>; clear(): Promise<void> };

export function ledgerContract(keeperName: string, makeKeeper: () => Keeper): void {
  const test = suite<{ keeper: Keeper; ledger: Ledger }>(`a ledger kept by ${keeperName}`);
  test.before.each(async (context) => {
    context.keeper = makeKeeper();
    context.ledger = await context.keeper.open();
  });
  test.after.each(({ keeper }) => keeper.clear());

  const take = (name: string, owner: string): ClaimChange => ({ kind: 'take', name, owner });
  const release = (name: string, owner: string): ClaimChange => ({ kind: 'release', name, owner });

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

  test('reads after a number, and nothing of a stream that is not there', async ({ ledger }) => {
    const all = appended(await ledger.append(commit(0, [begin(), step(), step(), end()])));
    for (const after of [0, 1, 3, 4, 5, 99]) assert.equal(await ledger.read(RUN, after), all.slice(after));
    assert.equal(await ledger.read(OTHER), []);
  });

  test('hands out events that nobody can change, and keeps nothing of what it was given', async ({ ledger }) => {
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

  test('keeps who did it, each time', async ({ ledger }) => {
    const actors = [
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

  test('refuses a commit that was decided on something else, and says where the stream stands', async ({ ledger }) => {
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

  test('knows a token again at whatever number it comes back', async ({ ledger }) => {
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

  test('does a command once that comes twice in one tick', async ({ ledger }) => {
    await ledger.append(commit(0, [begin()]));
    const order = commit(1, [step({ n: 1 })], { commandId: 'twice-at-once' });
    const [one, two, three] = await Promise.all([ledger.append(order), ledger.append({ ...order, expectedSeq: 2 }), ledger.append(order)]);
    assert.equal(two, { kind: 'repeated', events: appended(one) });
    assert.equal(three, two);
    assert.is((await ledger.read(RUN)).length, 2);
  });

  test('begins a stream only with what may begin it', async ({ ledger }) => {
    await failsWith('event-illegal', ledger.append(commit(0, [step(), begin()])), /run\/r-aaaaaa.*step/);
    assert.equal(await ledger.streams(), []);
    appended(await ledger.append(commit(0, [step()], { stream: 'house' })));
  });

  test('keeps an end for good, except for what may follow it', async ({ ledger }) => {
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

  test('refuses what is no commit, and writes nothing of it', async ({ ledger }) => {
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

  test('takes a commit of 512 KiB and no larger one', async ({ ledger }) => {
    const quotes = 2;
    const half = 'ü'.repeat((256 * 1024 - quotes) / 2);
    await failsWith('event-invalid', ledger.append(commit(0, [begin(half), step(`${half}.`)])), /524289 bytes/);
    const [, second] = appended(await ledger.append(commit(0, [begin(half), step(half)])));
    assert.is(second?.payload, half);
  });

  test('commits what comes in one tick side by side: a refusal is nobody else’s', async ({ ledger }) => {
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

  test('gives a claim to one owner, with a commit, and takes it back with one', async ({ ledger }) => {
    await ledger.append(commit(0, [begin()], { claims: [take('branch/shop/main', RUN)] }));
    const held = await ledger.claim('branch/shop/main');
    assert.is(held?.owner, RUN);
    const refused = await ledger.append(commit(0, [begin()], { stream: OTHER, claims: [take('branch/shop/main', OTHER)] }));
    assert.equal(refused, { kind: 'claim-held', name: 'branch/shop/main', owner: RUN });
    assert.equal(await ledger.read(OTHER), []);

    appended(await ledger.append(commit(1, [step()], { claims: [take('branch/shop/main', RUN)] })));
    assert.equal(await ledger.claim('branch/shop/main'), held, 'what one has one may take again, and nothing changes');
    appended(await ledger.append(commit(0, [begin()], { stream: OTHER, claims: [release('branch/shop/main', OTHER)] })));
    assert.equal(await ledger.claim('branch/shop/main'), held, 'what is somebody else’s cannot be let go of');

    appended(await ledger.append(commit(2, [step()], { claims: [release('branch/shop/main', RUN)] })));
    assert.is(await ledger.claim('branch/shop/main'), undefined);
    const passed = [take('hash/1', RUN), release('hash/1', RUN), take('hash/1', 'another')];
    appended(await ledger.append(commit(3, [step()], { claims: passed })));
    assert.is((await ledger.claim('hash/1'))?.owner, 'another', 'changes are made in their order');
    const twice = await ledger.append(commit(4, [step()], { claims: [take('hash/2', 'one'), take('hash/2', 'two')] }));
    assert.equal(twice, { kind: 'claim-held', name: 'hash/2', owner: 'one' }, 'nor can one commit give it to two');
    assert.is(await ledger.claim('hash/2'), undefined);
  });

  test('takes no claim for a commit that conflicts or repeats', async ({ ledger }) => {
    const order = commit(0, [begin()], { claims: [take('stage/1', 'one')] });
    await ledger.append(order);
    await ledger.append(commit(1, [step()], { claims: [release('stage/1', 'one')] }));
    assert.is((await ledger.append(order)).kind, 'repeated');
    assert.is((await ledger.append(commit(1, [step()], { claims: [take('stage/1', 'two')] }))).kind, 'conflict');
    assert.is(await ledger.claim('stage/1'), undefined);
  });

  test('lets one of many win a claim in the same tick', async ({ ledger, keeper }) => {
    const second = await keeper.open();
    const names = Array.from({ length: 8 }, (_, index): StreamName => `run/r-aaaaa${'abcdefgh'[index]}`);
    const answers = await Promise.all(
      names.map((stream, index) =>
        (index % 2 ? ledger : second).append(commit(0, [begin()], { stream, claims: [take('writer', stream)] })),
      ),
    );
    const winner = names.filter((_, index) => answers[index]?.kind === 'appended');
    assert.is(winner.length, 1);
    for (const answer of answers) {
      if (answer.kind !== 'appended') assert.equal(answer, { kind: 'claim-held', name: 'writer', owner: winner[0] });
    }
    assert.is((await ledger.streams()).length, 1);
  });

  test('lets exactly one of two writers follow the same event', async ({ ledger, keeper }) => {
    const second = await keeper.open();
    await ledger.append(commit(0, [begin()]));
    for (let seq = 1; seq <= 40; seq++) {
      // Both in one tick, in turn the one or the other first: each has to notice what the other wrote.
      const writers = seq % 2 ? [ledger, second] : [second, ledger];
      const answers = await Promise.all(writers.map((writer, who) => writer.append(commit(seq, [step({ who, seq })]))));
      assert.equal(answers.map(({ kind }) => kind).sort(), ['appended', 'conflict']);
    }
    const events = await ledger.read(RUN);
    assert.equal(
      events.map(({ seq }) => seq),
      Array.from({ length: 41 }, (_, index) => index + 1),
    );
    assert.equal(await second.read(RUN), events);
  });

  test('behaves as a list of events would, whatever two writers do in whatever ticks', async ({ keeper }) => {
    const streams = [RUN, OTHER, 'house'] as const;
    const attempt = fc.record({
      writer: fc.nat({ max: 1 }),
      stream: fc.constantFrom(...streams),
      off: fc.constantFrom(0, 0, 0, 0, -1, 1),
      token: fc.constantFrom(undefined, undefined, 'a', 'b'),
      events: fc.array(fc.constantFrom('begin', 'step', 'step', 'note', 'end'), { minLength: 1, maxLength: 3 }),
      claim: fc.constantFrom(undefined, undefined, take('x', 'p'), take('x', 'q'), release('x', 'p'), release('x', 'q')),
    });
    type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never;
    await fc.assert(
      fc
        .asyncProperty(fc.array(fc.array(attempt, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (ticks) => {
          const writers = [await keeper.open(), await keeper.open()];
          const told = new Map<StreamName, string[]>(streams.map((stream) => [stream, []]));
          const tokens = new Map<string, string>();
          let owner: string | undefined;

          /** What the contract says must come of it. */
          const expected = ({ stream, token, events, claim }: Attempt, at: number): string => {
            const story = told.get(stream) ?? [];
            const known = token && tokens.get(`${stream} ${token}`);
            if (known) return known === events.join() ? 'repeated' : 'command-reused';
            if (at !== story.length) return 'conflict';
            if (story.length === 0 && stream !== 'house' && events[0] !== 'begin') return 'event-illegal';
            const whole = [...story, ...events];
            const ended = whole.indexOf('end');
            if (ended >= 0 && whole.slice(Math.max(story.length, ended + 1)).some((type) => type !== 'note')) return 'stream-ended';
            if (claim?.kind === 'take' && owner !== undefined && owner !== claim.owner) return 'claim-held';
            if (claim?.kind === 'take') owner = claim.owner;
            if (claim?.kind === 'release' && owner === claim.owner) owner = undefined;
            if (token) tokens.set(`${stream} ${token}`, events.join());
            told.set(stream, whole);
            return 'appended';
          };

          for (const tick of ticks) {
            // The first writer's part of a tick is one transaction, then comes the second's.
            const inOrder = [...tick.filter(({ writer }) => writer === 0), ...tick.filter(({ writer }) => writer === 1)];
            const foreseen: string[] = [];
            const answers = await Promise.allSettled(
              inOrder.map((one) => {
                const at = Math.max(0, (told.get(one.stream)?.length ?? 0) + one.off);
                foreseen.push(expected(one, at));
                const { stream, token, claim } = one;
                const events = one.events.map((type) => ({ type, payload: {} }));
                const more = { stream, ...(token && { commandId: token }), ...(claim && { claims: [claim] }) };
                return writers[one.writer]?.append(commit(at, events, more)) ?? Promise.reject(new Error('no writer'));
              }),
            );
            assert.equal(
              answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.kind : answer.reason.code)),
              foreseen,
            );
          }
          for (const reader of writers) {
            for (const stream of streams) {
              const types = (await reader.read(stream)).map(({ type }) => type);
              assert.equal(types, told.get(stream));
            }
            assert.is((await reader.claim('x'))?.owner, owner);
            assert.is((await reader.since(0, 1_000)).length, [...told.values()].flat().length);
          }
        })
        .beforeEach(async () => {
          await keeper.clear();
          Object.assign(keeper, makeKeeper());
        }),
      { numRuns: 60 },
    );
  });

  test('tells the whole journal in the order of its commits', async ({ ledger }) => {
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

  test('knows its streams, when they began and whether they have ended', async ({ ledger }) => {
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

  test('writes what was on its way before it closes, and nothing after', async ({ ledger, keeper }) => {
    const onItsWay = ledger.append(commit(0, [begin()]));
    await ledger.close();
    appended(await onItsWay);
    await ledger.close();
    await failsWith('io-failed', ledger.append(commit(1, [step()])), /closed/);
    await failsWith('io-failed', ledger.read(RUN), /closed/);
    assert.is((await (await keeper.open()).read(RUN)).length, 1);
  });

  test.run();
}
