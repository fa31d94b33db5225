// Where every seat stands on a finding, and what a check is called.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Evidence, EvidenceCheck } from '../../../../contracts/findings/finding.ts';
import {
  checkWords,
  type Dossier,
  dissent,
  dossiers,
  opponents,
  silentPositions,
  supporters,
  supporterWords,
} from '../../../../skills/report-writer/facts/dossier.ts';
import { dispatch, quoted, runBuilder } from '../../../fixtures/report/build.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const stands = suite('where a finding stands');
const checks = suite('what a check is called');

function only(all: readonly Dossier[], id: string): Dossier {
  const found = all.find((it) => it.finding.id === id);
  assert.ok(found, `no ${id}`);
  return found as Dossier;
}

stands('the latest word of a seat counts', () => {
  const run = runBuilder();
  const id = run.finding('contested', [run.raise('claude', 1, { title: 'a' })]);
  run.say(id, 'codex', 1, 'DISAGREE', 'no');
  run.say(id, 'codex', 2, 'AGREE', 'yes, after all');
  const it = only(dossiers(run.view()), id);
  assert.equal(supporters(it), ['claude', 'codex']);
  assert.equal(opponents(it), []);
});

stands('a withdrawal removes the origin, an abstention does not', () => {
  const run = runBuilder();
  const a = run.finding('withdrawn', [run.raise('claude', 1, { title: 'a' })]);
  const b = run.finding('worker-unique', [run.raise('claude', 1, { title: 'b' })]);
  run.say(a, 'claude', 1, 'WITHDRAW', 'my mistake');
  run.say(b, 'claude', 1, 'ABSTAIN', '', { note: 'no-answer' });
  const all = dossiers(run.view());
  assert.equal(supporters(only(all, a)), []);
  assert.equal(supporters(only(all, b)), ['claude']);
});

stands('raising a finding does not confirm it', () => {
  const run = runBuilder();
  const alone = run.finding('worker-unique', [run.raise('claude', 1, { title: 'a' })]);
  const shared = run.finding('partial-consensus', [run.raise('claude', 1, { title: 'b' })]);
  for (const id of [alone, shared]) run.say(id, 'claude', 1, 'AGREE', 'still true');
  run.say(shared, 'gemini', 1, 'AGREE', 'seen');
  run.say(shared, 'codex', 1, 'SUPPLEMENT', 'seen, too');
  const disputed = run.finding('contested', [run.raise('claude', 1, { title: 'c' })]);
  run.say(disputed, 'gemini', 1, 'AGREE', 'seen');
  run.say(disputed, 'codex', 1, 'DISAGREE', 'no');
  const all = dossiers(run.view());
  assert.is(supporterWords(only(all, disputed)), 'raised by claude, supported by gemini', 'nobody has confirmed what is disputed');
  assert.is(supporterWords(only(all, alone)), 'raised by claude');
  assert.is(supporterWords(only(all, shared)), 'raised by claude, confirmed by gemini and codex');
});

stands('a duplicate supports what it repeats, and is no stance on what it was said about', () => {
  const run = runBuilder();
  const target = run.finding('partial-consensus', [run.raise('claude', 1, { title: 'a' })]);
  const twin = run.finding('merged', [run.raise('codex', 2, { title: 'b' })], { mergedInto: target });
  run.say(twin, 'gemini', 1, 'DUPLICATE', 'the same', { of: target });
  const all = dossiers(run.view());
  assert.equal(supporters(only(all, target)), ['claude', 'gemini']);
  assert.equal(supporters(only(all, twin)), ['codex']);
  assert.equal(
    only(all, target).aliases.map((it) => it.id),
    [twin],
  );
});

stands('a failed dispatch is silence, never a vote, and does not undo an earlier word', () => {
  const run = runBuilder();
  const id = run.finding('partial-consensus', [run.raise('claude', 1, { title: 'a' })]);
  run.say(id, 'codex', 1, 'AGREE', 'yes');
  const failed = (n: number, seat: string) => dispatch(n, seat, { round: 2, findings: [id], status: 'timeout', reason: 'deadline' });
  const it = only(dossiers(run.view({ dispatches: [failed(3, 'codex'), failed(4, 'gemini')] })), id);
  assert.equal(supporters(it), ['claude', 'codex']);
  assert.equal(
    silentPositions(it).map(({ seat, stance, why }) => [seat, stance, why]),
    [['gemini', 'failed', 'deadline']],
  );
  assert.is(it.silences.length, 2);
});

stands('objections are dissent if the finding is kept, and the reason if it is dropped', () => {
  const all = dossiers(sampleReport().run);
  assert.is(dissent(only(all, 'F-002')).length, 2);
  assert.is(dissent(only(all, 'F-005')).length, 1);
  assert.is(dissent(only(all, 'F-006')).length, 0);
});

stands('a finding without its raised texts still has its line', () => {
  const run = runBuilder();
  const id = run.finding('contested', [run.raise('claude', 1, { title: 'a', ...quoted('src/a.ts', 3, 'x') })]);
  const it = only(dossiers({ ...run.view(), raised: [] }), id);
  assert.equal([it.raised, it.evidence, it.place], [[], [], 'src/a.ts:3']);
});

const table: [string, Evidence, EvidenceCheck | undefined, string][] = [
  ['found', { path: 'a.ts', line: 3, quote: 'x' }, { outcome: 'found', path: 'a.ts', line: 3 }, 'quote found at a.ts:3'],
  ['over several lines', { path: 'a.ts', quote: 'x' }, { outcome: 'found', path: 'a.ts', line: 3, endLine: 5 }, 'quote found at a.ts:3-5'],
  ['elsewhere', { path: 'a.ts', line: 3, quote: 'x' }, { outcome: 'moved', path: 'b.ts', line: 9 }, 'quote found elsewhere, at b.ts:9'],
  ['not there', { path: 'a.ts', line: 3, quote: 'x' }, { outcome: 'absent' }, 'quote not found at a.ts:3'],
  ['no such place', { path: 'a.ts', line: 3 }, { outcome: 'absent' }, 'no such place: a.ts:3'],
  ['a place', { path: 'a.ts', line: 3 }, { outcome: 'located', path: 'a.ts', line: 3 }, 'place exists: a.ts:3 (no quote to compare)'],
  ['nothing found, as said', { searched: { pattern: 'x', scope: '**' } }, { outcome: 'found' }, 'search repeated, nothing found'],
  ['something found', { searched: { pattern: 'x', scope: '**' } }, { outcome: 'absent' }, 'search repeated, and something was found'],
  [
    'masked',
    { path: 'a.ts', line: 3, quote: '***', quoteDigest: '0'.repeat(64) },
    { outcome: 'found', path: 'a.ts', line: 3 },
    'line with this digest found at a.ts:3',
  ],
  ['a command', { command: 'ls' }, { outcome: 'uncheckable' }, 'could not be checked'],
  ['before the check', { path: 'a.ts' }, undefined, 'not checked'],
];
for (const [situation, evidence, check, words] of table) {
  checks(situation, () => assert.is(checkWords(evidence, check), words));
}

stands.run();
checks.run();
