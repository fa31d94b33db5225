// The critic's rules as tables: who looks at a gap, what follows from the answer, and the overall outcome.

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Evidence, type EvidenceCheck, VERDICTS, type VerdictWord } from '../../../../contracts/findings/finding.ts';
import type { NamedGap } from '../../../../contracts/findings/gap.ts';
import type { AskedWorker } from '../../../../contracts/work/asked-worker.ts';
import { acceptanceOf } from '../../../../skills/phases/critic/acceptance.ts';
import { gapText, lookedText, raisedText } from '../../../../skills/phases/critic/material.ts';
import { type GapWord, settleGap, unverified } from '../../../../skills/phases/critic/settle.ts';
import { verifierFor, type Worker } from '../../../../skills/phases/critic/verifier.ts';
import { unneededWords } from '../../../../skills/phases/critic/words.ts';
import { withoutSections } from '../../../../skills/prompts/sections.ts';

const verifier = suite('who looks at a gap');
const outcome = suite('what becomes of a gap');
const acceptance = suite('the case against the work');
const shown = suite('what is shown');

const worker = (seat: string, kind: Worker['kind'] = 'model', agent = seat.split('#')[0] ?? seat): Worker => ({ seat, agent, kind });
const any = { category: 'recovery' };
const coverage = { category: 'coverage/unread-language' };

verifier('another agent before another seat of the same, a model before rules, never the critic', () => {
  const company = [worker('claude'), worker('claude#2'), worker('deps', 'rules'), worker('codex'), worker('gemini')];
  assert.is(verifierFor(any, worker('claude'), company, []), 'codex');
  assert.is(verifierFor(any, worker('claude'), company, ['codex']), 'gemini');
  assert.is(verifierFor(any, worker('claude'), [worker('claude'), worker('claude#2')], []), 'claude#2');
  assert.is(verifierFor(any, worker('claude'), [worker('claude')], []), undefined);
});

verifier('rules only where they have a method', () => {
  const company = [worker('tests', 'rules'), worker('deps', 'rules')];
  assert.is(verifierFor(any, worker('claude'), company, []), undefined);
  assert.is(verifierFor(coverage, worker('critic', 'rules'), company, []), 'deps');
  assert.is(verifierFor(coverage, worker('critic', 'rules'), [...company, worker('claude')], []), 'claude');
});

verifier('two workers that did not answer are the limit', () => {
  const company = [worker('a'), worker('b'), worker('c')];
  assert.is(verifierFor(any, worker('critic'), company, ['a']), 'b');
  assert.is(verifierFor(any, worker('critic'), company, ['a', 'b']), undefined);
});

verifier('does not depend on the order of the seats', () => {
  const company = [worker('claude'), worker('claude#2'), worker('deps', 'rules'), worker('codex')];
  assert.is(verifierFor(any, worker('claude'), company.toReversed(), []), verifierFor(any, worker('claude'), company, []));
});

const GAP = {
  gap: { title: 'A gap', claim: 'Nobody looked.', category: 'recovery', evidence: [{ path: 'a.js', line: 4, quote: 'run(job);' }] },
};
const CHECKS: EvidenceCheck[] = [{ outcome: 'found', path: 'a.js', line: 4 }];
const of = (verdict: VerdictWord, it: Partial<GapWord> & { evidence?: Evidence[] } = {}) => {
  const { evidence = [], checks = [], ...more } = it;
  return settleGap(
    'codex',
    { verdict: { finding: 'G-001', verdict, basis: 'looked', evidence }, checks, ...more },
    { ...GAP, checks: CHECKS },
  );
};
/** Evidence of its own, in another file for each outcome. */
const said = (verdict: VerdictWord, ...outcomes: EvidenceCheck['outcome'][]) =>
  of(verdict, {
    evidence: outcomes.map((_, at) => ({ path: `own${at}.js`, line: 1, quote: 'const own = 1;' })),
    checks: outcomes.map((it, at) => ({ outcome: it, path: `own${at}.js`, line: 1 })),
  });

outcome('only an explicit confirmation confirms it; every other verdict leaves it as a risk', () => {
  for (const word of VERDICTS) {
    const confirms = word === 'AGREE' || word === 'SUPPLEMENT';
    assert.is(said(word, 'found').outcome, confirms ? 'confirmed' : 'residual-risk', word);
    assert.match(said(word, 'found').reason, 'codex');
  }
  assert.is(settleGap('codex', undefined, GAP).outcome, 'residual-risk');
  assert.is(unverified('nobody was there').reason, 'Remaining risk: nobody was there.');
});

outcome('a confirmation needs evidence that exists', () => {
  assert.is(said('AGREE').outcome, 'residual-risk');
  assert.is(said('AGREE', 'moved').outcome, 'confirmed');
  assert.is(said('AGREE', 'absent', 'absent').outcome, 'residual-risk');
  assert.is(said('AGREE', 'absent', 'found').outcome, 'confirmed');
  for (const shown of ['uncheckable', 'located'] as const)
    assert.match(said('SUPPLEMENT', shown, 'absent').reason, 'shows nothing that could be looked up', shown);
});

outcome('a gap is not confirmed by its own quote, by what the worker was told, or by a search that anybody could name', () => {
  const own = { evidence: GAP.gap.evidence, checks: CHECKS };
  for (const look of ['none', 'claimed'] as const)
    assert.is(of('AGREE', { ...own, look }).reason, 'Remaining risk: codex agrees, but shows only what the gap itself shows.', look);
  assert.is(of('AGREE', { ...own, look: 'shown' }).outcome, 'confirmed', 'its program shows that it opened the file');
  const told: EvidenceCheck[] = [{ outcome: 'found', path: 'b.js', line: 9, told: true }];
  assert.is(
    of('AGREE', { evidence: [{ path: 'b.js', line: 9, quote: 'told();' }], checks: told, look: 'claimed' }).outcome,
    'residual-risk',
  );
  const search = { evidence: [{ searched: { pattern: 'zzz', scope: '**' } }], checks: [{ outcome: 'found' as const }] };
  assert.is(of('AGREE', { ...search, look: 'none' }).reason, 'Remaining risk: codex agrees, but shows no look.');
  assert.equal(of('AGREE', { ...search, look: 'claimed' }), {
    outcome: 'confirmed',
    reason: 'codex checked and confirms it; that it looked is claimed, not witnessed.',
  });
});

outcome('who says no without a look has checked nothing', () => {
  assert.match(of('DISAGREE', { look: 'none' }).reason, 'codex says that it is not so, but shows no look');
  assert.match(of('DISAGREE', { look: 'claimed' }).reason, 'codex checked and does not confirm it');
});

const gap = (id: string | undefined, settled?: NamedGap['outcome']): NamedGap => ({
  seat: 'claude',
  gap: { title: 'a gap', claim: 'nobody looked', category: 'recovery' },
  ...(id === undefined ? {} : { id }),
  ...(settled === undefined ? {} : { outcome: settled }),
});

acceptance('is refused for confirmed gaps, and reported with the remaining risks', () => {
  assert.equal(acceptanceOf([]), { kind: 'unopposed' });
  assert.equal(acceptanceOf([gap(undefined)]), { kind: 'unopposed' });
  assert.equal(acceptanceOf([gap('G-001', 'residual-risk')]), { kind: 'with-risks', risks: ['G-001'] });
  assert.equal(acceptanceOf([gap('G-001', 'confirmed'), gap('G-002', 'residual-risk')]), {
    kind: 'refused',
    because: ['G-001'],
    risks: ['G-002'],
  });
  assert.equal(acceptanceOf([gap('G-001', 'confirmed'), gap('G-002')]), { kind: 'open', waitsFor: ['G-002'] });
});

const SKILL = readFileSync(new URL('../../../../skills/phases/critic/SKILL.md', import.meta.url), 'utf8');

shown('only the instructions for the mode that is asked for', () => {
  const [one, other] = [withoutSections(SKILL, unneededWords('coverage')), withoutSections(SKILL, unneededWords('acceptance'))];
  assert.match(one, '# The critic');
  assert.match(one, 'Ask what was not looked at');
  assert.not.match(one, 'must not be accepted');
  assert.match(other, 'Argue why this work must not be accepted');
  assert.not.match(other, 'Ask what was not looked at');
});

shown('who looked, in their words, and who did not', () => {
  const looked: AskedWorker[] = [
    { seat: 'claude', agent: 'claude', kind: 'model', completed: true, why: '', coverage: 'Read src/.' },
    { seat: 'deps', agent: 'deps', kind: 'rules', completed: true, why: '', coverage: '' },
    { seat: 'codex', agent: 'codex', kind: 'model', completed: false, why: 'deadline', coverage: '' },
  ];
  assert.is(
    lookedText(looked),
    'claude (a model): Read src/.\n\ndeps (fixed rules): does not say what it covered.\n\ncodex (a model) delivered nothing: deadline.',
  );
});

shown('one line for each raised finding, and none for merged ones', () => {
  const finding = (id: string, state: 'contested' | 'merged', more: object = {}) => ({
    id,
    fingerprint: 'f-000000',
    origins: ['r-abcdef.d1/a'],
    seats: ['claude'],
    title: 'a title',
    category: 'c',
    severity: 'minor' as const,
    state,
    ...more,
  });
  assert.is(raisedText([]), 'Nothing.');
  assert.is(
    raisedText([finding('F-001', 'contested', { path: 'a.ts', line: 3 }), finding('F-002', 'merged')]),
    'F-001 a.ts:3 a title (contested)',
  );
  const many = Array.from({ length: 302 }, (_, at) => finding(`F-${at + 100}`, 'contested'));
  assert.match(raisedText(many), /… and 2 more$/);
});

shown('a gap with the places that the program found', () => {
  const text = gapText({
    ...gap('G-001'),
    gap: { title: 't', claim: 'c', category: 'k', evidence: [{ path: 'a.ts', line: 3, quote: 'x' }, { path: 'gone.ts' }] },
    checks: [{ outcome: 'found' }, { outcome: 'absent' }],
  });
  assert.is(text, 'G-001 · k\nt\n\nClaim: c\n\nWhere to look:\n- a.ts:3\n    x\n\n1 of its locations were not found by Muster.');
});

verifier.run();
outcome.run();
acceptance.run();
shown.run();
