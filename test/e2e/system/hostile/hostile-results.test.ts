// Hostile texts in workers' results, in every free field, at their limit and one character longer. Each run ends with a report that can be
// computed again, and nothing in it acts on a terminal.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { Result } from '../../../../contracts/work/result.ts';
import { plainText } from '../../../../skills/wording/plain-text.ts';
import { type CliFixture, openCliFixture } from '../../cli/cli-fixture.ts';
import { until } from '../../daemon-fixture.ts';
import { HOSTILE, hostile } from './hostile-fields.ts';

const test = suite<{ fixture: CliFixture }>('hostile texts');
test.before.each((context) => {
  context.fixture = openCliFixture();
  context.fixture.config('maxConcurrentRuns: 8\nworkers: { total: 20 }\n');
});
test.after.each(({ fixture }) => fixture.clear());

const KINDS = Object.entries(HOSTILE);

/** Nothing of it is changed where a screen has already made it plain. */
const isPlain = (text: string): boolean => plainText(text) === text;

async function isWhole(fixture: CliFixture, run: string): Promise<RunView> {
  const view = await fixture.ended(run, 200_000);
  assert.ok(existsSync(view.report?.path ?? ''), `${run} has a report`);
  await until('its manifest', () => existsSync(fixture.home.run(run).manifest));
  const verified = await fixture.muster(['verify', run]);
  assert.is(verified.code, 0, verified.out + verified.err);
  return view;
}

async function isPlainOnScreens(fixture: CliFixture, run: string): Promise<void> {
  for (const words of [
    ['show', run],
    ['findings', run],
    ['journal', run],
    ['report', run, '--format', 'md'],
  ]) {
    const { out, err } = await fixture.muster(words);
    for (const line of `${out}${err}`.split('\n')) assert.ok(isPlain(line), `${words.join(' ')}: ${JSON.stringify(line)}`);
  }
}

async function noneAside(fixture: CliFixture): Promise<void> {
  assert.equal(((await fixture.ask({ ask: 'status' })) as { setAside: unknown[] }).setAside, []);
}

const EVIDENCE = [{ path: 'answer.js', line: 2, quote: '  return 41; // the answer to everything' }];
const SAMPLE = {
  findings: [
    {
      localId: 'a1',
      title: 'x',
      severity: 'major',
      category: 'correctness',
      claim: 'x',
      confidence: 0.5,
      evidence: [{ line: 2 }, { line: 1 }],
    },
    { localId: 'a2', title: 'x', severity: 'minor', category: 'x', claim: 'x', confidence: 0.5, evidence: [] },
  ],
  verdicts: [{ finding: 'F-001', verdict: 'DISAGREE', basis: 'x', evidence: [{ line: 3 }] }],
  gaps: [{ title: 'x', claim: 'x', category: 'x', evidence: [{ line: 1 }] }],
  narrative: [{ kind: 'summary', text: 'x', refs: ['x'] }],
};

/** A result as a worker writes it; one of its findings is real. */
function resultOf(text: string, extra: number): string {
  const { plan: _, proposal: __, phases: ___, question: ____, ...made } = hostile(Result, SAMPLE, text, extra) as Record<string, unknown>;
  const findings = made.findings as { localId: string; evidence: unknown }[];
  const kept = findings.map((it, n) => ({ ...it, localId: `a${n}`, ...(n === 1 ? { evidence: EVIDENCE } : {}) }));
  // A look names a path or a glob, never both.
  const looked = [{ path: text.repeat(20), how: 'read' }];
  return JSON.stringify({ ...made, looked, findings: kept });
}

for (const [what, extra] of [
  ['as long as their caps', 0],
  ['one longer than their caps', 1],
] as const) {
  test(`in the results of workers, ${what}`, async ({ fixture }) => {
    for (const [kind, text] of KINDS) {
      const file = join(fixture.folder, `${kind}.json`);
      writeFileSync(file, resultOf(text, extra));
      fixture.agent(`h-${kind}`, 'writes-given.mjs', file);
    }
    fixture.agent('quick', 'reviews.mjs');
    await fixture.up();
    fixture.drop('look.md', fixture.task(fixture.project('shop'), [...KINDS.map(([kind]) => `h-${kind}`), 'quick']));
    await until('the run', async () => (await fixture.runs()).length === 1);
    const [run = ''] = await fixture.runs();
    const view = await isWhole(fixture, run);
    await isPlainOnScreens(fixture, run);
    assert.is(view.outcome, 'completed');
    const invalid = view.dispatches.filter((it) => it.seat.startsWith('h-') && it.reason === 'result-invalid').length;
    assert.is(invalid > 0, extra > 0, 'what is over its cap is refused, and nothing else');
    await noneAside(fixture);
  });
}

test.run();
