// Debt as the journal has it: noted, grown, settled; what is made again first; and what a chain has used up.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Change, decideRemakes, type OutdatedArtifact } from '../../../../skills/lineage/debt.ts';
import { DEBT_INDEX, debtChanges, nextToMakeAgain, type RecordedDebt, recordedDebts } from '../../../../skills/lineage/debt-index.ts';

const LIMITS = { threshold: 0.2, depth: 3, budget: 5 };
const digest = (letter: string): string => letter.repeat(64);
const change = (magnitude: number, source = 'file:a', now = 'b'): Change => ({ source, old: digest('a'), now: digest(now), magnitude });
const artifact = (dependent: string, changed: Change[], from: string[] = []): OutdatedArtifact => ({
  ...{ dependent, changed, from, name: dependent, run: 'r-abcdef' },
  call: { prompt: 'one', params: {} },
});

function after(...events: { run: string; debts?: object[]; settled?: object[] }[]): RecordedDebt[] {
  const rows = events.flatMap(({ run, debts = [], settled = [] }, seq) =>
    DEBT_INDEX.rows({
      ...{ stream: `run/${run}`, seq, at: '2026-11-21T10:15:30.120Z', type: 'impact.assessed' },
      payload: { project: '/p', debts, settled, again: [] } as never,
    }).map((row) => ({ ...Object.fromEntries(DEBT_INDEX.columns.map((column, at) => [column, row[at] ?? ''])), stream: 1, seq })),
  );
  return recordedDebts({ where: () => rows as never }, '/p');
}

const assess = (all: OutdatedArtifact[], owed: RecordedDebt[]) => debtChanges({ owed, all, rulings: decideRemakes(all, LIMITS) });

test('a debt is recorded once, again when it grows, and settled when the artifact is made from the new text', () => {
  const first = assess([artifact('x', [change(0.05)])], []);
  assert.equal(
    first.debts.map((it) => [it.dependent, it.source, it.magnitude, it.total, it.reason]),
    [['x', 'file:a', 0.05, 0.05, 'below-threshold']],
  );
  const noted = after({ run: 'r-aaaaaa', debts: first.debts });
  assert.equal(assess([artifact('x', [change(0.05)])], noted), { debts: [], settled: [] }, 'nothing is new');
  const two = [change(0.05), change(0.1, 'file:c')];
  const grown = assess([artifact('x', two)], noted);
  assert.equal(
    grown.debts.map((it) => `${it.source} ${it.total.toFixed(2)}`),
    ['file:a 0.15', 'file:c 0.15'],
    'they add up',
  );
  const both = after({ run: 'r-aaaaaa', debts: first.debts }, { run: 'r-bbbbbb', debts: grown.debts });
  assert.equal(
    both.map((it) => `${it.source} ${it.run}`),
    ['file:a r-bbbbbb', 'file:c r-bbbbbb'],
  );
  const made = assess([artifact('x', [])], both);
  assert.equal(
    made.settled.map((it) => it.source),
    ['file:a', 'file:c'],
  );
  assert.equal(after({ run: 'r-bbbbbb', debts: grown.debts }, { run: 'r-cccccc', settled: made.settled }), []);
});

test('a debt of an artifact that was remade from another text is another debt', () => {
  const noted = after({ run: 'r-aaaaaa', debts: assess([artifact('x', [change(0.05)])], []).debts });
  const anew = { source: 'file:a', old: digest('b'), now: digest('c'), magnitude: 0.05 };
  const { debts, settled } = assess([artifact('x', [anew])], noted);
  assert.equal([debts.map((it) => it.old), settled.length], [[digest('b')], 1]);
  assert.equal(
    after({ run: 'r-bbbbbb', debts, settled }).map((it) => it.old),
    [digest('b')],
    'settled and noted by one event',
  );
});

test('debt that crosses the threshold with others is made again', () => {
  const all = [artifact('x', [change(0.15), change(0.1, 'file:c')])];
  assert.equal(
    nextToMakeAgain(decideRemakes(all, LIMITS), all).map((it) => it.dependent),
    ['x'],
  );
});

test('what is made from something that is made again waits for it, even if it has changes of its own', () => {
  const all = [artifact('outer', [change(1)], ['inner']), artifact('inner', [change(1)]), artifact('far', [], ['outer'])];
  assert.equal(
    nextToMakeAgain(decideRemakes(all, LIMITS), all).map((it) => it.dependent),
    ['inner'],
  );
});

test('a chain continues with the depth and budget that are left', () => {
  const all = [artifact('x', [change(1)]), artifact('y', [change(1)])];
  const decided = (depth: number, made: number) => decideRemakes(all, LIMITS, { depth, made }).map((it) => `${it.decision} ${it.depth}`);
  assert.equal(decided(2, 0), ['again 3', 'again 3']);
  assert.equal(decided(3, 0), ['depth 4', 'depth 4']);
  assert.equal(decided(0, 4), ['again 1', 'budget 1']);
});

test.run();
