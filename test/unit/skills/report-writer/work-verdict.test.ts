// A verdict on work as people read it: first what it is, then what stands against it, on the screen and on the pages.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { WorkVerdict } from '../../../../contracts/findings/work-verdict.ts';
import { closingScreen } from '../../../../daemon/cli/screens/closing-screen.ts';
import { renderMarkdown } from '../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../skills/report-writer/page/render-html.ts';
import { outcomeLine, outcomeWords } from '../../../../skills/wording/outcome.ts';
import { quietReport } from '../../../fixtures/report/sample.ts';

const BLOCKED: WorkVerdict = {
  verdict: 'blocked',
  blockers: [{ ref: 'F-001', why: `major, confirmed: ${'a long title '.repeat(12)}` }],
  conditions: [{ ref: 'G-002', why: 'a remaining risk: <b>nobody</b> tried the way back' }],
  audit: { changed: [] },
};

const told = (verdict: WorkVerdict | null) => {
  const report = quietReport();
  return { ...report, run: { ...report.run, verdict } };
};
const screen = (verdict: WorkVerdict | null): string[] => closingScreen(told(verdict).run, { color: false, width: 80 }).split('\n');

const test = suite('a verdict on work');

test('is above the findings, with its reasons indented below', () => {
  const lines = screen(BLOCKED);
  const from = lines.findIndex((it) => it.startsWith('Verdict    Blocked, 1 blocker and 1 condition.'));
  assert.ok(from > 0 && from < lines.findIndex((it) => it.startsWith('Findings')), lines.join('\n'));
  const rows = lines.slice(from + 1, lines.indexOf('', from)).filter((it) => !it.startsWith('           '));
  assert.match(rows[0] ?? '', /^ {2}blocker F-001: major/);
  assert.ok(rows.length > 2 && rows.every((it) => it.startsWith('  ') && it.length <= 80), rows.join('\n'));
  assert.match(rows.at(-1) ?? '', 'condition G-002');
});

test('is in the first line, in its colour, because the word for the run alone would promise more', () => {
  const first = (verdict: WorkVerdict) => {
    const { run } = told(verdict);
    return `${outcomeLine(run)} (${outcomeWords(run).tone})`;
  };
  assert.is(first(BLOCKED), 'Completed: Blocked (bad)');
  assert.is(first({ ...BLOCKED, verdict: 'conditional-accept', blockers: [] }), 'Completed: Accepted on conditions (warning)');
  assert.is(first({ ...BLOCKED, verdict: 'accepted', blockers: [], conditions: [] }), 'Completed: Accepted (good)');
  assert.match(renderMarkdown(told(BLOCKED)), /^\*\*Completed: Blocked\*\*\n/);
});

test('is on both pages, with the audit, and nothing of it is markup', () => {
  const page = renderHtml(told(BLOCKED));
  for (const words of ['Verdict on the work', 'F-001', 'The sources did not change']) assert.match(page, words);
  assert.not.match(page, '<b>nobody</b>');
  assert.match(renderMarkdown(told(BLOCKED)), '## Verdict on the work');
});

test('is absent if nobody asked for one', () => {
  assert.not.ok(screen(null).some((it) => it.startsWith('Verdict')));
  assert.not.match(renderHtml(told(null)), 'Verdict on the work');
  assert.not.match(renderMarkdown(told(null)), 'Verdict on the work');
});

test.run();
