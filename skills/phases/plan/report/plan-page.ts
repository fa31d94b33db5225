// The plan on the page: its status, the options that were considered, the stages one by one, and how it is proved and rolled back.

import type { Plan, Stage } from '../../../../contracts/plan/plan.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { PLAN_TOKENS } from '../../../../validators/plan/plan-headings.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import type { PlanName } from '../../../report-writer/language/plan-names.ts';
import { planHeading, sayIn } from '../../../report-writer/language/say.ts';
import { html, type Markup, type Section } from '../../../report-writer/page/html.ts';
import { titled, worded } from '../../../report-writer/page/words.ts';
import { validatorText } from '../voting/items.ts';
import { standing } from './standing.ts';

/** Up to this many stages, all are expanded initially. */
const OPEN_ALL = 12;

export function planSection(run: RunView, say: Say): Section | undefined {
  const { plan: view, task } = run;
  if (view === null) return undefined;
  const { plan } = view;
  const { language } = task;
  const ids = new Set<string>(run.findings.map((it) => it.id));
  const part = (name: PlanName, body: Markup): Markup => html`<h3>${planHeading(name, language)}</h3>${body}`;
  const [draft, approval, ...more] = standing(view, run, say);
  const body = html`<div class="outcome ${view.approved ? 'good' : 'neutral'}"><p>${approval}</p><ul><li>${draft}</li>${more.map((it) => html`<li>${it}</li>`)}</ul></div>
<p class="lead">${titled(plan.goal, ids)}</p>
${part('Trade-off', tradeOff(plan, say))}
${part('Stage Map', stageMap(plan, say, ids))}
${plan.stages.map((it, at) => stageCard(plan, it, at + 1, language, ids))}
${part('Requirement Coverage', coverage(plan, say, ids))}
${part('Validation Checklist', checklist(plan, say, ids))}
${part('Rollback', html`${worded(plan.rollback, ids)}`)}`;
  return { id: 'plan', heading: planHeading('Implementation Plan', language), body };
}

function tradeOff({ options, recommended }: Plan, say: Say): Markup {
  const side = (reasons: readonly string[]): Markup =>
    reasons.length === 0
      ? html`<span class="soft">${say('none named')}</span>`
      : html`<ul>${reasons.map((it) => html`<li>${titled(it)}</li>`)}</ul>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('Option')}"><table class="data plan">
<thead><tr><th scope="col">${say('Option')}</th><th scope="col">${say('For it')}</th><th scope="col">${say('Against it')}</th></tr></thead>
<tbody>${options.map((it) => {
    const chosen = it.title.trim() === recommended.trim();
    return html`<tr><th scope="row">${titled(it.title)}${chosen && html`<br><span class="check good">${say('recommended')}</span>`}${it.notes !== undefined && html`<br><span class="soft">${titled(it.notes)}</span>`}</th><td>${side(it.pros)}</td><td>${side(it.cons)}</td></tr>`;
  })}</tbody></table></div>`;
}

function stageMap({ stages }: Plan, say: Say, ids: ReadonlySet<string>): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('Stage')}"><table class="data plan">
<thead><tr><th scope="col" class="num">#</th><th scope="col">${say('Stage')}</th><th scope="col">${say('Waits for')}</th><th scope="col">${say('Files')}</th></tr></thead>
<tbody>${stages.map(
    (it, at) =>
      html`<tr><td class="num">${at + 1}</td><th scope="row"><a class="mono" href="#stage-${at + 1}">${it.id}</a><br>${titled(it.title, ids)}</th><td class="mono">${it.dependsOn.length === 0 ? '–' : it.dependsOn.join(', ')}</td><td class="path">${it.files.map((file) => html`<code>${file}</code> `)}</td></tr>`,
  )}</tbody></table></div>`;
}

function stageCard(plan: Plan, stage: Stage, n: number, language: string, ids: ReadonlySet<string>): Markup {
  const say = sayIn(language);
  const { dependsOn, tddExemption, steps, validators, toolProfile } = stage;
  const sub = (name: PlanName): Markup => html`<h5>${planHeading(name, language)}</h5>`;
  return html`<article class="card" id="stage-${n}"><details${plan.stages.length <= OPEN_ALL && html` open`}><summary><h4><span class="id">${n}</span> ${titled(stage.title, ids)}</h4>
<span class="where"><span class="mono">${stage.id}</span><span>${say('Owner')}: ${stage.owner}</span><span>${say('Tools')}: ${toolProfile.length === 0 ? say('nothing') : toolProfile.join(', ')}</span></span></summary>
<div class="inside"><div class="claim">${worded(stage.goal, ids)}</div>
<p><b>${PLAN_TOKENS.sliceValue}</b> ${titled(stage.sliceValue, ids)}</p>
${sub('Stage Steps')}${tddExemption !== undefined && html`<p class="note"><b>${PLAN_TOKENS.exemption}</b> ${titled(tddExemption, ids)}</p>`}
<ol>${steps.map(({ action, detail }) => html`<li><b>${titled(action, ids)}</b>${detail.trim() !== '' && html`<br>${titled(detail, ids)}`}</li>`)}</ol>
${sub('Dependency')}<p>${dependsOn.length === 0 ? say('It can start at once.') : say('It starts when {stages} is done.', { stages: dependsOn.join(', ') })}</p>
${sub('Stage Validation')}<p><b>${PLAN_TOKENS.acceptance}</b> ${titled(stage.acceptance, ids)}</p><ul>${validators.map((it) => html`<li><code>${validatorText(it, plan)}</code></li>`)}</ul>
${sub('Stage Exit Contract')}${worded(stage.exitContract, ids)}
</div></details></article>`;
}

function coverage({ requirementCoverage }: Plan, say: Say, ids: ReadonlySet<string>): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('Requirement')}"><table class="data plan">
<thead><tr><th scope="col">${say('Requirement')}</th><th scope="col">${say('Covered by')}</th></tr></thead>
<tbody>${requirementCoverage.map(({ requirement, stages }) => html`<tr><th scope="row">${titled(requirement, ids)}</th><td class="mono">${stages.length === 0 ? say('no stage') : stages.join(', ')}</td></tr>`)}</tbody></table></div>`;
}

function checklist(plan: Plan, say: Say, ids: ReadonlySet<string>): Markup {
  const commands = Object.entries(plan.commands);
  return html`<ul>${plan.checklist.map((it) => html`<li>${titled(it, ids)}</li>`)}</ul>
${plan.acceptance.length > 0 && html`<p>${say('The plan is done when')}:</p><ul>${plan.acceptance.map((it) => html`<li>${titled(it.description, ids)} <code>${validatorText(it.validator, plan)}</code></li>`)}</ul>`}
${commands.length > 0 && html`<p>${say('Commands that it can run')}:</p><ul>${commands.map(([name, argv]) => html`<li><code>${name}</code>: <code>${JSON.stringify(argv)}</code></li>`)}</ul>`}`;
}
