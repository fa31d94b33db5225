// Duplicates, counter-proofs and voices: what they change when a round is closed.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planRound } from '../../../../skills/phases/convergence/rounds/rounds.ts';
import { voiceOf } from '../../../../skills/phases/convergence/voices/tally.ts';
import { counts, FOUR, guard, noteOf, oneRound, raised, say, THREE, TWO } from './close-fixture.ts';
import { asksOf, begin, model, play, raisedBy, raisedIn, reasonOf, rules, type Said, stateOf } from './examination.ts';

const duplicate = suite('DUPLICATE');

const copies = () => begin(FOUR, raised({ a: ['claude'], b: ['codex'] }));

const same: Said = { verdict: 'DUPLICATE', of: 'F-001' };

duplicate('supports its target, and merges if nobody judged it by itself', () => {
  const it = oneRound(copies(), say({ 'claude F-002': same, 'gemini F-002': same, 'opencode F-002': same, 'codex F-001': 'AGREE' }));
  assert.equal(
    it.convergence.findings.map(({ id, state, mergedInto }) => ({ id, state, mergedInto })),
    [
      { id: 'F-001', state: 'full-consensus', mergedInto: undefined },
      { id: 'F-002', state: 'merged', mergedInto: 'F-001' },
    ],
  );
  assert.match(reasonOf(it, 'F-002'), 'It repeats F-001, according to claude, gemini, opencode.');
});

duplicate('a merge brings the origin of the copy to the support of its target', () => {
  const it = oneRound(copies(), say({ 'claude F-002': same, 'gemini F-002': same, 'opencode F-002': same }));
  assert.is(counts(it), '+ claude codex gemini opencode -  s  u  x ', 'codex, who raised the copy, gave no word on the target');
});

duplicate('a verdict on the target itself outranks the support that a duplicate lends', () => {
  const it = oneRound(
    copies(),
    say({ 'gemini F-001': 'DISAGREE', 'gemini F-002': same, 'opencode F-002': same, 'opencode F-001': 'ABSTAIN', 'claude F-002': same }),
  );
  assert.is(counts(it), '+ claude codex opencode - gemini s  u  x ');
});

duplicate('said by its origin, it merges at once', () => {
  const start = begin(THREE, raised({ a: ['claude'], b: ['codex'] }), { maxRounds: 3 });
  const script = say({
    'gemini F-002': { verdict: 'DISAGREE' },
    'claude F-002': 'AGREE',
    'codex F-001': 'DISAGREE',
    'gemini F-001': 'AGREE',
    'codex F-002 2': same,
  });
  const it = oneRound(oneRound(start, script), script);
  assert.is(stateOf(it, 'F-002'), 'merged');
  assert.is(counts(it), '+ claude gemini - codex s  u  x ', 'codex has said itself that it disagrees with the target');
});

duplicate('is outvoted by as many who judge it by itself', () => {
  const it = oneRound(
    copies(),
    say({ 'claude F-002': same, 'gemini F-002': 'AGREE', 'opencode F-002': 'ABSTAIN', 'codex F-001': 'AGREE' }),
  );
  assert.is(stateOf(it, 'F-002'), 'partial-consensus');
  assert.match(reasonOf(it, 'F-002'), 'claude calls it a duplicate of F-001');
});

duplicate('waits while someone is left to ask', () => {
  const it = oneRound(copies(), say({ 'claude F-002': same, 'gemini F-002': same, 'codex F-001': 'AGREE' }), (seat) =>
    seat === 'opencode' ? 'timeout' : undefined,
  );
  assert.is(stateOf(it, 'F-002'), 'queued');
});

duplicate('of each other: the older one stays', () => {
  const it = oneRound(
    begin(THREE, raised({ a: ['claude'], b: ['codex'] })),
    say({
      'claude F-002': same,
      'codex F-001': { verdict: 'DUPLICATE', of: 'F-002' },
      'gemini F-001': 'AGREE',
      'gemini F-002': same,
    }),
  );
  assert.is(stateOf(it, 'F-001'), 'full-consensus');
  assert.is(stateOf(it, 'F-002'), 'merged');
});

duplicate('of nothing, of itself, or of what is settled is an abstention with that reason', () => {
  const start = begin(THREE, raised({ a: ['claude', 'codex', 'gemini'], b: ['codex'], c: ['codex'] }));
  const of = (it: string | undefined): Said => ({ verdict: 'DUPLICATE', ...(it === undefined ? {} : { of: it }) });
  for (const [target, note] of [
    [undefined, 'duplicate-of-nothing'],
    ['F-404', 'duplicate-of-nothing'],
    ['F-002', 'duplicate-of-itself'],
    ['F-001', 'duplicate-of-settled'],
    ['F-003', undefined],
  ] as const) {
    const it = oneRound(start, say({ 'gemini F-002': of(target), 'claude': 'AGREE' }));
    assert.is(noteOf(it, 'gemini', 'F-002'), note, String(target));
    assert.is(
      it.convergence.words.find(({ seat, finding }) => seat === 'gemini' && finding === 'F-002')?.verdict,
      note ? 'ABSTAIN' : 'DUPLICATE',
    );
  }
});

duplicate('is not merged into what nobody supports any more', () => {
  const start = begin(TWO, raised({ a: ['claude'], b: ['codex'] }));
  const script = say({ 'claude F-002': same, 'codex F-001 1': 'DISAGREE', 'claude F-001 2': 'WITHDRAW' });
  const once = oneRound(start, script);
  assert.is(stateOf(once, 'F-002'), 'merged', 'claude took it for its own finding while it held that');
  const late = say({
    'claude F-002': { verdict: 'DISAGREE' },
    'codex F-001 1': 'DISAGREE',
    'claude F-001 2': 'WITHDRAW',
    'codex F-002 2': same,
  });
  const twice = oneRound(oneRound(start, late), late);
  assert.is(stateOf(twice, 'F-001'), 'withdrawn');
  assert.is.not(stateOf(twice, 'F-002'), 'merged');
});

duplicate('a changed verdict removes the lent support', () => {
  const start = begin(FOUR, raised({ a: ['claude'], b: ['codex'] }), { maxRounds: 3 });
  const more: Said = { verdict: 'SUPPLEMENT', evidence: guard };
  const script = say({
    'gemini F-002 1': same,
    'gemini F-001': 'ABSTAIN',
    'opencode F-002': more,
    'claude F-002': 'DISAGREE',
    'gemini F-002 2': 'AGREE',
    'codex F-001': 'DISAGREE',
    'opencode F-001': 'ABSTAIN',
  });
  const once = oneRound(start, script);
  assert.is(counts(once), '+ claude gemini - codex s opencode u  x ');
  assert.is(counts(oneRound(once, script)), '+ claude - codex s gemini opencode u  x ');
});

const proof = suite('counter-proof');

proof('a checked one cannot be outvoted in adversarial mode, an unchecked one can', () => {
  for (const [evidence, checks, state] of [
    [guard, undefined, 'contested'],
    [guard, [{ outcome: 'moved' as const, path: 'src/guard.ts', line: 90 }], 'partial-consensus'],
    [guard, [{ outcome: 'absent' as const }], 'partial-consensus'],
    [guard, [{ outcome: 'located' as const, path: 'src/guard.ts', line: 3 }], 'partial-consensus'],
    [[{ path: 'src/a.ts', line: 10, quote: 'const total = a + b;' }], undefined, 'partial-consensus'],
    [[{ searched: { pattern: 'total(', scope: 'src/**' } }], [{ outcome: 'found' as const }], 'contested'],
    [[], [], 'partial-consensus'],
  ] as const) {
    const against: Said = { verdict: 'DISAGREE', evidence: [...evidence], ...(checks === undefined ? {} : { checks: [...checks] }) };
    const start = begin(FOUR, raised({ a: ['claude'] }), { adversarial: true });
    const played = play(start, say({ claude: 'AGREE', codex: 'AGREE', gemini: 'AGREE', opencode: against }));
    assert.is(stateOf(played), state, JSON.stringify({ evidence, checks }));
  }
});

proof('outside of adversarial mode it can be outvoted, and stays as dissent', () => {
  const played = play(
    begin(FOUR, raised({ a: ['claude'] })),
    say({ claude: 'AGREE', codex: 'AGREE', gemini: 'AGREE', opencode: { verdict: 'DISAGREE', evidence: guard } }),
  );
  assert.is(stateOf(played), 'partial-consensus');
  assert.match(reasonOf(played), 'dissent: opencode disagrees');
});

proof('not answering again does not remove it', () => {
  const script = say({
    'claude': 'AGREE',
    'codex F-001 1': { verdict: 'SUPPLEMENT', evidence: [{ path: 'src/more.ts', line: 1 }] },
    'gemini': 'AGREE',
    'opencode F-001 1': { verdict: 'DISAGREE', evidence: guard },
  });
  assert.is(stateOf(play(begin(FOUR, raised({ a: ['claude'] }), { adversarial: true }), script)), 'contested');
});

const voices = suite('voices');

voices('all rules are one voice, also without a model, and so are the seats of one model', () => {
  const mixed = voiceOf([model('claude'), rules('links'), rules('deps')]);
  assert.equal(['claude', 'links', 'deps'].map(mixed), ['claude', 'rules', 'rules']);
  assert.equal(['links', 'deps'].map(voiceOf([rules('links'), rules('deps')])), ['rules', 'rules']);
  assert.is(voiceOf([rules('links'), model('claude')])('links'), 'links', 'who speaks alone has its own name');
  const twice = voiceOf([
    { ...model('claude'), voice: 'model of claude' },
    { ...model('claude#2'), voice: 'model of claude' },
    model('codex'),
  ]);
  assert.equal(['claude', 'claude#2', 'codex'].map(twice), ['model of claude', 'model of claude', 'codex']);
});

const BESIDE = [model('claude'), rules('links'), rules('deps'), rules('tests', ['other'])];

const besideSeats = BESIDE.map(({ seat }) => seat);

const beside = (origin: string) => begin(BESIDE, raisedIn({ a: [origin] }, besideSeats), { maxRounds: 2 });

voices('five rules that agree are not five opinions', () => {
  const it = oneRound(beside('claude'), say({ links: 'AGREE', deps: 'AGREE' }));
  assert.is(counts(it), '+ claude rules -  s  u  x ');
  assert.is(stateOf(it), 'full-consensus');
});

voices('rules do not outvote a model by their number', () => {
  const played = play(beside('claude'), say({ links: 'DISAGREE', deps: 'DISAGREE', claude: 'AGREE' }));
  assert.is(counts(played), '+ claude - rules s  u  x ');
  assert.is(stateOf(played), 'contested');
});

voices('within a voice one unproved objection divides it, a proven one or two outweigh who supports', () => {
  const against = (evidence: typeof guard): Said => ({ verdict: 'DISAGREE', evidence });
  const divided = oneRound(beside('claude'), say({ links: 'AGREE', deps: against([]) }));
  assert.is(counts(divided), '+ claude -  s  u  x ', 'it abstains');
  assert.is(stateOf(divided), 'worker-unique');
  const proven = oneRound(beside('claude'), say({ links: 'AGREE', deps: against(guard) }));
  assert.is(counts(proven), '+ claude - rules s  u  x ');
  const own = oneRound(beside('links'), say({ claude: 'AGREE', deps: against(guard) }));
  assert.is(counts(own), '+ claude - rules s  u  x ');
});

voices('rules that all abstain or fail were skipped, by name', () => {
  const it = oneRound(beside('claude'), say({ links: 'ABSTAIN' }), (seat) => (seat === 'deps' ? 'spawn-failed' : undefined));
  assert.is(counts(it), '+ claude -  s rules u  x ');
  assert.is(stateOf(it), 'queued', 'deps may be asked once more');
  const again = oneRound(it, say({}), () => 'spawn-failed');
  assert.is(stateOf(again), 'worker-unique');
  assert.match(reasonOf(again), 'rules (deps failed (verification-error: spawn-failed), links abstained)');
});

voices('a run of only built-ins rechecks and refutes, and confirms nothing: they are one voice', () => {
  const bare = [rules('links'), rules('deps'), rules('tests')];
  const start = begin(bare, raisedIn({ a: ['links'], b: ['deps'], c: ['tests'] }, ['links', 'deps', 'tests']));
  const script = say({
    'links F-002': 'DISAGREE',
    'tests F-002': 'DISAGREE',
    'deps F-002': 'AGREE',
    'deps F-001': 'AGREE',
    'tests F-001': 'AGREE',
    'links F-003': 'AGREE',
    'deps F-003': { verdict: 'ABSTAIN', basis: 'git log says nothing' },
  });
  assert.equal(
    play(start, script).convergence.findings.map(({ state }) => state),
    ['rechecked', 'refuted', 'rechecked'],
  );
});

voices('a finding that nobody else’s field covers is unverified, not a consensus of one', () => {
  const it = begin([rules('links', ['links']), rules('deps', ['deps'])], [raisedBy({ seat: 'links', category: 'links/dead' })]);
  assert.is(stateOf(it), 'rule-only');
  assert.match(reasonOf(it), 'nobody but rules could judge it');
  assert.is(asksOf(planRound(it.convergence)), 'queue-empty');
});

duplicate.run();
proof.run();
voices.run();
