// What verdicts count for when a round is closed, and what becomes of those that cannot count.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CanonicalFinding, FindingVerdict, SeatQuestion } from '../../../../contracts/findings/convergence.ts';
import { planRound } from '../../../../skills/phases/convergence/rounds/rounds.ts';
import { counts, FOUR, guard, noteOf, oneRound, raised, say, THREE, TWO } from './close-fixture.ts';
import { answersOf, begin, close, open, play, reasonOf, stateOf } from './examination.ts';

const words = suite('words');

words('the outcome is valid for the journal', () => {
  const it = oneRound(
    begin(THREE, raised({ a: ['claude'], b: ['codex'] })),
    say({ claude: 'AGREE', codex: { verdict: 'DISAGREE', evidence: guard } }),
    (seat) => (seat === 'gemini' ? 'timeout' : undefined),
  );
  for (const word of it.closed.words) FindingVerdict.parse(word);
  for (const ask of it.closed.asks) SeatQuestion.parse(ask);
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

words('an ask without an answer is a failure too', () => {
  const start = begin(TWO, raised({ a: ['claude'] }));
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error('a round was expected');
  const it = close(open(start, plan), []);
  assert.is(it.closed.asks[0]?.outcome, 'failed');
  assert.is(it.closed.asks[0]?.reason, 'verification-error: no answer');
});

words('an answer of another dispatch does not count', () => {
  const start = begin(TWO, raised({ a: ['claude'] }));
  const plan = planRound(start.convergence);
  if (plan.kind !== 'round') throw new Error('a round was expected');
  const opened = open(start, plan);
  const [answer] = answersOf(opened.convergence, say({ codex: 'AGREE' }));
  assert.ok(answer);
  assert.is(close(opened, [{ ...answer, dispatch: 'r-abcdef.d99' }]).closed.words.length, 0);
});

words('a missing verdict is an abstention that says so, and withdraws nothing', () => {
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

words('an explicit abstention withdraws what was said', () => {
  const script = say({
    'codex F-001 1': { verdict: 'DISAGREE' },
    'gemini F-001 1': { verdict: 'SUPPLEMENT', evidence: guard },
    'codex F-001 2': 'ABSTAIN',
    'claude': 'AGREE',
  });
  assert.is(counts(play(begin(THREE, raised({ a: ['claude'] })), script)), '+ claude gemini -  s codex u  x ');
});

words('“not my field” does not count at all, other abstentions count as skipped', () => {
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

words('of two verdicts on one finding in one result the later one counts', () => {
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

words('a verdict that was not asked for does not count, and is reported', () => {
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

const withdraw = suite('WITHDRAW');

withdraw('by its only supporter ends it', () => {
  const played = play(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'DISAGREE', gemini: 'ABSTAIN', claude: 'WITHDRAW' }));
  assert.is(stateOf(played), 'withdrawn');
  assert.match(reasonOf(played), 'claude raised it and withdrew it');
});

withdraw('by an origin that others support makes it an opponent', () => {
  const played = play(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'DISAGREE', gemini: 'AGREE', claude: 'WITHDRAW' }));
  assert.is(counts(played), '+ gemini - claude codex s  u  x ');
  assert.is(stateOf(played), 'contested', 'one who only agreed is no origin to refute');
});

withdraw('an origin that disagrees with itself has withdrawn it', () => {
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

withdraw('of a finding that one did not raise is an abstention', () => {
  const it = oneRound(begin(THREE, raised({ a: ['claude'] })), say({ codex: 'WITHDRAW', gemini: 'AGREE' }));
  assert.is(noteOf(it, 'codex'), 'nothing-to-withdraw');
  assert.is(counts(it), '+ claude gemini -  s codex u  x ');
});

words.run();
withdraw.run();
