// Whole examinations: compared round by round with a simple reference, for random votes and failures; and every combination of
// answers of two, three and four workers, from start to end.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Analyser, Convergence } from '../../../../contracts/findings/convergence.ts';
import { rootOf } from '../../../../skills/phases/convergence/rounds/aliases.ts';
import { asksOf, begin, model, type Played, play, raisedBy, rules, type Said, stateOf } from './examination.ts';
import { type Case, referenceRun, type Utterance } from './reference.ts';

const VERDICTS = { '+': 'AGREE', '-': 'DISAGREE', 'W': 'WITHDRAW', '=': 'DUPLICATE', '0': 'ABSTAIN', 'x': 'ABSTAIN' } as const;

function said({ word, evidence, of }: Utterance, own: string): Said {
  if (word === '') return 'nothing';
  const path =
    evidence === undefined ? undefined : { own, absent: 'src/nowhere.ts', guard: 'src/guard.ts', other: 'src/other.ts' }[evidence];
  const places = path === undefined ? [] : [{ path, line: 10, quote: 'if (!total) return;' }];
  return {
    verdict: word === '+' && evidence !== undefined ? 'SUPPLEMENT' : VERDICTS[word],
    basis: word === 'x' ? 'not my field' : `because ${word}`,
    evidence: places,
    checks: places.map((it) => (evidence === 'absent' ? { outcome: 'absent' } : { outcome: 'found', path: it.path, line: 10 })),
    ...(of === undefined ? {} : { of }),
  };
}

function played(it: Case): Played {
  const seats = it.analysers.map(({ seat }) => seat);
  const pathOf = (id: string) => `src/${id}.ts`;
  const raised = it.findings.flatMap(({ id, category, origins }) =>
    origins.map((seat) =>
      raisedBy({
        seat,
        category,
        dispatch: seats.indexOf(seat) + 1,
        localId: id,
        title: `Problem ${id}`,
        evidence: [{ path: pathOf(id), line: 10, quote: 'const total = a + b;' }],
      }),
    ),
  );
  const absent = raisedBy({ seat: seats[0] ?? 'a', localId: 'absent', severity: 'info', checks: [{ outcome: 'absent' }] });
  return play(
    begin(it.analysers, [...raised, absent], { maxRounds: it.maxRounds, adversarial: it.adversarial }),
    (seat, finding, round) => said(it.says(seat, finding, round), pathOf(finding)),
    (seat, round) => (it.fails(seat, round) ? 'timeout' : undefined),
    (round) => {
      const stop = it.stop(round);
      return { unable: it.unable(round), ...(stop === undefined ? {} : { stop }) };
    },
  );
}

/** What must hold of every examination, whatever was said. */
function holds(it: Case, run: Played): void {
  const { convergence, plans, rounds, settled } = run;
  Convergence.parse(convergence);
  for (const [at, plan] of plans.entries()) {
    if (plan.kind === 'ended') continue;
    const before = rounds[at];
    for (const id of plan.asks.flatMap(({ findings }) => findings)) {
      assert.is(before?.findings.find((finding) => finding.id === id)?.state, 'queued', `${id} was settled and sent again`);
    }
  }
  const told = settled.flat().map(({ finding }) => finding);
  assert.is(new Set(told).size, told.length, 'a finding was settled twice');
  for (const finding of convergence.findings) {
    assert.is.not(finding.state, 'queued');
    assert.type(finding.reason, 'string');
    if (finding.state === 'merged') assert.is.not(stateOf(run, rootOf(convergence.findings, finding.id)), 'merged');
  }
  assert.equal(
    convergence.findings.flatMap(({ origins }) => origins).toSorted(),
    run.raised.map(({ ref }) => ref).toSorted(),
    'every raised finding is in the report once',
  );
  for (const ask of convergence.asks) {
    const words = convergence.words.filter(({ seat, round }) => seat === ask.seat && round === ask.round);
    assert.equal(
      words.map(({ finding }) => finding),
      ask.outcome === 'answered' ? ask.findings : [],
      'a failure is no vote, an answer is one word a finding',
    );
    for (const word of words) {
      const given = it.says(ask.seat, word.finding, ask.round).word;
      if (given === '-') assert.is(word.verdict, 'DISAGREE', 'a dissent was lost');
    }
    const skipped = convergence.skippedWorkers.some(({ seat, round }) => seat === ask.seat && round === ask.round);
    assert.is(skipped, ask.outcome === 'failed');
  }
  for (const [at, later] of rounds.slice(1).entries()) {
    assert.equal(later.words.slice(0, rounds[at]?.words.length), rounds[at]?.words, 'what was said stays said');
  }
}

const SEATS = ['a-one', 'b-two', 'c-three', 'd-four', 'e-five'];
const utterance: fc.Arbitrary<Utterance> = fc.record(
  {
    word: fc.constantFrom('+', '+', '+', '-', '-', '-', 'W', '=', '0', 'x', ''),
    evidence: fc.constantFrom('own', 'absent', 'guard', 'other'),
    of: fc.constantFrom('F-001', 'F-002', 'F-003', 'F-404'),
  },
  { requiredKeys: ['word'] },
);

const cases: fc.Arbitrary<Case> = fc
  .record({
    kinds: fc.array(
      fc.record({ kind: fc.constantFrom('model', 'model', 'twin', 'rules'), field: fc.constantFrom<string[]>(['one'], ['one', 'two']) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    findings: fc.array(fc.record({ category: fc.constantFrom('one', 'two'), origins: fc.integer({ min: 1, max: 31 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    maxRounds: fc.integer({ min: 1, max: 3 }),
    adversarial: fc.boolean(),
    script: fc.array(utterance, { minLength: 60, maxLength: 60 }),
    failing: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 15, maxLength: 15 }),
    unable: fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 15, maxLength: 15 }),
    stop: fc.constantFrom(undefined, undefined, undefined, undefined, 'budget' as const, 'deadline' as const, 'stopped' as const),
    stopAt: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ kinds, findings, maxRounds, adversarial, script, failing, unable, stop, stopAt }) => {
    const analysers = kinds.map(({ kind, field }, at): Analyser => {
      const seat = SEATS[at] ?? 'z';
      if (kind === 'rules') return rules(seat, field);
      return kind === 'twin' ? { ...model(seat), voice: 'model of both' } : model(seat);
    });
    const cell = (seat: string, round: number) => SEATS.indexOf(seat) * 3 + round - 1;
    const named = findings.map(({ category, origins }, at) => {
      const some = analysers.filter((_, bit) => (origins >> bit) % 2 === 1).map(({ seat }) => seat);
      return { id: `F-00${at + 1}`, category, origins: some.length > 0 ? some : [SEATS[0] ?? ''] };
    });
    return {
      analysers,
      findings: named,
      maxRounds,
      adversarial,
      says: (seat, finding, round) => script[cell(seat, Math.min(round, 3)) * 4 + Number(finding.slice(-1)) - 1] ?? { word: '' },
      fails: (seat, round) => failing[cell(seat, round)] === 0,
      unable: (round) => analysers.filter(({ seat }) => unable[cell(seat, Math.min(round, 3))] === 0).map(({ seat }) => seat),
      stop: (round) => (round >= stopAt ? stop : undefined),
    };
  });

const reference = suite('beside the reference');

reference('random votes, failures and rounds give the same asks, the same states in every round, the same end', () => {
  const met = new Map<string, number>();
  const runs = Number(process.env.MUSTER_PROPERTY_RUNS ?? 3000);
  fc.assert(
    fc.property(cases, (it) => {
      const run = played(it);
      holds(it, run);
      const expected = referenceRun(it);
      const known = new Set(it.findings.map(({ id }) => id));
      const statesOf = ({ findings }: Convergence) =>
        Object.fromEntries(findings.filter(({ id }) => known.has(id)).map(({ id, state }) => [id, state]));
      assert.equal(run.plans.slice(0, -1).map(asksOf), expected.asks);
      assert.equal([...run.rounds, run.convergence].map(statesOf), expected.states);
      assert.is(run.convergence.ended, expected.end);
      for (const { id, mergedInto } of run.convergence.findings) assert.is(mergedInto, expected.mergedInto[id]);
      for (const { state } of run.convergence.findings) met.set(state, (met.get(state) ?? 0) + 1);
      met.set(expected.end, (met.get(expected.end) ?? 0) + 1);
    }),
    { numRuns: runs, seed: 4 },
  );
  const wanted = ['full-consensus', 'partial-consensus', 'worker-unique', 'not-examined', 'contested', 'refuted', 'withdrawn', 'merged'];
  for (const state of [...wanted, 'queue-empty', 'max-rounds', 'quorum-lost', 'disabled', 'budget', 'deadline']) {
    assert.ok((met.get(state) ?? 0) >= runs / 300, `${state} was met only ${met.get(state) ?? 0} times`);
  }
});

reference.run();

const every = suite('every way to answer');

const ANSWERS: readonly (Utterance | 'fail')[] = [
  { word: '+' },
  { word: '+', evidence: 'guard' },
  { word: '-' },
  { word: '-', evidence: 'guard' },
  { word: '0' },
  { word: 'x' },
  { word: '' },
  'fail',
];
const DEFENCES: readonly (Utterance | 'fail')[] = [{ word: '+' }, { word: 'W' }, { word: '0' }, 'fail'];

/** All scripts of a round: an answer for each seat, the origins from their own list. */
function* scripts(
  seats: readonly string[],
  origins: readonly string[],
  answers: typeof ANSWERS,
): Generator<Map<string, Utterance | 'fail'>> {
  const [seat, ...rest] = seats;
  if (seat === undefined) return yield new Map();
  for (const others of scripts(rest, origins, answers)) {
    for (const answer of origins.includes(seat) ? DEFENCES : answers) yield new Map([[seat, answer], ...others]);
  }
}

const SECOND: typeof ANSWERS = [{ word: '+' }, { word: '-' }, { word: '0' }, 'fail'];

for (const [workers, second] of [
  [2, ANSWERS],
  [3, ANSWERS],
  [4, SECOND],
] as const) {
  every(`${workers} workers: each combination ends in one state, as in the reference, and nothing stays queued`, () => {
    const seats = SEATS.slice(0, workers);
    let ways = 0;
    for (let origins = 1; origins < Math.min(workers, 3); origins += 1) {
      const raisers = seats.slice(0, origins);
      for (const first of scripts(seats.slice(origins), [], ANSWERS)) {
        for (const later of secondRounds(seats, raisers, first, second)) {
          const it: Case = {
            analysers: seats.map(model),
            findings: [{ id: 'F-001', category: 'one', origins: raisers }],
            maxRounds: 2,
            adversarial: ways % 2 === 0,
            says: (seat, _, round) => worded((round === 1 ? first : later).get(seat)),
            fails: (seat, round) => (round === 1 ? first : later).get(seat) === 'fail',
            unable: () => [],
            stop: () => undefined,
          };
          const run = played(it);
          const expected = referenceRun(it);
          assert.is(stateOf(run), expected.states.at(-1)?.['F-001']);
          assert.is.not(stateOf(run), 'queued');
          ways += 1;
        }
      }
    }
    console.log(`  ${workers} workers: ${ways} ways`);
    assert.ok(ways > 8);
  });
}

const worded = (answer: Utterance | 'fail' | undefined): Utterance => (answer === undefined || answer === 'fail' ? { word: '' } : answer);

/** Only the seats that a second round asks are varied. */
function secondRounds(
  seats: readonly string[],
  raisers: readonly string[],
  first: ReadonlyMap<string, Utterance | 'fail'>,
  answers: typeof ANSWERS,
) {
  const once = played({
    analysers: seats.map(model),
    findings: [{ id: 'F-001', category: 'one', origins: raisers }],
    maxRounds: 2,
    adversarial: false,
    says: (seat) => worded(first.get(seat)),
    fails: (seat, round) => round === 1 && first.get(seat) === 'fail',
    unable: () => [],
    stop: () => undefined,
  });
  const plan = once.plans[1];
  const asked = plan?.kind === 'round' ? plan.asks.map(({ seat }) => seat) : [];
  return scripts(asked, raisers, answers);
}

every.run();
