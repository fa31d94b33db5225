// What workers cost, as far as anybody knows, and how a run's end is put in words.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SeatLooks } from '../../../../contracts/work/receipt.ts';
import { sayIn } from '../../../../skills/report-writer/language/say.ts';
import { duration, grouped, listed, money } from '../../../../skills/wording/numbers.ts';
import { outcomeLine, outcomeWords } from '../../../../skills/wording/outcome.ts';
import {
  costOf,
  costWithSource,
  costWords,
  coverageOf,
  sourceWords,
  tokenWords,
  totalCost,
  workers,
} from '../../../../skills/wording/workers.ts';
import { attempt, dispatch, emptyView, paid, rulesSeat, seat, USAGE_NONE, USAGE_UNAVAILABLE } from '../../../fixtures/report/build.ts';
import { sampleReport } from '../../../fixtures/report/sample.ts';

const cost = suite('cost');
const words = suite('words');

const situations: [string, Parameters<typeof costOf>[0], string, string][] = [
  ['nothing was reported', [], 'unknown', 'nothing reported'],
  ['unavailable is unknown, not 0', [USAGE_UNAVAILABLE], 'unknown', 'not reported'],
  ['rules are free because there is no model', [USAGE_NONE], 'free', 'no model'],
  ['a known price', [paid(0.5, 10, 5)], '$0.50', 'reported'],
  ['one attempt of two told a price', [paid(0.5, 10, 5), USAGE_UNAVAILABLE], 'at least $0.50', 'reported, partly not reported'],
  ['tokens without a price', [paid(null, 10, 5)], 'unknown', 'reported'],
  ['rules beside an unknown price', [USAGE_NONE, USAGE_UNAVAILABLE], 'unknown', 'not reported'],
  ['an estimate says so', [{ ...paid(0.25), source: 'estimated' }], 'about $0.25', 'estimated'],
  ['a reported zero is a zero', [paid(0, 10, 5)], '$0', 'reported'],
];
for (const [situation, usages, told, source] of situations) {
  cost(situation, () => assert.equal([costWords(costOf(usages)), sourceWords(costOf(usages))], [told, source]));
}

cost('is written in the language of the report', () => {
  const some = costOf([paid(0.5, 10, 5), USAGE_UNAVAILABLE]);
  const told = ['de', 'fr', 'es'].map((it) => costWithSource(some, sayIn(it)));
  assert.equal(told, [
    'mindestens $0.50 (gemeldet, teils nicht gemeldet)',
    'au moins $0.50 (indiqué, en partie non indiqué)',
    'al menos $0.50 (comunicado, en parte no comunicado)',
  ]);
  assert.is(costWithSource(costOf([USAGE_UNAVAILABLE])), 'unknown (not reported)');
});

cost('a seat that never started is listed as such', () => {
  const [worker] = workers({ ...emptyView(), seats: [seat('codex')] });
  assert.equal([worker?.seat, worker?.status, worker?.ms, worker && costWords(worker.cost)], ['codex', 'not-run', null, 'unknown']);
});

cost('all attempts of all dispatches of a seat are added up', () => {
  const dispatches = [
    dispatch(1, 'codex', { attempts: [attempt(1, 0, 10, { usage: paid(0.1, 5, 5) }), attempt(2, 20, 40, { usage: paid(0.2, 5, 5) })] }),
    dispatch(2, 'codex', { round: 1, attempts: [attempt(1, 50, 60, { usage: paid(0.3, 5, 5) })] }),
  ];
  const [worker] = workers({ ...emptyView(), seats: [seat('codex')], dispatches });
  assert.equal([worker?.ms, worker && costWords(worker.cost), worker && tokenWords(worker.cost)], [40_000, '$0.60', '30']);
});

cost('a run of rules alone costs no model', () => {
  const view = {
    ...emptyView(),
    seats: [rulesSeat('deps')],
    dispatches: [dispatch(1, 'deps', { attempts: [attempt(1, 0, 2, { usage: USAGE_NONE })] })],
  };
  assert.is(costWords(totalCost(view)), 'free');
});

cost('coverage is that of analysers, not of the report-writer, with flags', () => {
  const told = coverageOf(sampleReport().run);
  assert.equal(
    told.map((it) => it.seat),
    ['claude@opus', 'codex', 'gemini', 'deps', 'slips'],
  );
  assert.equal(told.at(-1)?.flags, ['heartbeat-missing']);
});

words('durations, amounts, lists', () => {
  assert.equal([0, 999, 1_000, 4_200, 59_400, 60_000, 61_000, 3_600_000, 5_400_000, null, -1].map(duration), [
    '0 ms',
    '999 ms',
    '1 s',
    '4.2 s',
    '59 s',
    '1 min',
    '1 min 1 s',
    '1 h',
    '1 h 30 min',
    'unknown',
    'unknown',
  ]);
  assert.equal([0, 0.001, 1.005, 12].map(money), ['$0', '< $0.01', '$1.00', '$12.00']);
  assert.equal([7, 1_000, 1_234_567].map(grouped), ['7', '1,000', '1,234,567']);
  assert.equal([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed), ['', 'a', 'a and b', 'a, b and c']);
});

words('the outcome comes first, then what qualifies it, then why', () => {
  const view = emptyView();
  assert.is(outcomeLine(view), 'Completed');
  assert.is(outcomeLine({ ...view, degraded: true, degradedWhy: ['one of three answered'] }), 'Completed, DEGRADED: one of three answered');
  assert.is(outcomeLine({ ...view, outcome: 'failed', reason: 'no-result' }), 'Failed: no worker delivered a result');
  assert.is(
    outcomeLine({ ...view, outcome: 'skipped', reason: 'reused', message: 'see r-abcdef' }),
    'Skipped: an identical run was already done; see r-abcdef',
  );
  assert.equal([outcomeWords(view).tone, outcomeWords({ ...view, degradedWhy: ['one: auth'] }).tone], ['good', 'warning']);
  assert.is(outcomeLine({ ...view, outcome: null, reason: null, status: 'executing' }), 'Not finished (executing)');
});

words('a run that most workers left without an answer is not called complete without a number', () => {
  const [one] = sampleReport().run.dispatches;
  if (one === undefined) throw new Error('the sample has a worker');
  const of = (...statuses: ('completed' | 'error')[]) => {
    const dispatches = statuses.map((status, at) => ({ ...one, seat: `w${at}`, role: 'analyser' as const, round: 0, status }));
    return { ...emptyView(), dispatches, degraded: true, degradedWhy: ['w1: crashed'] };
  };
  assert.is(outcomeLine(of('completed', 'error', 'error')), 'Completed by 1 of 3 workers, DEGRADED: w1: crashed');
  assert.is(outcomeWords(of('completed', 'error', 'error')).tone, 'warning');
  assert.is(outcomeLine(of('completed', 'error')), 'Completed, DEGRADED: w1: crashed');
  const inWords = (['de', 'fr', 'es'] as const).map((it) => outcomeWords(of('completed', 'error', 'error'), sayIn(it)).word);
  assert.equal(inWords, ['Abgeschlossen von 1 von 3 Arbeitern', 'Terminée par 1 participant sur 3', 'Completada por 1 de 3 participantes']);
});

words('a judged run says at once how much was opened, and is green only if that was seen', () => {
  const quiet = emptyView();
  const judgement = { asks: 'judgement', question: 'Is it right?', came: 'judged', without: [] } as const;
  const receipt = { files: 8, opened: '0-3', searched: '', by: 'claimed', searchSeen: false, unwitnessed: 0, absent: [] } as const;
  const told = (more: Partial<SeatLooks['receipt']>, say = sayIn('en')) => {
    const looks: SeatLooks[] = [
      { seat: 'ada', dispatch: 'r-k3f7qa.d1', judges: 'anything', inconclusive: null, receipt: { ...receipt, absent: [], ...more } },
    ];
    const view = { ...quiet, judgement: { ...judgement, without: [] }, looks };
    return [outcomeLine(view, say), outcomeWords(view).tone];
  };
  assert.equal(told({}), ['Completed: 4 of 8 files opened, as far as claimed', 'neutral']);
  assert.equal(told({ shown: '0-3' }), ['Completed: 4 of 8 files opened', 'good']);
  assert.equal(told({ by: 'witnessed', changed: '3-4' }), ['Completed: 1 of 2 changed files opened', 'good']);
  assert.equal(told({ by: 'witnessed', changed: '' }), ['Completed: 4 of 8 files opened', 'good'], 'a change that only deletes');
  const inWords = ['de', 'fr', 'es'].map((it) => told({}, sayIn(it))[0]);
  assert.equal(inWords, [
    'Abgeschlossen: 4 von 8 Dateien geöffnet, soweit behauptet',
    'Terminée: fichiers ouverts : 4 sur 8, à ce qui est déclaré',
    'Completada: 4 de 8 archivos abiertos, según se afirma',
  ]);
  const failed = { ...quiet, outcome: 'failed', reason: 'no-result', message: 'no worker delivered a result (ada: auth)' } as const;
  assert.is(outcomeLine(failed), 'Failed: no worker delivered a result (ada: auth)');
  const message = 'no stage was done: guard is rejected';
  const late = { ...sampleReport().run, degradedWhy: [], degraded: false, looks: [], message };
  assert.is(outcomeLine({ ...late, outcome: 'failed', reason: 'no-result' }), `Failed: ${message}`, 'workers delivered something');
});

cost.run();
words.run();
