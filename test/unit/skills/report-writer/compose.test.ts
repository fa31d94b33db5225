// The facts: what goes into them, what is said of what was not looked at, and one sentence per event.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Manifest } from '../../../../contracts/run/manifest.ts';
import { Report } from '../../../../contracts/run/report.ts';
import { RUN_EVENTS } from '../../../../skills/phases/events.ts';
import { stubReport } from '../../../../skills/report-writer/facts/compose.ts';
import { composeManifest } from '../../../../skills/report-writer/facts/manifest.ts';
import { notLookedAt } from '../../../../skills/report-writer/facts/not-looked-at.ts';
import { overTimeOf } from '../../../../skills/report-writer/facts/over-time.ts';
import { sayIn } from '../../../../skills/report-writer/language/say.ts';
import { renderMarkdown } from '../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../skills/report-writer/page/render-html.ts';
import { describeEvent } from '../../../../skills/wording/journal/describe-event.ts';
import { at, attempt, digest, dispatch, emptyView, RUN, runBuilder, seat } from '../../../fixtures/report/build.ts';
import { composeReport } from '../../../fixtures/report/compose.ts';
import { hostileReport } from '../../../fixtures/report/hostile.ts';
import { largeReport, quietReport, sampleReport } from '../../../fixtures/report/sample.ts';
import { elements } from './page/markup.ts';

const facts = suite('the facts of a report');
const gaps = suite('what was not looked at');
const events = suite('one sentence per event');
const manifest = suite('manifest');

facts('match the contract, even after a round trip through JSON', () => {
  for (const report of [sampleReport(), quietReport(), largeReport(20), hostileReport('harmless')]) {
    assert.equal(Report.parse(JSON.parse(JSON.stringify(report))), report);
  }
});

facts('that nothing is new is told only where somebody has judged', () => {
  const view = emptyView();
  const review = { run: view.id, at: at(1), commit: 'd'.repeat(40), scope: [], seats: [] };
  const overTime = { branch: 'refs/heads/main', since: { run: 'r-aaaaaa' as const, at: at(0) }, review, traces: [] };
  const told = (came: 'judged' | 'rules-only' | 'not-judged') =>
    overTimeOf({ ...view, overTime, judgement: { asks: 'judgement', question: null, came, without: [] } }, sayIn('en'))?.sentence;
  assert.match(told('judged') ?? '', 'nothing new and nothing open');
  assert.match(told('rules-only') ?? '', 'nothing new and nothing open');
  assert.is(told('not-judged'), undefined);
});

facts('a bar for each attempt, in the order they began, a redispatch by its name', () => {
  const { timeline } = sampleReport();
  assert.is(timeline.length, 14);
  assert.ok(timeline.every((it, index) => index === 0 || (timeline[index - 1]?.from ?? '') <= it.from));
  const codex = timeline.filter((it) => it.seat === 'codex').map(({ attempt, reason, what }) => [attempt, reason, what]);
  assert.equal(codex.slice(0, 2), [
    [1, 'silent', 'analysis'],
    [2, 'done', 'analysis, redispatch'],
  ]);
});

facts('code that prose names but no source has is marked wherever the prose is shown', () => {
  const { run } = sampleReport();
  const [first, ...rest] = run.narrative;
  const [raised, ...others] = run.raised;
  assert.ok(first && raised);
  const view = {
    ...run,
    narrative: [{ ...first, text: 'Replace `madeUp()` by `checkout()`.' }, ...rest],
    raised: [{ ...raised, finding: { ...raised.finding, recommendation: 'Call `madeUp()` first.' } }, ...others],
  };
  const prose = { missing: ['madeUp()'], searchedAll: false };
  const report = composeReport({ view, map: null, events: [], engine: '0.1.0', at: at(60), prose });
  assert.equal(report.notInSources, ['madeUp()']);
  assert.is(report.run.narrative[0]?.text, 'Replace `madeUp()` [not in the sources] by `checkout()`.');
  assert.is(report.run.raised[0]?.finding.recommendation, 'Call `madeUp()` [not in the sources] first.');
  assert.ok(report.notLookedAt.includes('Not all code that the prose names could be looked up in the base.'));
  assert.is(renderMarkdown(report).split('not in the sources').length, 3);
  assert.is(renderHtml(report).split('not in the sources').length, 3);
  Report.parse(report);
});

facts('an attempt that still runs ends with the report; one that never began takes no time', () => {
  const view = {
    ...emptyView(),
    dispatches: [
      dispatch(1, 'codex', { status: null, attempts: [attempt(1, 5, null)] }),
      dispatch(2, 'claude', { attempts: [attempt(1, 5, 9, { startedAt: null, endedAt: null, reason: 'spawn-failed' })], status: 'error' }),
    ],
  };
  const { timeline } = composeReport({ view, map: null, events: [], engine: '0.1.0', at: at(60) });
  assert.equal(
    timeline.map(({ seat, from, to, reason }) => [seat, from, to, reason]),
    [
      ['claude', at(4), at(4), 'spawn-failed'],
      ['codex', at(5), at(60), 'running'],
    ],
  );
});

facts('commands are those that were started, with how they ended; a prompt in them is shortened', () => {
  const { commands } = sampleReport();
  const [claude] = commands;
  assert.ok(claude?.argv.at(-1)?.endsWith('(18900 characters in all)'), claude?.argv.at(-1));
  assert.equal(
    commands.filter((it) => it.dispatch === `${RUN}.d2`).map(({ attempt, code, signal }) => [attempt, code, signal]),
    [
      [1, null, 'SIGTERM'],
      [2, 0, null],
    ],
  );
});

facts('the last two hundred events, and no more', () => {
  const many = Array.from({ length: 950 }, (_, index) => ({
    seq: index + 1,
    at: at(index),
    type: 'poll.reported',
    payload: { pending: 1, done: index },
  }));
  const report = composeReport({ view: emptyView(), map: null, events: many, engine: '0.1.0', at: at(1_000) });
  assert.equal([report.events.length, report.events[0]?.seq, report.events.at(-1)?.seq], [200, 751, 950]);
});

facts('a stub says why, and is rendered without what may have broken the report', () => {
  const view = { ...runBuilder().view(), dispatches: null as never };
  const stub = stubReport(view, '0.1.0', at(1), 'the disk was full.');
  assert.ok(renderMarkdown(stub).includes('This report is a stub: the disk was full.'));
  assert.ok(elements(renderHtml(stub)).some((it) => it.name === 'h1'));
});

gaps('workers that delivered nothing, with the reason; rounds with the findings they were asked about', () => {
  const told = notLookedAt(sampleReport().run);
  assert.ok(told.includes('opencode delivered nothing for the analysis: error, auth, not logged in.'), told.join('\n'));
  assert.ok(told.includes('gemini delivered nothing in round 2 about F-002, F-003 and F-006: timeout, deadline.'));
  assert.ok(told.includes('claude@opus names a gap: Nobody looked at the mobile client’s own retry.'));
  assert.ok(told.includes('config/.env.production was left out of the capture because of its name.'));
});

gaps('the scope, the range, what the capture left out, seats that never started', () => {
  const view = emptyView();
  const base =
    view.base === null
      ? null
      : {
          ...view.base,
          leftOut: [
            { path: 'a.bin', reason: 'too large' },
            { path: 'b.bin', reason: 'too large' },
          ],
        };
  const told = notLookedAt({ ...view, base, task: { ...view.task, scope: ['src/**'], range: 'main...HEAD' }, seats: [seat('codex')] });
  assert.equal(told, [
    'Only src/** was in the scope of the task; everything else was not reviewed.',
    'Only the changes of main...HEAD were reviewed, not what was there before.',
    '2 files left out of the capture (too large): a.bin and b.bin.',
    'codex was chosen as analyser but never started.',
  ]);
  const run = runBuilder();
  const raise = (n: number, path: string) => run.finding('not-examined', [run.raise('codex', n, { title: path })]);
  const [within, outside, search] = [raise(1, 'src/a.ts'), raise(2, 'README.md'), raise(3, '**/*.ts')];
  const { findings } = run.view();
  const paths = new Map([within, outside, search].map((id, at) => [id, ['src/a.ts', 'README.md', '**/*.ts'][at] ?? '']));
  const placed = findings.map((it) => ({ ...it, path: paths.get(it.id) ?? '' }));
  const scoped = { ...view, findings: placed, task: { ...view.task, scope: ['src/**'] } };
  assert.ok(
    notLookedAt(scoped).includes(`${outside} stand outside the scope of the task, where nobody was asked to look.`),
    notLookedAt(scoped).join('\n'),
  );
  assert.ok(notLookedAt(scoped).some((it) => it.startsWith('Not every worker that could judge')));
  const alone = notLookedAt({ ...scoped, convergence: { ...view.convergence, ended: 'disabled' } });
  assert.not.ok(
    alone.some((it) => it.startsWith('Not every worker that could judge')),
    'there was no other',
  );
});

gaps('empty if there is nothing to say', () => {
  assert.equal(notLookedAt({ ...emptyView(), dispatches: [dispatch(1, 'codex')], seats: [seat('codex')] }), []);
});

gaps('thousands of sentences are counted, not printed', () => {
  const notes = Array.from({ length: 5_000 }, (_, n) => ({ kind: 'left-out' as const, text: `file ${n}` }));
  const told = notLookedAt({ ...emptyView(), notes });
  assert.equal([told.length, told.at(-1)], [201, 'And 4800 more; the journal has them all.']);
});

events('say what happened, to whom', () => {
  const who = { dispatch: `${RUN}.d2`, attempt: 1, seat: 'codex' };
  assert.is(
    describeEvent({ type: 'attempt.suspected', payload: { ...who, quietFor: 302_000 } }),
    'codex (d2, attempt 1) has been quiet for 5 min 2 s.',
  );
  assert.is(
    describeEvent({
      type: 'finding.settled',
      payload: { phase: 'convergence', finding: 'F-001', state: 'full-consensus', round: 1, reason: 'all agree' },
    }),
    'F-001 was settled in round 1: confirmed by all: all agree.',
  );
  assert.is(describeEvent({ type: 'run.resumed', payload: {} }), 'The run was resumed.');
});

events('an unknown type and a broken payload are sentences too, short and on one line', () => {
  assert.is(describeEvent({ type: 'future.thing', payload: {} }), 'Unknown event of a newer version: future.thing.');
  assert.is(describeEvent({ type: 'run.queued', payload: null }), 'An event of type run.queued whose contents cannot be read.');
  assert.is(describeEvent({ type: 'toString', payload: {} }), 'Unknown event of a newer version: toString.');
  const types = fc.constantFrom(...Object.keys(RUN_EVENTS), 'x'.repeat(500));
  fc.assert(
    fc.property(types, fc.oneof(fc.anything(), fc.constant({ waitsFor: 'long '.repeat(500) })), (type, payload) => {
      const told = describeEvent({ type, payload });
      assert.ok(told.length > 0 && told.length <= 240 && !told.includes('\n'), told);
    }),
  );
});

const SETTINGS: Manifest['settings'] = {
  deadline: '45m',
  budget: { usd: 5 },
  quorum: 2,
  approvals: 'ask',
  language: 'en',
  scope: [],
  convergence: { enabled: true, maxRounds: 2, mode: 'lightweight', adversarial: false, critic: false },
  phases: [{ key: 'analysis', kind: 'fan-out', deadline: '20m' }],
  limits: { analyser: { soft: '20m', hard: '30m' } },
  silence: { quiet: '10m' },
  grace: { exit: '30s' },
};

const parts = {
  journal: { stream: `run/${RUN}`, seq: 212, digest: digest('journal') },
  versions: { musterd: '0.1.0', node: '24.21.0' },
  outputs: [{ name: 'report.json', digest: digest('json') }],
  children: ['r-child2'],
  impactDebt: [],
  dependencies: [{ from: `report:${RUN}`, to: `result:${RUN}.d1`, kind: 'INCLUDES' as const }],
  settings: SETTINGS,
  launches: { codex: { argv: ['codex', 'exec'], answered: ['gpt-5.2'], sampling: { temperature: '0' } } },
};

manifest('holds bindings, dispatches, edges and checks, and wants only its seal', () => {
  const made = composeManifest(sampleReport().run, parts);
  Manifest.parse({ ...made, seal: digest('seal') });
  assert.is(made.bindings.length, 7);
  assert.equal(made.dependencies, parts.dependencies);
  assert.equal(made.children, ['r-child2']);
  const bound = Object.fromEntries(made.bindings.map((it) => [it.seat, [it.role, it.argv, it.answered, it.sampling]]));
  assert.equal(bound.codex, ['analyser', ['codex', 'exec'], ['gpt-5.2'], { temperature: '0' }]);
  assert.equal(bound.gemini, ['analyser', [], [], null]);
  assert.ok(made.validations.some((it) => it.what === `result ${RUN}.d4` && it.outcome === 'none: auth'));
});

manifest('of a run that got nowhere has nulls, and is complete', () => {
  const made = composeManifest({ ...emptyView(), outcome: 'failed', reason: 'base-refused', base: null, startedAt: null }, parts);
  Manifest.parse({ ...made, seal: digest('seal') });
  assert.equal([made.base, made.timings.started, made.dispatches], [null, null, []]);
});

manifest('names the run whose result a skipped one uses', () => {
  const made = composeManifest(
    { ...emptyView(), outcome: 'skipped', reason: 'reused', message: `identical to r-abcdef, not ${RUN}` },
    parts,
  );
  assert.equal(made.reused, ['r-abcdef']);
});

manifest('is refused for a run that has not ended', () => {
  assert.throws(
    () => composeManifest({ ...emptyView(), outcome: null }, parts),
    (error: Error & { code?: string }) => error.code === 'internal' && error.message.includes(RUN),
  );
});

facts.run();
gaps.run();
events.run();
manifest.run();
