// When a loop of review and fix ends, and for which reason: a table of rounds.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import type { Severity } from '../../../../contracts/findings/finding.ts';
import { endOf, type Limits, type ReviewedFinding, type Round, spentBeforeReview } from '../../../../daemon/cli/loop/round-end.ts';

const test = suite('the end of a loop');

const LIMITS: Limits = { minSeverity: 'minor', maxRounds: 5, maxUsd: undefined };

let made = 0;
const found = (name: string, state: FindingState = 'full-consensus', severity: Severity = 'major'): ReviewedFinding => {
  made += 1;
  const id = `F-${String(made).padStart(3, '0')}`;
  return { id, fingerprint: `f-${name}`, title: name, category: 'correctness', severity, state, path: `${name}.js` };
};
const round = (fixed: boolean, ...findings: ReviewedFinding[]): Round => ({
  findings,
  planned: findings.map((it) => it.id),
  judged: { by: 'all' },
  fixed,
});

const ends = (rounds: Round[], limits: Partial<Limits> = {}, usd = 0) => {
  const end = endOf(rounds, usd, { ...LIMITS, ...limits });
  return end && [end.kind, end.exit];
};

test('nothing severe enough; older and dismissed findings do not count', () => {
  assert.equal(ends([round(false)]), ['clean', 0]);
  assert.equal(ends([round(false, found('a', 'full-consensus', 'info'))]), ['clean', 0]);
  assert.equal(ends([round(false, found('a', 'pre-existing'), found('b', 'dismissed'), found('c', 'merged'))]), ['clean', 0]);
  assert.equal(ends([round(false, found('a', 'full-consensus', 'minor'))], { minSeverity: 'major' }), ['clean', 0]);
});

test('nothing found means clean only if everybody who was asked to judge has looked', () => {
  const why = '1 of 2 workers found nothing and opened nothing (ada)';
  for (const some of [[], [found('a', 'refuted')]]) {
    const lazy: Round = { ...round(false, ...some), judged: { by: 'not-all', why } };
    assert.equal(ends([lazy]), ['unjudged', 6]);
    assert.match(endOf([lazy], 0, LIMITS)?.says ?? '', `, but not every worker judged it: ${why}`);
  }
  const rules: Round = { ...round(false), judged: { by: 'rules' } };
  assert.equal(ends([rules]), ['clean', 0]);
  assert.match(endOf([rules], 0, LIMITS)?.says ?? '', 'was found, by rules only: design and logic were not judged');
});

test('all refuted', () => {
  assert.equal(ends([round(false, found('a', 'refuted'), found('b', 'withdrawn'), found('c', 'unsupported'))]), ['refuted', 0]);
  assert.is(ends([round(false, found('a', 'refuted'), found('b'))]), undefined);
  assert.is(ends([round(false, { ...found('a', 'refuted'), claimed: true })]), undefined, 'in words only');
});

test('the same finding fixed and back twice; once is not enough, nor twice without a fix in between', () => {
  const first = round(true, found('a'));
  assert.is(ends([first, round(false, found('a'))]), undefined);
  assert.equal(ends([first, round(true, found('a')), round(false, found('a'))]), ['came-back', 5]);
  assert.is(ends([round(false, found('a')), round(false, found('a')), round(false, found('a'))]), undefined);
  // Gone meanwhile, and back.
  assert.equal(ends([first, round(true, found('b')), round(true, found('a')), round(true, found('a')), round(false, found('a'))]), [
    'came-back',
    5,
  ]);
  // Two fixes, each of which undoes the other.
  assert.is(ends([first, round(true, found('b')), round(true, found('a')), round(false, found('b'))]), undefined);
  assert.equal(ends([first, round(true, found('b')), round(true, found('a')), round(true, found('b')), round(false, found('a'))]), [
    'came-back',
    5,
  ]);
  // Another one each time is no return.
  assert.is(ends([first, round(true, found('b')), round(false, found('c'))]), undefined);
  // Its quoted line was rewritten, so its fingerprint is another.
  const again = () => ({ ...found('a'), fingerprint: `f-${made}` });
  assert.equal(ends([round(true, again()), round(true, again()), round(false, again())]), ['came-back', 5]);
});

test('a cap of rounds, a cap of money, and what no plan covers', () => {
  const rounds = ['a', 'b'].map((name) => round(true, found(name)));
  assert.equal(ends([...rounds, round(false, found('c'))], { maxRounds: 2 }), ['rounds', 7]);
  assert.is(ends([...rounds, round(false, found('c'))], { maxRounds: 3 }), undefined);
  assert.equal(ends([round(false, found('a'))], { maxUsd: 1 }, 1), ['money', 7]);
  assert.is(ends([round(false, found('a'))], { maxUsd: 1 }, 0.99), undefined);
  assert.equal(ends([{ findings: [found('a', 'worker-unique')], planned: [], judged: { by: 'all' }, fixed: false }]), ['not-plannable', 7]);
});

test('no review is started when the money is spent', () => {
  const limits = { minSeverity: 'minor', maxRounds: 3 } as const;
  assert.is(spentBeforeReview(1, { ...limits, maxUsd: undefined }), undefined);
  assert.is(spentBeforeReview(0.99, { ...limits, maxUsd: 1 }), undefined);
  assert.is(spentBeforeReview(1, { ...limits, maxUsd: 1 })?.exit, 7);
});

test.run();
