// How well grouping tells the same problem from another, measured on pairs that people labelled.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alike, prepare } from '../../../../../skills/phases/convergence/grouping/alike.ts';
import { kindsOf } from '../../../../../skills/phases/convergence/grouping/kinds/kinds.ts';
import { ALIKE, readingOf, similarity } from '../../../../../skills/phases/convergence/grouping/similarity.ts';
import { namesIn, pathsIn, wordsOf } from '../../../../../skills/phases/convergence/grouping/words.ts';
import { corpus, type Pair } from './corpus.ts';

const measured = suite('the labelled corpus');
const pairs = corpus();

type Figures = { precision: number; recall: number; hits: number; same: number; all: number };

function measure(some: readonly Pair[]): Figures {
  const hits = some.filter(({ a, b }) => alike(prepare(a), prepare(b)));
  const right = hits.filter(({ same }) => same).length;
  const same = some.filter((it) => it.same).length;
  return { precision: right / hits.length, recall: right / same, hits: hits.length, same, all: some.length };
}

measured('has many pairs of both kinds with reasons, and many that are near each other but different', () => {
  assert.ok(pairs.filter(({ same, near }) => !same && near).length >= 400);
  assert.ok(pairs.every(({ why }) => why.length >= 7));
  assert.ok(pairs.filter(({ same }) => same).length >= 20);
  assert.ok(pairs.filter(({ same }) => !same).length >= 20);
});

measured('grouping is precise and finds most of what belongs together', () => {
  const sets = [
    ['all', pairs],
    ['tune', pairs.filter(({ set }) => set === 'tune')],
    ['held-out', pairs.filter(({ set }) => set === 'held-out')],
    ['kept-aside', pairs.filter(({ set }) => set === 'kept-aside')],
  ] as const;
  for (const [name, some] of sets) {
    const it = measure(some);
    console.log(
      `  ${name.padEnd(10)} ${it.all} pairs, ${it.same} same: precision ${it.precision.toFixed(3)}, recall ${it.recall.toFixed(3)} (${it.hits} called same)`,
    );
    assert.ok(it.precision >= 0.98, `${name}: precision ${it.precision}`);
    assert.ok(it.recall >= 0.8, `${name}: recall ${it.recall}`);
  }
  for (const { name, a, b, same, why } of pairs) {
    if (alike(prepare(a), prepare(b)) !== same) console.log(`  wrong: ${name} is ${same ? 'same' : 'different'}: ${why}`);
  }
});

measured('is the same whichever finding comes first', () => {
  for (const { a, b } of pairs) assert.is(alike(prepare(a), prepare(b)), alike(prepare(b), prepare(a)));
});

measured.run();

const words = suite('words');

words('drops empty words, separates names, and strips endings', () => {
  assert.equal([...wordsOf('The findOrder() queries are cached')], ['find', 'ord', 'query', 'cach']);
});

words('Chinese is compared in pairs of characters', () => {
  assert.equal([...wordsOf('硬编码')], ['硬编', '编码']);
});

words('names and paths are separated from language', () => {
  const text = 'findUser() reads `email` from src/db/users.ts, see order.buyer_id and $TARGET';
  assert.equal([...namesIn(text)], ['finduser', 'email', 'users.ts', 'order.buyer_id', 'target']);
  assert.equal([...pathsIn(text)], ['src/db/users.ts']);
});

words('one sentence about two things is two problems, one sentence said twice is one', () => {
  const dead = (target: string) =>
    readingOf({ title: `Dead link to ${target}`, claim: `The link target ${target} does not exist in this tree.`, quotes: [] });
  assert.ok(similarity(dead('docs/setup.md'), dead('docs/api.md'), false) < ALIKE);
  assert.ok(similarity(dead('docs/setup.md'), dead('docs/setup.md'), false) > ALIKE);
  assert.ok(similarity(dead('docs/setup.md'), dead('docs/setup.md'), true) > ALIKE, 'also on the line beside');
});

words('common names alone do not make findings alike', () => {
  const about = (title: string, claim: string) => readingOf({ title, claim, quotes: ['await sendDigest(activeUsers(), reportPath);'] });
  const one = about('sendDigest() may be called with null', '`activeUsers()` answers null when `reportPath` is new.');
  const other = about('sendDigest() has no timeout', '`activeUsers()` and `reportPath` are ready, and then the mail server hangs.');
  assert.ok(similarity(one, other, false) < ALIKE);
});

words('empty texts are not alike', () => {
  const nothing = readingOf({ title: '…', claim: '…', quotes: [] });
  assert.ok(similarity(nothing, nothing, false) < ALIKE);
});

words('a phrase starts and ends at word boundaries, even after alternatives, and in Chinese anywhere', () => {
  const of = (text: string) => [...kindsOf(text)];
  assert.equal(of('Its handle is nil and the copy fails.'), ['not there']);
  assert.equal(of('Its handle is nilpotent and the copy fails.'), []);
  assert.equal(of('这里空指针出现'), ['not there']);
  assert.equal(of('The preprobes are there.'), []);
  assert.equal(of('The probes are there.'), ['probe']);
});

words.run();
