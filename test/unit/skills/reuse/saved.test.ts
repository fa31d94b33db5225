// What earlier answers have saved: by amount, in tokens and money, as the closing screen and `stats` say it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PromptRun } from '../../../../contracts/make/prompt-run.ts';
import { USAGE_NONE, USAGE_UNAVAILABLE, type Usage } from '../../../../contracts/usage.ts';
import { savedIn } from '../../../../skills/reuse/saved.ts';
import { savedWords } from '../../../../skills/reuse/saved-words.ts';

const usage = (input: number, output: number, usd: number): Usage => ({ ...USAGE_NONE, source: 'reported', input, output, usd });
const view = (...saved: (Usage | undefined)[]): Parameters<typeof savedIn>[0][number] =>
  ({ phases: [], dispatches: saved.map((it) => (it ? { reused: { from: 'r-aaaaaa.d1', saved: it } } : {})) }) as never;

test('amounts are summed over answers and runs, and new answers add nothing', () => {
  const saved = savedIn([view(usage(10_000, 1_500, 0.3), undefined), view(usage(400, 100, 0.12))]);
  assert.equal([saved.answers, saved.usage.input, saved.usage.output], [2, 10_400, 1_600]);
  assert.ok(Math.abs((saved.usage.usd ?? 0) - 0.42) < 1e-9);
  assert.is(savedWords(saved), '2 answers of earlier runs, which saved $0.42 and 12,000 tokens');
});

test('what is not known is not guessed, and what was free saved nothing', () => {
  assert.is(savedWords(savedIn([view(usage(10, 5, 0.2), USAGE_UNAVAILABLE)])), '2 answers of earlier runs');
  assert.is(savedWords(savedIn([view(USAGE_NONE)])), '1 answer of earlier runs');
  assert.is(savedWords(savedIn([view()])), '');
});

test('a run and a prompt run that were not repeated count with what they had cost', () => {
  const skipped = { phases: [], dispatches: [], sameAs: 'r-aaaaaa', saved: usage(7_000, 500, 0.4) } as never;
  const promptRuns = [made({ run: 'r-aaaaaa', making: 'p1', saved: usage(100, 20, 0.05) }), made(null)];
  const texts = { phases: [{ kind: 'make', facts: { promptRuns } }], dispatches: [] } as never;
  const saved = savedIn([skipped, texts, view(usage(0, 0, 0.5))]);
  assert.equal([saved.answers, saved.texts, saved.reports], [1, 1, 1]);
  assert.is(savedWords(saved), '1 answer, 1 text and 1 report of earlier runs, which saved $0.95 and 7,620 tokens');
  const unknown = { phases: [], dispatches: [], sameAs: 'r-aaaaaa' } as never;
  assert.is(savedWords(savedIn([unknown])), '1 report of earlier runs', 'what it had cost is not known, so nothing is said of it');
});

function made(reused: PromptRun['reused']): PromptRun {
  const nulls = { source: null, inputs: null, compiled: null, stop: null, artifact: null, parent: null, endedIn: null };
  const lists = { children: [], dispatches: [], drafts: [], params: {} };
  return {
    schema: 'prompt-run@1',
    id: 'p1',
    prompt: 'notes',
    state: 'skipped',
    stage: 'complete',
    reason: '',
    depth: 0,
    reused,
    ...nulls,
    ...lists,
  };
}

test.run();
