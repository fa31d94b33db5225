// Who is asked what in which round, and when and why it ends.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Convergence } from '../../../../contracts/findings/convergence.ts';
import { planRound } from '../../../../skills/phases/convergence/rounds/rounds.ts';
import {
  answersOf,
  asksOf,
  begin,
  close,
  model,
  open,
  play,
  raisedBy,
  raisedIn,
  reasonOf,
  rules,
  type Script,
  stateOf,
} from './examination.ts';

const THREE = [model('claude'), model('codex'), model('gemini')];
const SEATS = THREE.map(({ seat }) => seat);
const say =
  (table: Record<string, ReturnType<Script>>): Script =>
  (seat, finding, round) =>
    table[`${seat} ${finding} ${round}`] ?? table[`${seat} ${finding}`] ?? table[`${seat} ${round}`] ?? table[seat] ?? 'nothing';
const EVIDENCE = { evidence: [{ path: 'src/guard.ts', line: 3, quote: 'if (!total) return;' }] };

const first = suite('the first round');

first('asks everyone about what they did not raise themselves, in one dispatch each', () => {
  const it = begin(THREE, raisedIn({ a: ['claude'], b: ['codex'], c: ['claude', 'codex'] }, SEATS));
  assert.is(asksOf(planRound(it.convergence)), 'claude: F-002, codex: F-001, gemini: F-001 F-002 F-003');
});

first('does not dispatch a worker with nothing to judge', () => {
  const it = begin(THREE, raisedIn({ a: ['claude', 'codex'] }, SEATS));
  assert.is(asksOf(planRound(it.convergence)), 'gemini: F-001');
});

first('never sends what is unsupported, dismissed or settled by grouping', () => {
  const raised = [
    ...raisedIn({ a: SEATS, b: ['claude'] }, SEATS),
    raisedBy({ seat: 'claude', localId: 'u', evidence: [{ path: 'src/u.ts', line: 1 }], checks: [{ outcome: 'absent' }] }),
    raisedBy({ seat: 'claude', localId: 'w', evidence: [{ path: 'src/w.ts', line: 1 }], fingerprint: 'f-abcdef' }),
  ];
  const it = begin(THREE, raised, {}, [{ fingerprint: 'f-abcdef', why: 'known' }]);
  assert.equal(
    it.convergence.findings.map(({ state, settledIn }) => `${state} ${settledIn}`),
    ['full-consensus 0', 'queued undefined', 'unsupported 0', 'dismissed 0'],
  );
  assert.is(asksOf(planRound(it.convergence)), 'codex: F-002, gemini: F-002');
});

first('asks rules only about their field, models about everything', () => {
  const it = begin(
    [model('claude'), rules('links', ['links']), rules('deps', ['deps/undeclared', 'links/dead'])],
    [
      raisedBy({ seat: 'claude', category: 'links/dead' }),
      raisedBy({ seat: 'claude', localId: 'a2', category: 'linkage', evidence: [{ path: 'src/z.ts', line: 1 }] }),
    ],
  );
  assert.is(asksOf(planRound(it.convergence)), 'deps: F-001, links: F-001');
});

first('is the last one if the settings say so', () => {
  const it = begin(THREE, raisedIn({ a: ['claude'] }, SEATS), { maxRounds: 1 });
  const plan = planRound(it.convergence);
  assert.is(plan.kind === 'round' && plan.final, true);
  const two = planRound(begin(THREE, raisedIn({ a: ['claude'] }, SEATS)).convergence);
  assert.is(two.kind === 'round' && two.final, false);
});

first.run();

const later = suite('later rounds');

function secondPlan(
  analysers: Convergence['analysers'],
  who: Record<string, string[]>,
  script: Script,
  failing = (_: string): string | undefined => undefined,
) {
  const it = begin(
    analysers,
    raisedIn(
      who,
      analysers.map(({ seat }) => seat),
    ),
    { maxRounds: 3 },
  );
  const plan = planRound(it.convergence);
  if (plan.kind !== 'round') throw new Error('a first round was expected');
  const opened = open(it, plan);
  return close(opened, answersOf(opened.convergence, script, failing));
}

later('show the objections to the origin, and ask nobody who has spoken', () => {
  const it = secondPlan(THREE, { a: ['claude'] }, say({ codex: 'DISAGREE', gemini: 'AGREE' }));
  assert.is(asksOf(planRound(it.convergence)), 'claude: F-001');
});

later('do not ask an origin if nobody objects', () => {
  const it = secondPlan(THREE, { a: ['claude'] }, say({ codex: 'AGREE' }), (seat) => (seat === 'gemini' ? 'timeout' : undefined));
  assert.is(asksOf(planRound(it.convergence)), 'gemini: F-001');
});

later('ask a worker who failed once more, and only once more', () => {
  const failing = (seat: string) => (seat === 'gemini' ? 'timeout' : undefined);
  let it = secondPlan(THREE, { a: ['claude'] }, say({ codex: 'DISAGREE' }), failing);
  const second = planRound(it.convergence);
  assert.is(asksOf(second), 'claude: F-001, gemini: F-001');
  if (second.kind !== 'round') throw new Error('a second round was expected');
  const opened = open(it, second);
  it = close(opened, answersOf(opened.convergence, say({ claude: 'AGREE' }), failing));
  assert.is(asksOf(planRound(it.convergence)), 'queue-empty');
});

later('do not ask an abstainer again, whether by a word or by silence', () => {
  const it = secondPlan(
    [...THREE, model('opencode')],
    { a: ['claude'] },
    say({ codex: 'ABSTAIN', gemini: 'nothing', opencode: 'DISAGREE' }),
  );
  assert.is(asksOf(planRound(it.convergence)), 'claude: F-001');
});

later('ask those again whose verdict is older than new evidence, except its author', () => {
  for (const verdict of ['DISAGREE', 'SUPPLEMENT'] as const) {
    const it = secondPlan(
      [...THREE, model('opencode')],
      { a: ['claude'] },
      say({ codex: { verdict, ...EVIDENCE }, gemini: 'AGREE', opencode: 'DISAGREE' }),
    );
    assert.is(asksOf(planRound(it.convergence)), 'claude: F-001, gemini: F-001, opencode: F-001', verdict);
  }
});

later('old evidence, absent evidence and mere words are no new evidence', () => {
  const own = { evidence: [{ path: 'src/a.ts', line: 10, quote: 'const total = a + b;' }] };
  const absent = { ...EVIDENCE, checks: [{ outcome: 'absent' as const }] };
  for (const brought of [own, absent, {}]) {
    const it = secondPlan(THREE, { a: ['claude'] }, say({ codex: { verdict: 'DISAGREE', ...brought }, gemini: 'AGREE' }));
    assert.is(asksOf(planRound(it.convergence)), 'claude: F-001');
  }
});

later('an origin that withdrew it, or abstained when heard, is not asked again', () => {
  for (const [verdict, asks] of [
    ['WITHDRAW', 'queue-empty'],
    ['ABSTAIN', 'queue-empty'],
  ] as const) {
    const it = secondPlan([model('claude'), model('codex')], { a: ['claude'] }, say({ codex: 'DISAGREE' }));
    const plan = planRound(it.convergence);
    if (plan.kind !== 'round') throw new Error('a second round was expected');
    const opened = open(it, plan);
    assert.is(asksOf(planRound(close(opened, answersOf(opened.convergence, say({ claude: verdict }))).convergence)), asks);
  }
});

later('an origin is shown an objection that came while it answered another', () => {
  const start = begin([...THREE, model('opencode')], raisedIn({ a: ['claude'] }, SEATS), { maxRounds: 3 });
  const script = say({ 'codex': 'DISAGREE', 'gemini': 'AGREE', 'claude': 'AGREE', 'opencode 2': 'DISAGREE' });
  const played = play(start, script, (seat, round) => (seat === 'opencode' && round === 1 ? 'timeout' : undefined));
  assert.equal(played.plans.map(asksOf), [
    'codex: F-001, gemini: F-001, opencode: F-001',
    'claude: F-001, opencode: F-001',
    'claude: F-001',
    'max-rounds',
  ]);
  assert.is(stateOf(played), 'contested');
});

later('a seat that cannot be dispatched is not asked', () => {
  const it = begin(THREE, raisedIn({ a: ['claude'] }, SEATS));
  assert.is(asksOf(planRound(it.convergence, { unable: ['gemini'] })), 'codex: F-001');
});

later.run();

const ends = suite('the end');

ends('queue-empty when everything is settled, or no verdict is missing', () => {
  const agreed = play(begin(THREE, raisedIn({ a: ['claude'] }, SEATS)), say({ codex: 'AGREE', gemini: 'AGREE' }));
  assert.is(agreed.convergence.ended, 'queue-empty');
  assert.is(agreed.convergence.round, 1);
  const two = [model('claude'), model('codex')];
  const divided = play(begin(two, raisedIn({ a: ['claude'] }, SEATS), { maxRounds: 3 }), say({ claude: 'AGREE', codex: 'DISAGREE' }));
  assert.is(divided.convergence.ended, 'queue-empty');
  assert.is(divided.convergence.round, 2, 'a third round would have nothing to ask');
  assert.is(stateOf(divided), 'contested');
});

ends('queue-empty at once when nothing was raised', () => {
  assert.is(asksOf(planRound(begin(THREE, []).convergence)), 'queue-empty');
});

ends('max-rounds', () => {
  const played = play(begin(THREE, raisedIn({ a: ['claude'] }, SEATS), { maxRounds: 1 }), say({ codex: 'DISAGREE', gemini: 'AGREE' }));
  assert.is(played.convergence.ended, 'max-rounds');
  assert.is(stateOf(played), 'partial-consensus');
});

ends('disabled below two analysers: what one raised was not examined', () => {
  const played = play(begin([model('claude')], raisedIn({ a: ['claude'], b: ['claude'] }, SEATS)), say({}));
  assert.is(played.convergence.ended, 'disabled');
  assert.equal(
    played.convergence.findings.map(({ state }) => state),
    ['not-examined', 'not-examined'],
  );
  assert.match(reasonOf(played), 'fewer than two workers');
});

ends('disabled by the settings: what two raised independently still counts as two', () => {
  const played = play(begin(THREE, raisedIn({ a: ['claude'], b: ['claude', 'codex'], c: SEATS }, SEATS), { enabled: false }), say({}));
  assert.is(played.convergence.ended, 'disabled');
  assert.equal(
    played.convergence.findings.map(({ state }) => state),
    ['not-examined', 'partial-consensus', 'full-consensus'],
  );
  assert.match(reasonOf(played), 'turned off');
});

ends('quorum-lost when fewer than two can answer, which makes the round final', () => {
  const two = [model('claude'), model('codex')];
  const start = begin(two, raisedIn({ a: ['claude'] }, SEATS), { maxRounds: 3 });
  const lost = play(start, say({}), (seat) => (seat === 'codex' ? 'timeout' : undefined));
  assert.equal(lost.plans.map(asksOf), ['codex: F-001', 'codex: F-001', 'quorum-lost']);
  assert.is(stateOf(lost), 'worker-unique');
  const gone = play(start, say({}), undefined, () => ({ unable: ['codex'] }));
  assert.equal(gone.plans.map(asksOf), ['quorum-lost']);
  assert.is(stateOf(gone), 'not-examined');
});

ends('seats with different methods meet the quorum, whatever their voice: rules alone recheck each other', () => {
  const beside = begin([model('claude'), rules('links'), rules('deps')], raisedIn({ a: ['links'] }, ['claude', 'links', 'deps']));
  assert.is(asksOf(planRound(beside.convergence, { unable: ['claude'] })), 'deps: F-001');
  assert.is(asksOf(planRound(beside.convergence, { unable: ['claude', 'deps'] })), 'quorum-lost');
  const alone = begin([rules('links'), rules('deps')], raisedIn({ a: ['links'] }, ['links', 'deps']));
  assert.is(asksOf(planRound(alone.convergence)), 'deps: F-001');
});

ends('budget and deadline stop before a further round, and what is open is judged as it stands', () => {
  for (const stop of ['budget', 'deadline'] as const) {
    const start = begin(THREE, raisedIn({ a: ['claude'], b: ['claude'] }, SEATS));
    const played = play(
      start,
      say({ 'codex F-001': 'DISAGREE', 'gemini F-001': 'DISAGREE', 'codex F-002': 'AGREE' }),
      undefined,
      (round) => (round > 1 ? { stop } : {}),
    );
    assert.is(played.convergence.ended, stop);
    assert.equal(
      played.convergence.findings.map(({ state }) => state),
      ['refuted', 'partial-consensus'],
    );
  }
});

ends('a run cut off while a round is under way counts the unanswered as skipped, not as opposed', () => {
  const it = begin(THREE, raisedIn({ a: ['claude'] }, SEATS));
  const plan = planRound(it.convergence);
  if (plan.kind !== 'round') throw new Error('a first round was expected');
  const cut = play(open(it, plan), say({}), undefined, () => ({ stop: 'deadline' }));
  assert.is(stateOf(cut), 'worker-unique');
  assert.match(reasonOf(cut), 'codex had not answered');
});

ends.run();
