// Indexes that are maintained with the commit: filled by it, undone with it, and made again where they are not what they must be.

import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IndexDefinition } from '../../../../runtime/ledger/indexes/definition.ts';
import { rebuildIndexes } from '../../../../runtime/ledger/indexes/rebuild.ts';
import { begin, commit, type LedgerFixture, openFixture, RUN, step } from './ledger-fixture.ts';

const WORDS: IndexDefinition<'word' | 'length'> = {
  name: 'words',
  version: 1,
  columns: ['word', 'length'],
  lookups: ['word'],
  rows: ({ payload }) => {
    const { says = '' } = payload as { says?: string };
    if (says === 'fault') throw new Error('a fault of the index');
    return says === '' ? [] : says.split(' ').map((it) => [it, String(it.length)]);
  },
};

const indexes = suite<{ fixture: LedgerFixture }>('indexes of the ledger');
indexes.before.each((context) => {
  context.fixture = openFixture();
});
indexes.after.each(({ fixture }) => fixture.clear());

const wordsIn = async (ledger: Awaited<ReturnType<LedgerFixture['open']>>): Promise<string[]> =>
  [...(await ledger.index(WORDS)).all()].map((it) => `${it.seq} ${it.word}`);

indexes('are filled in the transaction of the commit, and not by a refused one', async ({ fixture }) => {
  const ledger = await fixture.open({ indexes: [WORDS] });
  await ledger.append(commit(0, [begin({ says: 'one two' }), step({ says: 'three' })]));
  assert.is((await ledger.append(commit(7, [step({ says: 'late' })]))).kind, 'conflict');
  assert.equal(await wordsIn(ledger), ['1 one', '1 two', '2 three']);
  const reader = await (await fixture.open({ readOnly: true })).index(WORDS);
  assert.equal(reader.where('word', 'two'), [{ stream: 1, seq: 1, word: 'two', length: '3' }]);
  assert.is(reader.newest('word', 'nothing'), undefined);
});

indexes('that are outdated, missing, or behind are rebuilt, and until then a reader builds its own', async ({ fixture }) => {
  const without = await fixture.open();
  await without.append(commit(0, [begin({ says: 'early' })]));
  assert.equal(await wordsIn(without), ['1 early'], 'made for the reader');
  await without.close();

  const ledger = await fixture.open({ indexes: [WORDS] });
  assert.is(await ledger.indexState(WORDS, RUN), 'same');
  await ledger.close();
  const behind = await fixture.open();
  await behind.append(commit(1, [step({ says: 'unseen' })]));
  assert.is(await behind.indexState(WORDS, RUN), 'missing');
  assert.equal(await wordsIn(behind), ['1 early', '2 unseen']);
  await behind.close();

  const newer = { ...WORDS, version: 2, rows: () => [['always', '6']] };
  const again = await fixture.open({ indexes: [newer] });
  assert.equal(
    [...(await again.index(newer)).all()].map((it) => it.word),
    ['always', 'always'],
  );
});

indexes('that were damaged are reported, and rebuilt', async ({ fixture }) => {
  const ledger = await fixture.open({ indexes: [WORDS] });
  await ledger.append(commit(0, [begin({ says: 'one two' })]));
  const other = new Database(fixture.path);
  other.exec(`UPDATE index_words SET word = 'changed' WHERE word = 'one'`);
  assert.is(await ledger.indexState(WORDS, RUN), 'differs');
  await rebuildIndexes(fixture.path, [WORDS]);
  assert.is(await ledger.indexState(WORDS, RUN), 'same');
  await ledger.append(commit(1, [step({ says: 'three' })]));
  assert.equal(await wordsIn(ledger), ['1 one', '1 two', '2 three'], 'the open ledger goes on with the new table');
  other.exec('DROP TABLE index_words');
  other.close();
  await ledger.append(commit(2, [step({ says: 'four' })]));
  assert.equal((await ledger.read(RUN)).length, 3, 'the journal goes on without it');
  assert.equal((await wordsIn(ledger)).at(-1), '3 four');
});

indexes('whose function fails do not block a commit', async ({ fixture }) => {
  const ledger = await fixture.open({ indexes: [WORDS] });
  await ledger.append(commit(0, [begin({ says: 'one' })]));
  assert.is((await ledger.append(commit(1, [step({ says: 'fault' })]))).kind, 'appended');
  assert.is((await ledger.append(commit(2, [step({ says: 'three' })]))).kind, 'appended');
});

indexes.run();
