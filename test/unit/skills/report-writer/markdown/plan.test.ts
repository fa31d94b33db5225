// A plan in the report: its fixed headings in every language, what the others say of it, and who approved it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planMarkdown } from '../../../../../skills/phases/plan/report/plan-markdown.ts';
import { planSentence } from '../../../../../skills/phases/plan/report/sentences.ts';
import { renderMarkdown } from '../../../../../skills/report-writer/markdown/render-markdown.ts';
import { renderHtml } from '../../../../../skills/report-writer/page/render-html.ts';
import { DELIVERABLE_HEADINGS, STAGE_HEADINGS } from '../../../../../validators/plan/plan-headings.ts';
import { ATTACKS, hostileReport } from '../../../../fixtures/report/hostile.ts';
import { PLAN, plannedReport } from '../../../../fixtures/report/plan.ts';
import { elements, textOf } from '../page/markup.ts';
import { checkPlanMarkdown } from './check-plan-markdown.ts';

const markdown = suite('a plan as Markdown');
const page = suite('a plan on the page');

markdown('has the same headings in every language, the translation behind them', () => {
  for (const language of ['en', 'de', 'de-AT', 'fr', 'es', 'xx']) {
    const text = planMarkdown(PLAN, null, language);
    assert.equal(checkPlanMarkdown(text), [], language);
    assert.equal(checkPlanMarkdown(renderMarkdown(plannedReport(language))), [], language);
  }
  assert.match(planMarkdown(PLAN, null, 'de'), '### Rollback (Rücknahme)\n');
  assert.match(planMarkdown(PLAN, null, 'de'), '## 5.5 Stage Map (Übersicht der Stufen)\n');
  assert.match(planMarkdown(PLAN, null, 'en'), '### Rollback\n');
});

markdown('nothing that the planner writes becomes a heading, and nothing is missing', () => {
  for (const attack of [...ATTACKS, '## 5.5.9 Stage 9: x', '### Rollback', '', ' ']) {
    const { plan } = hostileReport(attack).run;
    if (plan === null) throw new Error('the hostile report has no plan');
    assert.equal(checkPlanMarkdown(planMarkdown(plan.plan, plan.verification, 'de')), [], attack);
  }
});

markdown('the checker notices what is missing', () => {
  const good = planMarkdown(PLAN, null, 'de');
  for (const heading of [...DELIVERABLE_HEADINGS, ...STAGE_HEADINGS, '5.4 Implementation Plan Deliverables', '5.5 Stage Map']) {
    const without = good.replace(new RegExp(`^(#+) ${heading.replace('.', '\\.')}`, 'm'), '$1 Etwas');
    assert.not.equal(without, good, heading);
    assert.ok(
      checkPlanMarkdown(without).some((it) => it.includes(heading)),
      heading,
    );
  }
  for (const token of ['Slice value:', 'Acceptance:']) {
    assert.ok(
      checkPlanMarkdown(good.replace(token, 'Nutzen:')).some((it) => it.includes(token)),
      token,
    );
  }
  assert.is(checkPlanMarkdown(good.replaceAll('TDD exemption:', 'Ausnahme:')).length, 1);
  assert.is(checkPlanMarkdown(good.replace('5.5.2 Stage 2', '5.5.4 Stage 4')).length, 1);
  assert.is(checkPlanMarkdown(['```', good].join('\n')).length, 3);
  assert.ok(checkPlanMarkdown(good.replace('### Dependency', '### Stage Validation')).length > 0);
});

markdown('shows its status, who said what, and what is to be settled', () => {
  const text = renderMarkdown(plannedReport('en'));
  for (const part of [
    'Draft 2 of planner',
    'Not approved.',
    '**blocked by disagreement**: An item is rejected',
    '- opencode gave no usable verdict (deadline)',
    '| P-STP-2.2 | blocked | retry: GREEN: one pool for the process | ✗ DISAGREE | ✗ DISAGREE | ✓ AGREE | ! |',
    '**gemini** DISAGREE:\n\n> A bounded retry without jitter',
    '*quote found at src/retry/index.ts:18*',
    '| C-002 | P-VAL-3 | No worker judged it. Do you accept it as it is? | nobody | approval |',
    'verification, 18 items of the plan',
  ]) {
    assert.ok(text.includes(part), part);
  }
  const approved = renderMarkdown(plannedReport('en', { approved: true, blocked: false }));
  assert.match(approved, 'Approved by a person, exactly as it is here.');
  assert.match(approved, '**passed with dissent**');
  assert.match(approved, 'answered: approve by mira');
});

markdown('says so if nothing but the word of its voters shows that they looked', () => {
  const { run } = plannedReport('en', { blocked: false });
  const { plan } = run;
  const verification = plan?.verification;
  if (!plan || !verification) throw new Error('the report has no vote');
  const claimed = { ...verification, voters: verification.voters.map((it) => ({ ...it, claimed: true as const })) };
  assert.match(planMarkdown(PLAN, claimed, 'en'), '**passed with dissent (as far as claimed)**');
  assert.match(planMarkdown(PLAN, claimed, 'de'), '(soweit behauptet)**');
  assert.match(planSentence({ ...run, plan: { ...plan, verification: claimed } }), 'passed with dissent (as far as claimed)');
  const one = { ...claimed, voters: claimed.voters.map((it, n) => (n === 0 ? { ...it, usable: true, claimed: undefined } : it)) };
  assert.match(planMarkdown(PLAN, one, 'en'), '**passed with dissent**');
});

page('has a card for each stage, a row for each item, dissent in full, and links that lead somewhere', () => {
  for (const [language, gate] of [
    ['en', 'blocked by disagreement'],
    ['de', 'durch Widerspruch blockiert'],
  ] as const) {
    const markup = renderHtml(plannedReport(language));
    const all = elements(markup);
    const ids = new Set(all.flatMap((it) => it.attributes.id ?? []));
    for (const n of [1, 2, 3]) assert.ok(ids.has(`stage-${n}`));
    for (const link of all.filter((it) => it.name === 'a')) assert.ok(ids.has((link.attributes.href ?? '').slice(1)), link.attributes.href);
    const text = textOf(markup);
    for (const part of ['RED: a test in test/pool.test.ts', 'P-STP-2.2', 'Jobs that were requeued with the new header', gate])
      assert.ok(text.includes(part), part);
  }
});

page('says whether a person approved it, or nobody had to', () => {
  const report = plannedReport('en', { approved: true, blocked: false });
  assert.match(textOf(renderHtml(report)), 'Approved by a person');
  assert.match(textOf(renderHtml({ ...report, run: { ...report.run, gates: [] } })), 'approvals: auto');
  assert.match(textOf(renderHtml(plannedReport('de'))), 'Nicht genehmigt.');
});

page('a vote of its author alone is called one', () => {
  const report = plannedReport('en', { approved: false, blocked: false });
  const { plan } = report.run;
  const voters = (plan?.verification?.voters ?? []).map((it) => ({ ...it, usable: it.seat === plan?.seat }));
  const own = [{ seat: plan?.seat ?? '', dispatch: 'r-aaaaaa.d9', usable: true, reason: 'answered' }];
  const told = (of: typeof voters) => {
    const verification = plan?.verification && { ...plan.verification, unchallenged: true, voters: of };
    const run = { ...report.run, plan: plan && { ...plan, verification: verification ?? null } };
    return [renderMarkdown({ ...report, run }), textOf(renderHtml({ ...report, run })), planSentence(run)];
  };
  for (const text of told([...voters, ...own])) assert.match(text, /Its only voter is the one who wrote it|its author alone voted/);
  for (const text of told(voters.map((it) => ({ ...it, usable: true })))) assert.not.match(text, /one who wrote it|its author/);
});

page('only a plan that was made from findings is said to cover those, and not the request', () => {
  const report = plannedReport('en');
  const judgement = { asks: 'judgement', question: null, came: 'not-judged', without: [] } satisfies typeof report.run.judgement;
  const told = (kinds: string[]) => {
    const [phase] = report.run.phases;
    const phases = kinds.map((kind) => ({ ...phase, kind })) as typeof report.run.phases;
    const run = { ...report.run, judgement, phases };
    return [renderMarkdown({ ...report, run }), textOf(renderHtml({ ...report, run })), planSentence(run)];
  };
  for (const text of told(['fan-out', 'convergence', 'plan'])) assert.match(text, 'does not answer the request');
  for (const text of told(['plan', 'execution'])) assert.not.match(text, 'does not answer the request');
});

page('a run without a plan has no such section', () => {
  const report = plannedReport('en');
  const without = { ...report, run: { ...report.run, plan: null } };
  assert.not.match(renderHtml(without), 'id="plan"');
  assert.not.match(renderMarkdown(without), '5.5 Stage Map');
});

markdown.run();
page.run();
