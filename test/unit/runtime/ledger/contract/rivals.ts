// The contract for rivals: claims, two writers of the same next event, and a journal written by two writers in random turns.

import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { StreamName } from '../../../../../contracts/event.ts';
import type { Appended } from '../../../../../runtime/ledger/ledger.ts';
import type { Pace } from '../contract.ts';
import { appended, begin, type ContractTest, commit, type Keeper, OTHER, RUN, release, step, take } from '../ledger-fixture.ts';

export function rivals(test: ContractTest, makeKeeper: () => Keeper, pace: Pace): void {
  test('grants a claim to one owner with a commit, and releases it with one', async ({ ledger }) => {
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
    const put = (owner: string) => ({ kind: 'put' as const, name: 'result/1', owner });
    appended(await ledger.append(commit(4, [step()], { claims: [put('one')] })));
    appended(await ledger.append(commit(5, [step()], { claims: [put('two'), take('result/1', 'two')] })));
    assert.is((await ledger.claim('result/1'))?.owner, 'two', 'what is put is of whoever put it last');
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
            const attempts: Promise<Appended>[] = [];
            for (const one of inOrder) {
              const at = Math.max(0, (told.get(one.stream)?.length ?? 0) + one.off);
              foreseen.push(expected(one, at));
              const { stream, token, claim } = one;
              const events = one.events.map((type) => ({ type, payload: {} }));
              const more = { stream, ...(token && { commandId: token }), ...(claim && { claims: [claim] }) };
              const attempt = writers[one.writer]?.append(commit(at, events, more)) ?? Promise.reject(new Error('no writer'));
              if (pace === 'one by one') await attempt.catch(() => undefined);
              attempts.push(attempt);
            }
            const answers = await Promise.allSettled(attempts);
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
      // Where each commit is a journey, fewer stories.
      { numRuns: pace === 'in ticks' ? 60 : 12 },
    );
  });
}
