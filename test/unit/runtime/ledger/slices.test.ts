// A commit of thousands of events is written in slices: others have their turn meanwhile, and see all of it or nothing.

import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appended, begin, commit, failsWith, type LedgerFixture, OTHER, openFixture, RUN, step } from './ledger-fixture.ts';

const test = suite<{ fixture: LedgerFixture }>('a large commit');
test.before.each((context) => {
  context.fixture = openFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const MANY = 6_000;
const large = (more = {}) => commit(0, [begin(), ...Array.from({ length: MANY - 1 }, (_, n) => step({ n, word: `step ${n}` }))], more);

test('yields to others, who see all of it or nothing', async ({ fixture }) => {
  const ledger = await fixture.open();
  let over = false;
  const whole = ledger.append(large({ claims: [{ kind: 'take', name: 'c', owner: 'it' }] })).finally(() => {
    over = true;
  });
  const seen = new Set<string>();
  let turns = 0;
  for (; !over; turns++) {
    const rows = await ledger.streams();
    const [last] = await ledger.since(MANY - 1, 1);
    seen.add(`${rows[0]?.seq ?? 0} ${last?.event.seq ?? 0} ${(await ledger.claim('c'))?.owner ?? 'nobody'}`);
    await yieldToOthers();
  }
  assert.is(appended(await whole).length, MANY);
  seen.add('0 0 nobody');
  assert.equal(
    [...seen].filter((it) => it !== '0 0 nobody' && it !== `${MANY} ${MANY} it`),
    [],
  );
  assert.ok(turns > 2, `others had their turn ${turns} times`);
  assert.is((await ledger.read(RUN)).length, MANY);
});

test('keeps its place among the commits of its tick and of those that follow', async ({ fixture }) => {
  const ledger = await fixture.open();
  const before = ledger.append(commit(0, [begin()], { stream: OTHER }));
  const whole = ledger.append(large());
  const next = ledger.append(commit(MANY, [step()]));
  await yieldToOthers();
  await yieldToOthers();
  const later = ledger.append(commit(MANY + 1, [step()]));
  const answers = await Promise.all([before, whole, next, later]);
  assert.equal(
    answers.map((it) => appended(it).at(-1)?.seq),
    [1, MANY, MANY + 1, MANY + 2],
  );
});

test('that is refused fails alone, with nothing written', async ({ fixture }) => {
  const ledger = await fixture.open();
  const odd = [begin(), ...Array.from({ length: MANY }, () => step()), { type: 'unheard of', payload: {} }];
  const refused = failsWith('event-invalid', ledger.append(commit(0, odd)));
  const other = ledger.append(commit(0, [begin()], { stream: OTHER }));
  const conflict = ledger.append({ ...large(), expectedSeq: 7 });
  await refused;
  appended(await other);
  assert.equal(await conflict, { kind: 'conflict', actualSeq: 0 });
  assert.equal(await ledger.read(RUN), []);
});

test('is finished at once by a caller that cannot wait', async ({ fixture }) => {
  const ledger = await fixture.open();
  const whole = ledger.append(large());
  await yieldToOthers();
  assert.equal(ledger.judge(commit(1, [step()])).answer, { kind: 'conflict', actualSeq: MANY });
  appended(await whole);

  const last = ledger.append({ ...large(), stream: OTHER });
  await yieldToOthers();
  await ledger.close();
  appended(await last);
  assert.is((await (await fixture.open({ readOnly: true })).read(OTHER)).length, MANY);
});

test.run();
