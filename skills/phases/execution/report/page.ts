// The stages of a plan that was carried out, on the page: what was proved on B, T and H, and what was not proved.

import type { PlanExecution } from '../../../../contracts/plan/plan-execution.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { html, type Markup, type Section } from '../../../report-writer/page/html.ts';
import { titled, worded } from '../../../report-writer/page/words.ts';
import { carriedOut, fetchCommand, isHandedOver, stagesSentence, togetherSentence, unprovedSentences } from './sentences.ts';

type ReportedStage = PlanExecution['stages'][number];

export function stagesSection(run: RunView, say: Say): Section | undefined {
  const told = carriedOut(run);
  if (told === null) return undefined;
  const open = unprovedSentences(told, say);
  const body = html`<p><b>${stagesSentence(told, say)}</b></p>
<p class="note">${say('The plan of {run}. B is the base, T the base with the tests and build files of the work, H the work itself.', { run: told.from })}</p>
${told.stages.map((it) => stage(told, it, say))}
${together(run.id, told, say)}
<h3>${say('What nobody proved')}</h3>
${open.length === 0 ? html`<p>${say('Everything that the plan asks for was proved.')}</p>` : html`<ul>${open.map((it) => html`<li>${titled(it)}</li>`)}</ul>`}`;
  return { id: 'stages', heading: say('Stages'), body };
}

function together(run: string, told: PlanExecution, say: Say): Markup | string {
  const { integrated } = told;
  if (!integrated) return '';
  const rows = integrated.criteria.map(
    ({ description, met, proof }) =>
      html`<tr><td>${titled(description)}</td><td>${met ? '✓' : '✗'}</td><td>${proof !== null && html`<code>${proof.validator}</code>`}</td><td>${proof?.b ?? ''}</td><td>${proof?.t ?? ''}</td><td>${proof?.h ?? ''}</td><td>${proof?.outcome ?? ''}</td></tr>`,
  );
  const take = {
    apply: `muster apply ${run}`,
    branch: `muster branch ${run} <name>`,
    pr: `muster pr ${run}`,
    patch: `muster patch ${run}`,
  };
  return html`<h3>${say('The whole change')}</h3><p>${togetherSentence(told, say)}</p>
${integrated.why.map((why) => html`<pre>${why}</pre>`)}
${rows.length > 0 && html`<div class="scroll"><table><thead><tr><th>${say('criterion')}</th><th></th><th>${say('validator')}</th><th>B</th><th>T</th><th>H</th><th>${say('outcome')}</th></tr></thead><tbody>${rows}</tbody></table></div>`}
${isHandedOver(told) && html`<p>${say('To take it over: {apply} (or {branch}, {pr}, {patch})', take)}</p>`}`;
}

function stage(told: PlanExecution, it: ReportedStage, say: Say): Markup {
  const fetch = fetchCommand(told, it);
  return html`<article class="card" id="stage-${it.id}"><details open><summary><h4><span class="id">${it.n}. ${it.id}</span> ${titled(it.title)}</h4>
<span class="where"><span><b>${it.state}</b></span>${it.seat !== null && html`<span>${it.seat}</span>`}</span></summary>
<div class="inside">${it.summary !== '' && html`<div class="claim">${worded(it.summary)}</div>`}${it.proofs.length > 0 && proofs(it, say)}
${[...it.reasons, ...it.asks].map((why) => html`<pre>${why}</pre>`)}${it.left !== null && html`<p class="note">${say('Left as it is')}: ${it.left}</p>`}
${it.takenFrom !== null && html`<p class="note">${say('Taken over from {run}, which verified it before.', { run: it.takenFrom })}</p>`}${it.before.map(({ attempt, reasons }) => html`<h5>${say('Attempt {n} did not count', { n: attempt })}</h5>${reasons.map((why) => html`<pre>${why}</pre>`)}`)}
${it.files.length > 0 && html`<p class="meta">${say('Files')}: ${it.files.join(', ')}</p>`}${it.head !== null && html`<p class="meta">${say('Commit')} <code>${it.head}</code>${fetch !== undefined && html` <code>${fetch}</code>`}</p>`}</div></details></article>`;
}

const proofs = (it: ReportedStage, say: Say): Markup =>
  html`<div class="scroll"><table><thead><tr><th>${say('validator')}</th><th>B</th><th>T</th><th>H</th><th>${say('outcome')}</th><th>${say('why')}</th></tr></thead>
<tbody>${it.proofs.map(({ validator, b, t, h, outcome, why }) => html`<tr><td><code>${validator}</code></td><td>${b}</td><td>${t}</td><td>${h}</td><td>${outcome}</td><td>${why}</td></tr>`)}</tbody></table></div>`;
