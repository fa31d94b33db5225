// What verdicts count for when a round is closed, and what becomes of those that cannot count.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Ask, CanonicalFinding, Word } from '../../../../contracts/findings/convergence.ts';
import { planRound } from '../../../../skills/phases/convergence/rounds/rounds.ts';
import { tallyOf, voiceOf } from '../../../../skills/phases/convergence/voices/tally.ts';
import {
  answersOf,
  asksOf,
  begin,
  close,
  type Examination,
  model,
  open,
  play,
  raisedBy,
  raisedIn,
  reasonOf,
  rules,
  type Said,
  type Script,
  stateOf,
} from './examination.ts';

const TWO = [model('claude'), model('codex')];
const THREE = [...TWO, model('gemini')];
const FOUR = [...THREE, model('opencode')];
const FIVE = [...FOUR, model('aider')];
const seats = FIVE.map(({ seat }) => seat);
const raised = (who: Record<string, readonly string[]>) => raisedIn(who, seats);
const guard = [{ path: 'src/guard.ts', line: 3, quote: 'if (!total) return;' }];
const say =
  (table: Record<string, Said>): Script =>
  (seat, finding, round) =>
    table[`${seat} ${finding} ${round}`] ?? table[`${seat} ${finding}`] ?? table[`${seat} ${round}`] ?? table[seat] ?? 'nothing';

function oneRound(start: Examination, script: Script, failing?: (seat: string) => string | undefined) {
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error(`a round was expected, not ${plan.reason}`);
  const opened = open(start, plan);
  return close(opened, answersOf(opened.convergence, script, failing));
}

const counts = (it: Examination, id = 'F-001') => {
  const finding = it.convergence.findings.find((one) => one.id === id);
  if (finding === undefined) throw new Error(`there is no ${id}`);
  const tally = tallyOf(it.convergence, finding);
  const names = (voices: readonly { name: string }[]) => voices.map(({ name }) => name).join(' ');
  return `+ ${names(tally.supporters)} - ${names(tally.opponents)} s ${names(tally.skipped)} u ${names(tally.unasked)} x ${names(tally.outside)}`;
};
const noteOf = (it: Examination, seat: string, finding = 'F-001') =>
  it.convergence.words.find((word) => word.seat === seat && word.finding === finding)?.note;

const words = suite('words');

words('what comes back is valid for the journal', () => {
  const it = oneRound(
    begin(THREE, raised({ a: ['claude'], b: ['codex'] })),
    say({ claude: 'AGREE', codex: { verdict: 'DISAGREE', evidence: guard } }),
    (seat) => (seat === 'gemini' ? 'timeout' : undefined),
  );
  for (const word of it.closed.words) Word.parse(word);
  for (const ask of it.closed.asks) Ask.parse(ask);
  for (const finding of it.convergence.findings) CanonicalFinding.parse(finding);
});

words('a failure is no vote: it is a verification error, and the worker is named as skipped', () => {
  const it = oneRound(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'DISAGREE' }), (seat) =>
    seat === 'gemini' ? 'timeout' : undefined,
  );
  assert.is(counts(it), '+ claude - codex s gemini u  x ');
  assert.equal(it.closed.skippedWorkers, [{ seat: 'gemini', round: 1, reason: 'verification-error: timeout' }]);
  assert.equal(it.convergence.skippedWorkers, it.closed.skippedWorkers);
  assert.equal(
    it.closed.words.map(({ seat }) => seat),
    ['codex'],
  );
});

words('an ask without any answer is a failure too', () => {
  const start = begin(TWO, raised({ a: ['claude'] }));
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error('a round was expected');
  const it = close(open(start, plan), []);
  assert.is(it.closed.asks[0]?.outcome, 'failed');
  assert.is(it.closed.asks[0]?.reason, 'verification-error: no answer');
});

words('an answer of another dispatch is none', () => {
  const start = begin(TWO, raised({ a: ['claude'] }));
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error('a round was expected');
  const opened = open(start, plan);
  const [answer] = answersOf(opened.convergence, say({ codex: 'AGREE' }));
  assert.ok(answer);
  assert.is(close(opened, [{ ...answer, dispatch: 'r-abcdef.d99' }]).closed.words.length, 0);
});

words('a missing verdict is an abstention that says so, and takes nothing back that was said', () => {
  const it = oneRound(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'AGREE' }));
  assert.is(noteOf(it, 'gemini'), 'no-answer');
  assert.is(counts(it), '+ claude codex - s gemini u  x '.replace('- s', '-  s'));

  const script = say({
    'codex F-001 1': { verdict: 'DISAGREE', evidence: guard },
    'gemini F-001 1': { verdict: 'SUPPLEMENT', evidence: [{ path: 'src/more.ts', line: 1 }] },
    'claude': 'AGREE',
  });
  const played = play(begin(FOUR, raised({ a: ['claude'] })), script);
  assert.is(counts(played), '+ claude gemini - codex s opencode u  x ', 'codex and gemini were asked again without a message');
});

words('an explicit abstention takes back what was said', () => {
  const script = say({
    'codex F-001 1': { verdict: 'DISAGREE' },
    'gemini F-001 1': { verdict: 'SUPPLEMENT', evidence: guard },
    'codex F-001 2': 'ABSTAIN',
    'claude': 'AGREE',
  });
  assert.is(counts(play(begin(THREE, raised({ a: ['claude'] })), script)), '+ claude gemini -  s codex u  x ');
});

words('“not my field” is outside of those who count, other abstentions are skipped', () => {
  for (const basis of ['not my field: this is CSS', 'Not-my-field.', '“not my field”']) {
    const it = oneRound(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'AGREE', gemini: { verdict: 'ABSTAIN', basis } }));
    assert.is(counts(it), '+ claude codex -  s  u  x gemini', basis);
    assert.is(stateOf(it), 'full-consensus');
  }
  const it = oneRound(
    begin(THREE, raised({ a: ['claude'] })),
    say({ codex: 'AGREE', gemini: { verdict: 'ABSTAIN', basis: 'This is not my field trip.' } }),
  );
  assert.is(counts(it), '+ claude codex -  s gemini u  x ');
  assert.is(stateOf(it), 'partial-consensus');
});

words('of two verdicts on one finding in one result the later counts', () => {
  const start = begin(TWO, raised({ a: ['claude'] }));
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error('a round was expected');
  const opened = open(start, plan);
  const [answer] = answersOf(opened.convergence, say({}));
  assert.ok(answer);
  const verdicts = (['AGREE', 'DISAGREE'] as const).map((verdict) => ({ finding: 'F-001', verdict, basis: verdict, checks: [] }));
  const it = close(opened, [{ seat: answer.seat, dispatch: answer.dispatch, verdicts }]);
  assert.equal(
    it.closed.words.map(({ verdict }) => verdict),
    ['DISAGREE'],
  );
});

words('a verdict on what was not asked is no word, and is told', () => {
  const start = begin(TWO, raised({ a: ['claude'], b: ['codex'] }));
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error('a round was expected');
  const opened = open(start, plan);
  const given = answersOf(opened.convergence, () => 'AGREE').map((answer) =>
    'failed' in answer
      ? answer
      : {
          ...answer,
          verdicts: ['F-001', 'F-002', 'F-077'].map((finding) => ({ finding, verdict: 'AGREE' as const, basis: 'yes', checks: [] })),
        },
  );
  const it = close(opened, given);
  assert.is(it.closed.words.length, 2);
  assert.equal(it.closed.ignored, [
    { seat: 'claude', finding: 'F-001' },
    { seat: 'claude', finding: 'F-077' },
    { seat: 'codex', finding: 'F-002' },
    { seat: 'codex', finding: 'F-077' },
  ]);
});

words.run();

const withdraw = suite('WITHDRAW');

withdraw('by the only one who holds it ends it', () => {
  const played = play(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'DISAGREE', gemini: 'ABSTAIN', claude: 'WITHDRAW' }));
  assert.is(stateOf(played), 'withdrawn');
  assert.match(reasonOf(played), 'claude raised it and withdrew it');
});

withdraw('by an origin whom others support makes it an opponent', () => {
  const played = play(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'DISAGREE', gemini: 'AGREE', claude: 'WITHDRAW' }));
  assert.is(counts(played), '+ gemini - claude codex s  u  x ');
  assert.is(stateOf(played), 'contested', 'one who only agreed is no origin to refute');
});

withdraw('an origin that disagrees with itself has taken it back', () => {
  assert.is(
    stateOf(play(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'DISAGREE', gemini: 'ABSTAIN', claude: 'DISAGREE' }))),
    'withdrawn',
  );
});

withdraw('by one of two origins leaves the other', () => {
  const played = play(begin(THREE, raised({ a: ['claude', 'codex'] })), say({ gemini: 'DISAGREE', claude: 'WITHDRAW', codex: 'AGREE' }));
  assert.is(stateOf(played), 'refuted');
  assert.match(
    reasonOf(played),
    'Refuted: claude raised it and withdrew it, gemini disagrees; codex stands by it after being asked again.',
  );
});

withdraw('of what one did not raise is an abstention', () => {
  const it = oneRound(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'WITHDRAW', gemini: 'AGREE' }));
  assert.is(noteOf(it, 'codex'), 'nothing-to-withdraw');
  assert.is(counts(it), '+ claude gemini -  s codex u  x ');
});

withdraw.run();

const duplicate = suite('DUPLICATE');
const copies = () => begin(FOUR, raised({ a: ['claude'], b: ['codex'] }));
const same: Said = { verdict: 'DUPLICATE', of: 'F-001' };

duplicate('supports its target, and merges when nobody judged it as a thing of its own', () => {
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

duplicate('a word on the target itself outranks the one that a duplicate lends', () => {
  const it = oneRound(
    copies(),
    say({ 'gemini F-001': 'DISAGREE', 'gemini F-002': same, 'opencode F-002': same, 'opencode F-001': 'ABSTAIN', 'claude F-002': same }),
  );
  assert.is(counts(it), '+ claude codex opencode - gemini s  u  x ');
});

duplicate('its origin’s own word merges at once', () => {
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

duplicate('waits while somebody is left to ask', () => {
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
      'gemini F-001': { verdict: 'DUPLICATE', of: 'F-002' },
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

duplicate('is not merged into what nobody holds any more', () => {
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

duplicate('a changed mind takes the lent support away', () => {
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

duplicate.run();

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

proof('silence when asked again does not make it go away', () => {
  const script = say({
    'claude': 'AGREE',
    'codex F-001 1': { verdict: 'SUPPLEMENT', evidence: [{ path: 'src/more.ts', line: 1 }] },
    'gemini': 'AGREE',
    'opencode F-001 1': { verdict: 'DISAGREE', evidence: guard },
  });
  assert.is(stateOf(play(begin(FOUR, raised({ a: ['claude'] }), { adversarial: true }), script)), 'contested');
});

proof.run();

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

voices('rules do not refute a model by their number', () => {
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

voices.run();
