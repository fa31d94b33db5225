// Whose word counts on the findings of others: a look at the place has to be shown, and no answer may contradict itself.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Evidence, Verdict } from '../../../../contracts/findings/finding.ts';
import { Result } from '../../../../contracts/work/result.ts';
import { verdictsGiven } from '../../../../skills/phases/accepted-result.ts';
import { counts, guard, noteOf, oneRound, raised, say, THREE, TWO } from './close-fixture.ts';
import { begin, type Examination, model, play, raisedBy, reasonOf, type Said, stateOf } from './examination.ts';

const looks = suite('a look at the place');

/** What a seat says without having opened anything. */
const blind = (it: Exclude<Said, string>): Said => ({ ...it, look: 'none' });
/** A line of its file that the finding does not show. */
const there: Evidence[] = [{ path: 'src/a.ts', line: 12, quote: 'return total.toFixed(0);' }];
const byOne = () => begin(TWO, raised({ a: ['claude'] }));
/** The quote of the finding itself, as every worker is shown it. */
const shownToAll: Evidence[] = [{ path: 'src/a.ts', line: 10, quote: 'const total = a + b;' }];

looks('is needed to confirm: agreement without one leaves a finding of one reviewer', () => {
  for (const verdict of ['AGREE', 'SUPPLEMENT'] as const) {
    const it = oneRound(byOne(), say({ codex: blind({ verdict }) }));
    assert.is(noteOf(it, 'codex'), 'agreed-without-looking');
    assert.is(stateOf(it), 'worker-unique');
    assert.is(reasonOf(it), 'One reviewer only: claude raised it; codex agreed without looking.');
  }
  assert.is(stateOf(oneRound(byOne(), say({ codex: { verdict: 'AGREE', look: 'shown' } }))), 'full-consensus');
  assert.is(stateOf(oneRound(byOne(), say({ codex: 'AGREE' }))), 'full-consensus', 'of an older journal it is not known');
});

looks('is needed to refute as well', () => {
  const denying = say({ codex: blind({ verdict: 'DISAGREE' }), gemini: blind({ verdict: 'DISAGREE' }) });
  const it = oneRound(begin(THREE, raised({ a: ['claude'] })), denying);
  assert.is(stateOf(it), 'worker-unique');
  assert.match(reasonOf(it), 'codex disagreed without looking, gemini disagreed without looking');
});

looks('is shown by a quote of what the finding does not quote, and by nothing that every worker was shown', () => {
  const it = (evidence: Evidence[]) => oneRound(byOne(), say({ codex: blind({ verdict: 'AGREE', evidence }) }));
  assert.is(stateOf(it(there)), 'full-consensus');
  for (const evidence of [shownToAll, [{ path: 'src/guard.ts' }], [{ searched: { pattern: 'nowhere', scope: '**' } }]])
    assert.is(stateOf(it(evidence)), 'worker-unique', JSON.stringify(evidence));
});

looks('is shown only by a quote from the file of the finding: one from elsewhere, which fits any finding, is not even a claim', () => {
  const it = (look: 'none' | 'claimed', evidence: Evidence[]) => oneRound(byOne(), say({ codex: { verdict: 'AGREE', look, evidence } }));
  for (const look of ['none', 'claimed'] as const) assert.is(it(look, there).convergence.findings[0]?.claimed, undefined, look);
  assert.is(it('claimed', guard).convergence.findings[0]?.claimed, true);
  for (const verdict of ['AGREE', 'SUPPLEMENT'] as const) {
    const elsewhere = oneRound(byOne(), say({ codex: blind({ verdict, evidence: guard }) }));
    assert.equal([stateOf(elsewhere), noteOf(elsewhere, 'codex')], ['worker-unique', 'agreed-without-looking']);
  }
});

looks('at another file that the finding shows besides its place is not one at its place', () => {
  const evidence = [
    { path: 'src/a.ts', line: 10, quote: 'const total = a + b;' },
    { path: 'src/guard.ts', line: 1, quote: 'export function guarded(total) {' },
  ];
  const start = begin(TWO, [raisedBy({ seat: 'claude', evidence })]);
  const it = (quote: Evidence[]) => stateOf(oneRound(start, say({ codex: blind({ verdict: 'AGREE', evidence: quote }) })));
  assert.is(it(guard), 'worker-unique');
  assert.is(it(there), 'full-consensus');
});

looks('at one of many places is only a claim to have looked at all of them', () => {
  const evidence = ['a', 'b', 'c'].map((it) => ({ path: `src/${it}.ts`, line: 10, quote: 'const total = a + b;' }));
  const start = begin(TWO, [raisedBy({ seat: 'claude', evidence, folded: true })]);
  const it = oneRound(start, say({ codex: blind({ verdict: 'AGREE', evidence: there }) }));
  assert.equal([stateOf(it), it.convergence.findings[0]?.claimed], ['full-consensus', true]);
});

looks('at another file is enough to object, and not to refute', () => {
  const objection = { verdict: 'DISAGREE', evidence: guard } as const;
  const ended = (codex: Said, gemini: Said) => play(begin(THREE, raised({ a: ['claude'] })), say({ codex, gemini, claude: 'AGREE' }));
  const it = ended(blind(objection), blind(objection));
  assert.equal([stateOf(it), noteOf(it, 'codex')], ['contested', 'disagreed-from-elsewhere']);
  assert.match(reasonOf(it), 'codex disagrees by a line of another file');
  const seen = { ...objection, look: 'shown' } as const;
  assert.is(stateOf(ended(blind(objection), seen)), 'contested');
  assert.is(stateOf(ended(seen, seen)), 'refuted');
});

looks('is not needed again by whoever has looked in an earlier round', () => {
  const start = begin(THREE, raised({ a: ['claude'] }));
  const script = say({
    'codex F-001 1': blind({ verdict: 'AGREE', evidence: there }),
    'codex F-001 2': blind({ verdict: 'AGREE' }),
    'gemini': { verdict: 'DISAGREE', look: 'shown', evidence: guard },
    'claude': 'AGREE',
  });
  assert.equal(stateOf(play(start, script)), 'partial-consensus');
});

looks('that is only claimed refutes, and the state and the reason say so', () => {
  const denied = (...looks: ('claimed' | 'shown')[]) => {
    const [codex, gemini] = looks.map((look): Said => ({ verdict: 'DISAGREE', look }));
    const start = begin(THREE, raised({ a: ['claude'] }));
    const it = oneRound(oneRound(start, say({ codex: codex ?? 'nothing', gemini: gemini ?? 'nothing' })), say({ claude: 'AGREE' }));
    return [stateOf(it), it.convergence.findings[0]?.claimed, reasonOf(it)];
  };
  const why = 'Refuted: codex disagrees, gemini disagrees; claude stands by it after being asked again';
  assert.equal(denied('shown', 'shown'), ['refuted', undefined, `${why}.`]);
  assert.equal(denied('shown', 'claimed'), ['refuted', true, `${why}; that gemini looked is claimed, not witnessed.`]);
  assert.equal(denied('claimed', 'claimed'), ['refuted', true, `${why}; that codex and gemini looked is claimed, not witnessed.`]);
});

looks('that is only claimed confirms, and the reason says so', () => {
  const it = oneRound(byOne(), say({ codex: { verdict: 'AGREE', look: 'claimed' } }));
  assert.is(stateOf(it), 'full-consensus');
  assert.is(reasonOf(it), 'Raised by claude, confirmed by codex; that codex looked is claimed, not witnessed.');
});

looks('is not needed to withdraw what one has raised', () => {
  const start = begin(THREE, raised({ a: ['claude', 'codex'] }));
  const first = oneRound(start, say({ gemini: { verdict: 'DISAGREE', look: 'shown' } }));
  const second = oneRound(first, say({ claude: blind({ verdict: 'WITHDRAW' }), codex: blind({ verdict: 'DISAGREE' }) }));
  assert.is(stateOf(second), 'withdrawn');
});

looks('is needed for a duplicate to support the original', () => {
  const twice = () => begin([...TWO, model('gemini')], raised({ a: ['claude'], b: ['claude'] }));
  const same = (look: 'none' | 'shown'): Said => ({ verdict: 'DUPLICATE', of: 'F-001', look });
  const of = (look: 'none' | 'shown') => counts(oneRound(twice(), say({ 'codex F-002': same(look), 'codex F-001': 'nothing' })));
  assert.is(of('shown'), '+ claude codex -  s gemini u  x ');
  assert.is(of('none'), '+ claude -  s codex gemini u  x ');
});

looks('at a finding in another file supports no original, unless it becomes a part of it', () => {
  const start = begin([...TWO, model('gemini')], raised({ a: ['claude'], b: ['claude'] }));
  const of = (own: Said) =>
    oneRound(start, say({ 'codex F-002': { verdict: 'DUPLICATE', of: 'F-001', look: 'shown' }, 'codex F-001': own }));
  const apart = (it: Examination): Examination => {
    const findings = it.convergence.findings.map(({ mergedInto: _, ...one }) => ({ ...one, state: 'queued' as const }));
    return { ...it, convergence: { ...it.convergence, findings } };
  };
  assert.is(counts(of('nothing')), '+ claude codex -  s gemini u  x ');
  assert.is(counts(apart(of('nothing'))), '+ claude -  s codex gemini u  x ');
  assert.is(counts(apart(of({ verdict: 'ABSTAIN', look: 'shown' }))), '+ claude codex -  s gemini u  x ', 'it looked there, too');
});

looks.run();

const contradictions = suite('contradictions');

contradictions('two findings that are called duplicates of each other have no word of that worker', () => {
  const it = oneRound(
    begin(TWO, raised({ a: ['claude'], b: ['claude'] })),
    say({ 'codex F-001': { verdict: 'DUPLICATE', of: 'F-002' }, 'codex F-002': { verdict: 'DUPLICATE', of: 'F-001' } }),
  );
  assert.equal([noteOf(it, 'codex', 'F-001'), noteOf(it, 'codex', 'F-002')], ['duplicate-circle', 'duplicate-circle']);
  assert.equal([stateOf(it, 'F-001'), stateOf(it, 'F-002')], ['worker-unique', 'worker-unique']);
  assert.match(reasonOf(it), 'codex called findings duplicates of each other');
});

contradictions('a circle of three is one too', () => {
  const next: Record<string, string> = { 'F-001': 'F-002', 'F-002': 'F-003', 'F-003': 'F-001' };
  const it = oneRound(begin(TWO, raised({ a: ['claude'], b: ['claude'], c: ['claude'] })), (_, finding) => ({
    verdict: 'DUPLICATE',
    of: next[finding] ?? '',
  }));
  assert.equal(
    Object.keys(next).map((id) => stateOf(it, id)),
    ['worker-unique', 'worker-unique', 'worker-unique'],
  );
});

const given = (...verdicts: Verdict[]) => {
  const result = Result.parse({ dispatch: 'r-abcdef.d1', nonce: 'n', role: 'analyser', status: 'done', summary: '', verdicts });
  const request = {
    dispatch: 'r-abcdef.d1',
    seat: 'codex',
    round: 1,
    asked: ['F-001'],
    gaps: 0,
    phase: 'convergence',
    attempt: 1,
    pass: 0,
    known: () => new Set<string>(),
  };
  return verdictsGiven(request, result).flatMap((it) => (it.type === 'verdict.given' ? it.payload.verdict : []));
};
const on = (verdict: Verdict['verdict'], of?: string): Verdict => ({
  finding: 'F-001',
  verdict,
  basis: `it is ${verdict}`,
  ...(of ? { of } : {}),
});

contradictions('two verdicts on one finding count as none, and both are kept in words', () => {
  for (const pair of [
    [on('AGREE'), on('DISAGREE')],
    [on('DISAGREE'), on('AGREE')],
    [on('SUPPLEMENT'), on('WITHDRAW')],
    [on('AGREE'), on('ABSTAIN')],
    [on('DUPLICATE', 'F-002'), on('DUPLICATE', 'F-003')],
  ]) {
    const [one, more] = given(...pair);
    assert.is(one?.verdict, 'ABSTAIN', JSON.stringify(pair));
    assert.is(more, undefined);
    for (const { basis } of pair) assert.match(one?.basis ?? '', basis);
    const it = oneRound(byOne(), say({ codex: one ?? 'nothing' }));
    assert.is(noteOf(it, 'codex'), 'contradicts-itself');
    assert.match(reasonOf(it), 'codex contradicted itself');
  }
});

contradictions('of two that say the same, the later one counts', () => {
  assert.equal(given(on('AGREE'), on('SUPPLEMENT')), [on('SUPPLEMENT')]);
  assert.equal(given(on('AGREE'), on('DUPLICATE', 'F-002')), [on('DUPLICATE', 'F-002')]);
  assert.equal(given(on('DISAGREE'), { ...on('AGREE'), finding: 'F-009' }), [on('DISAGREE')]);
});

contradictions.run();
