// The top of the page: how the run ended, the figures, and a mark for every finding in the row of its state.

import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import { ACTIONABLE, needsPerson } from '../../../../contracts/findings/state-order.ts';
import type { Report } from '../../../../contracts/run/report.ts';
import { dateTime } from '../../../wording/numbers.ts';
import { outcomeWords } from '../../../wording/outcome.ts';
import { countByState, END_WORDS, STATE_WORDS, severityPhrase, stateLabel, worstFirst } from '../../../wording/states.ts';
import { costWords, runTime, totalCost, workers } from '../../../wording/workers.ts';
import type { Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup } from '../html.ts';
import { stateAnchor, titled } from '../words.ts';

const MANY = 60;

export function header(report: Report): Markup {
  const { run } = report;
  const say = sayIn(run.task.language);
  const outcome = outcomeWords(run, say);
  return html`<header class="masthead">
<p class="kicker"><b>Muster</b><span>${run.template.name}</span><span class="mono">${run.id}</span><span>${dateTime(run.createdAt)}</span><span>${run.task.project}</span></p>
<h1>${titled(run.task.title)}</h1>
<div class="outcome ${outcome.tone}"><p>${[outcome.word, ...outcome.marks].join(', ')}</p>
${outcome.why.length > 0 && html`<ul>${outcome.why.map((it) => html`<li>${it}</li>`)}</ul>`}</div>
${figures(report, say)}
${run.findings.length > 0 && field(run.findings, say)}
</header>`;
}

function figures(report: Report, say: Say): Markup {
  const { run } = report;
  const held = run.findings.filter((it) => ACTIONABLE.has(it.state));
  const open = run.findings.filter(needsPerson);
  const seats = workers(run).filter((it) => it.role !== 'report-writer');
  const answered = seats.filter((it) => it.status === 'completed').length;
  const cost = totalCost(run);
  const worst = severityPhrase(countAll(held), say);
  return html`<dl class="figures">
<div><dt>${say('findings to act on')}${worst === '' ? '' : `: ${worst}`}</dt><dd>${held.length}</dd></div>
<div><dt>${say('for a person to decide')}</dt><dd>${open.length}</dd></div>
<div><dt>${say('workers answered everything')}</dt><dd>${say('{some} of {all}', { some: answered, all: seats.length })}</dd></div>
<div><dt>${say('rounds of cross-examination')}${rounds(run, say)}</dt><dd>${run.convergence.rounds}</dd></div>
<div><dt>${say('from start to end')}</dt><dd class="words">${runTime(run, report.composedAt)}</dd></div>
<div><dt>${cost.unpriced > 0 ? say('cost; attempts without a price: {n}', { n: cost.unpriced }) : say('cost')}</dt><dd class="words">${costWords(cost, shortly(say))}</dd></div>
</dl>`;
}

/** A figure has little room. */
const shortly =
  (say: Say): Say =>
  (english, values) =>
    english === 'at least {money}' ? `≥ ${values?.money}` : say(english, values);

function rounds({ convergence, findings }: Report['run'], say: Say): string {
  return convergence.ended === null || findings.length === 0 ? '' : `; ${say(END_WORDS[convergence.ended])}`;
}

function countAll(findings: readonly CanonicalFinding[]) {
  const count = { critical: 0, major: 0, minor: 0, info: 0 };
  for (const it of findings) count[it.severity] += 1;
  return count;
}

export const SEVERITY_LETTER = { critical: 'C', major: 'M', minor: 'm', info: 'i' } as const;

/** One mark for each finding: letter and colour show its severity, the row its final state. */
function field(findings: readonly CanonicalFinding[], say: Say): Markup {
  const rows = countByState(findings).map(({ state, claimed, total }) => {
    const marks = findings.filter((it) => it.state === state && it.claimed === claimed).sort(worstFirst);
    return html`<li><a class="name" href="#${stateAnchor({ state, claimed })}" title="${say(STATE_WORDS[state].means)}">${stateLabel({ state, claimed }, say)}</a> <span class="n">${total}</span>
<span class="dots">${marks.map((it) => mark(it, say))}</span></li>`;
  });
  return html`<ul class="field${findings.length > MANY ? ' many' : ''}" aria-label="${say('Findings by state, one mark each')}">
${rows}</ul><p class="note">${say('One mark per finding: C critical, M major, m minor, i info. Click one to see it.')}</p>`;
}

function mark(it: CanonicalFinding, say: Say): Markup {
  return html`<a class="dot s-${it.severity}" href="#${it.id}" title="${it.id}, ${say(it.severity)}: ${it.title}" aria-label="${it.id}, ${say(it.severity)}">${SEVERITY_LETTER[it.severity]}</a>`;
}
