// What a report says is unresolved, and what went wrong: whole in report.json, and in every form for people.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import { Report } from '../../../../contracts/run/report.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { openQuestions } from '../../../../skills/report-writer/facts/open-questions.ts';
import { renderMarkdown } from '../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../skills/report-writer/page/render-html.ts';
import { at, digest, dispatch, quoted, RUN, runBuilder, seat } from '../../../fixtures/report/build.ts';
import { composeReport } from '../../../fixtures/report/compose.ts';
import { textOf } from './page/markup.ts';

const open = suite('what is unresolved');
const errors = suite('what went wrong');

type Event = { seq: number; at: string; type: string; payload: unknown };
const report = (view: RunView, events: Event[] = []): Report => composeReport({ view, map: null, events, engine: '0.1.0', at: at(60) });

function withFindings(states: readonly FindingState[]): RunView {
  const run = runBuilder();
  for (const [n, state] of states.entries()) {
    const ref = run.raise('one', 1, { title: `Problem ${n + 1}`, ...quoted(`src/${n}.ts`, 1, `const value${n} = 1;`) });
    run.finding(state, [ref]);
  }
  return run.view({ seats: [seat('one')], dispatches: [dispatch(1, 'one')] });
}

open('lists every finding that is contested or unexamined, and none that is settled', () => {
  const view = withFindings(['full-consensus', 'contested', 'refuted', 'not-examined', 'worker-unique', 'withdrawn', 'dismissed']);
  assert.equal(
    report(view).unresolved.map(({ kind, about, asks }) => [kind, about, asks]),
    [
      ['contested', 'F-002', 'Which side is right about “Problem 2”?'],
      ['not-examined', 'F-004', 'Is “Problem 4” right? No other worker examined it.'],
    ],
  );
});

open('lists all of them in report.json, and for people the first ten of a kind', () => {
  const all = report(withFindings(Array.from({ length: 25 }, () => 'contested' as const)));
  assert.is(all.unresolved.length, 25);
  const asked = openQuestions(all);
  assert.equal([asked.length, asked.at(-1)?.asks], [11, 'And 15 more on which the workers disagree']);
});

const gate = (about: RunView['gates'][number]['gate']['about']): RunView['gates'][number] => ({
  gate: {
    id: `${RUN}.g1`,
    phase: 'plan',
    about,
    asks: 'Approve this plan?',
    why: 'two disagree',
    offers: [{ answer: 'approve', does: 'accepts it' }],
    shown: digest('plan'),
    openedAt: at(1),
    expiresAt: at(2),
  },
  answer: null,
  comment: null,
  by: null,
  answeredAt: null,
  closed: true,
});

open('lists unanswered questions, by the program and by workers', () => {
  const view = withFindings([]);
  const blocked = dispatch(1, 'one', { reason: 'blocked', status: 'error', detail: 'Which database?' });
  const asks = { ...view, dispatches: [blocked], gates: [gate({ kind: 'plan', plan: digest('plan') })] };
  assert.equal(
    report(asks).unresolved.map(({ kind, about, asks: what }) => [kind, about, what]),
    [
      ['gate', `${RUN}.g1`, 'Approve this plan?'],
      ['question', 'one', 'Which database?'],
    ],
  );
  const answered = { ...gate({ kind: 'question', dispatch: blocked.id }), answer: 'approve' as const };
  assert.equal(report({ ...asks, gates: [answered] }).unresolved, []);
});

open('is shown in every format, and in the language of the task', () => {
  const view = withFindings(['contested', 'not-examined']);
  const german = report({ ...view, task: { ...view.task, language: 'de' } });
  for (const shown of [renderMarkdown(german), textOf(renderHtml(german))]) {
    assert.ok(shown.includes('Offene Fragen'));
    assert.ok(shown.includes('Stimmt „Problem 2“? Kein anderer Prüfer hat es untersucht.'));
  }
});

const happened = (type: string, payload: object, seq: number): Event => ({ seq, at: at(seq), type, payload });
const WRONG: Event[] = [
  happened('effect.failed', { key: 'capture-base', try: 2, retryAt: at(30), code: 'git-failed', message: 'the disk is full' }, 3),
  happened(
    'attempt.ended',
    {
      dispatch: `${RUN}.d1`,
      attempt: 1,
      seat: 'one',
      errors: [{ ts: at(2), type: 'tool-failure', tool: 'grep', message: 'no such file' }],
    },
    4,
  ),
  happened('run.concluding', { outcome: 'failed', reason: 'effect-failed', message: 'capture-base failed 8 times', partial: true }, 5),
];

errors('are those of workers and of Muster itself, in the order in which they happened', () => {
  const made = report(withFindings([]), WRONG);
  assert.equal(made.errors, [
    { ts: at(3), type: 'lead-failure', step: 'capture-base', code: 'git-failed', message: 'the disk is full', try: 2, retryAt: at(30) },
    { ts: at(2), type: 'tool-failure', tool: 'grep', message: 'no such file', dispatch: `${RUN}.d1`, attempt: 1, seat: 'one' },
    { ts: at(5), type: 'lead-failure', step: 'conclude', code: 'effect-failed', message: 'capture-base failed 8 times' },
  ]);
  assert.equal(Report.parse(JSON.parse(JSON.stringify(made))).errors, made.errors);
  for (const shown of [renderMarkdown(made), textOf(renderHtml(made))])
    for (const part of ['Errors', 'Muster', 'capture-base', 'the disk is full', 'one (d1)', 'grep', 'no such file'])
      assert.ok(shown.includes(part), part);
});

errors('are empty if all went well, and a run that was stopped by a person is no error', () => {
  const stopped = happened('run.concluding', { outcome: 'aborted', reason: 'aborted', message: 'enough', partial: true }, 3);
  const made = report(withFindings([]), [stopped]);
  assert.equal(made.errors, []);
  for (const shown of [renderMarkdown(made), renderHtml(made)]) assert.not(shown.includes('Errors'));
});

open.run();
errors.run();
