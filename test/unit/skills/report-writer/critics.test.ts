// What a critic named, as people read it: on the page, in Markdown, in sentences.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NamedGap } from '../../../../contracts/findings/gap.ts';
import type { Report } from '../../../../contracts/run/report.ts';
import { closingScreen } from '../../../../daemon/cli/screens/closing-screen.ts';
import { criticSentences } from '../../../../skills/phases/critic/report/sentences.ts';
import { notLookedAt } from '../../../../skills/report-writer/facts/not-looked-at.ts';
import { openQuestions } from '../../../../skills/report-writer/facts/open-questions.ts';
import { unresolvedIn } from '../../../../skills/report-writer/facts/unresolved.ts';
import { inEnglish } from '../../../../skills/report-writer/language/english.ts';
import { renderMarkdown } from '../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../skills/report-writer/page/render-html.ts';
import { ATTACKS } from '../../../fixtures/report/hostile.ts';
import { quietReport } from '../../../fixtures/report/sample.ts';
import { elements, textOf } from './page/markup.ts';

const critics = suite('what a critic named');

const named = (id: string, title: string, more: Partial<NamedGap>): NamedGap => ({
  id,
  seat: 'gemini',
  dispatch: 'r-k3f7qa.d40',
  gap: {
    title,
    claim: `${title}, says the critic.`,
    category: 'recovery',
    evidence: [{ path: 'src/recover.ts', line: 3, quote: 'if (expired) continue;' }],
  },
  checks: [{ outcome: 'found', path: 'src/recover.ts', line: 3 }],
  ...more,
});

const GAPS: NamedGap[] = [
  named('G-001', 'Nobody read recover()', {
    outcome: 'confirmed',
    by: 'codex',
    reason: 'codex checked and confirms it.',
    word: {
      verdict: 'AGREE',
      basis: 'I followed the lease.',
      evidence: [{ path: 'src/lease.ts', line: 9, quote: 'take(lease);' }],
      checks: [{ outcome: 'found', path: 'src/lease.ts', line: 9 }],
    },
  }),
  named('G-002', 'Nobody tried it on Windows', {
    outcome: 'residual-risk',
    reason: 'Remaining risk: no worker other than the critic could look.',
  }),
];

function reportWith(gaps: NamedGap[], critic: Partial<Report['run']['critics'][number]> = {}): Report {
  const report = quietReport();
  const [dispatch] = report.run.dispatches;
  const asked = { ...dispatch, id: 'r-k3f7qa.d40', seat: 'gemini', role: 'critic', phase: 'critic' } as Report['run']['dispatches'][number];
  return {
    ...report,
    run: {
      ...report.run,
      gaps,
      dispatches: [...report.run.dispatches, asked],
      critics: [{ phase: 'critic', mode: 'coverage', seat: 'gemini', gaps: gaps.length, failed: null, ...critic }],
    },
  };
}

critics('is told in one sentence each', () => {
  const says = (...args: Parameters<typeof reportWith>) => criticSentences(reportWith(...args).run).join(' ');
  assert.is(says(GAPS), 'gemini was asked to look for what no worker raised and named 2 gaps: 1 confirmed and 1 remaining risk.');
  assert.is(says([]), 'gemini was asked to look for what no worker raised and named nothing.');
  assert.is(says([], { failed: 'deadline' }), 'gemini was asked to look for what no worker raised but delivered nothing: deadline.');
  assert.is(
    says(GAPS, { mode: 'acceptance' }),
    'gemini was asked to argue against the work and named 2 gaps: 1 confirmed and 1 remaining risk. G-001 is an objection to accepting the work.',
  );
  assert.is(
    says(GAPS.slice(1), { mode: 'acceptance' }),
    'gemini was asked to argue against the work and named 1 gap: 1 remaining risk. There is no confirmed objection to accepting the work.',
  );
  assert.is(criticSentences(quietReport().run).length, 0);
});

critics('has a section of its own on the page and in Markdown, with who looked and what they saw', () => {
  const report = reportWith(GAPS);
  const page = textOf(renderHtml(report));
  const text = renderMarkdown(report);
  for (const words of [
    'What the critic named',
    'Nobody read recover()',
    'I followed the lease.',
    'Remaining risks',
    'no worker other than the critic could look',
  ])
    for (const shown of [page, text]) assert.ok(shown.includes(words), words);
  assert.ok(page.includes('✓ quote found at src/lease.ts:9'));
  assert.match(text, /#### G-001 · Nobody read recover\(\)\n\nNamed by gemini · recovery · codex checked and confirms it/);
  assert.is(elements(renderHtml(report)).filter((it) => it.attributes.id === 'G-002').length, 1);
  assert.not(textOf(renderHtml(quietReport())).includes('What the critic named'));
});

critics('is an open question only once, and is listed among what was not looked at', () => {
  const { run } = reportWith(GAPS);
  const unresolved = unresolvedIn(run, inEnglish);
  assert.equal(openQuestions({ run, unresolved }), []);
  assert.equal(
    unresolved.map(({ kind, about }) => [kind, about]),
    [['residual-risk', 'G-002']],
  );
  assert.equal(
    notLookedAt(run).filter((it) => it.includes('names a gap')),
    ['gemini names a gap: Nobody read recover() (confirmed by codex).', 'gemini names a gap: Nobody tried it on Windows.'],
  );
});

critics('stands on the closing screen', () => {
  assert.match(
    closingScreen(reportWith(GAPS).run, { color: false, width: 100 }),
    /^Critic {5}gemini was asked to look for what no worker raised/m,
  );
  assert.not.match(closingScreen(quietReport().run, { color: false, width: 100 }), /^Critic/m);
});

critics('is text on the page, whatever it contains', () => {
  for (const attack of ATTACKS) {
    const gap = named('G-001', attack, { outcome: 'confirmed', by: 'codex', reason: attack });
    const safe = elements(renderHtml(reportWith([])));
    const page = elements(renderHtml(reportWith([{ ...gap, gap: { ...gap.gap, claim: attack, category: attack.slice(0, 60) } }])));
    const names = new Set(safe.map((it) => it.name));
    const fresh = page.filter((it) => !names.has(it.name)).map((it) => it.name);
    assert.equal(
      [...new Set(fresh)].filter(
        (it) => !['article', 'details', 'summary', 'h4', 'h5', 'figure', 'figcaption', 'pre', 'code', 'strong', 'b'].includes(it),
      ),
      [],
      attack,
    );
  }
});

critics.run();
