// The workers: their timeline, what each was asked, how it ended, how long it took and what it cost.

import type { Report } from '../../../../contracts/run/report.ts';
import { flagText } from '../../../wording/flags.ts';
import { duration, UNKNOWN } from '../../../wording/numbers.ts';
import {
  type Cost,
  costWords,
  coverageOf,
  sourceWords,
  statusWord,
  tokenWords,
  totalCost,
  type Worker,
  workers,
} from '../../../wording/workers.ts';
import type { Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup, NOTHING, type Section } from '../html.ts';
import { titled } from '../words.ts';
import { timeline } from './timeline.ts';

export function workersSection(report: Report): Section {
  const say = sayIn(report.run.task.language);
  const all = workers(report.run, say);
  const most = Math.max(0.01, ...all.map((it) => it.cost.usd ?? 0));
  const total = totalCost(report.run);
  const body = html`${timeline(report)}
<div class="scroll" tabindex="0" role="region" aria-label="${say('Workers and what they cost')}"><table class="data">
<thead><tr><th scope="col">${say('Seat')}</th><th scope="col">${say('Agent, model')}</th><th scope="col">${say('Asked for')}</th><th scope="col">${say('Ended')}</th><th scope="col" class="num">${say('Time')}</th><th scope="col" class="num">${say('Tokens')}</th><th scope="col" class="num">${say('Cost')}</th><th scope="col">${say('Source')}</th></tr></thead>
${all.map((it) => worker(it, most, say))}
<tbody><tr><th scope="row" colspan="5">${say('All workers')}</th><td class="num">${tokenWords(total)}</td><td class="num"><b>${costWords(total, say)}</b></td><td>${sourceWords(total, say)}</td></tr></tbody></table></div>
${coverage(report, say)}`;
  return { id: 'workers', heading: say('Workers'), body };
}

function worker(it: Worker, most: number, say: Say): Markup {
  const lines = Math.max(1, it.rows.length) + (it.rows.length > 1 ? 1 : 0);
  const model = it.rules
    ? html`${it.agent}<br><span class="soft">${say('rules, no model')}</span>`
    : html`${it.agent}<br><span class="soft">${it.model}</span>`;
  const head = html`<th scope="rowgroup" rowspan="${lines}" class="nowrap">${it.seat}</th><td rowspan="${lines}">${model}</td>`;
  if (it.rows.length === 0) {
    return html`<tbody><tr>${head}<td>${say('nothing')}</td><td><b>not-run</b></td><td class="num">${UNKNOWN}</td><td class="num">${UNKNOWN}</td><td class="num">${UNKNOWN}</td><td>${say('nothing reported')}</td></tr></tbody>`;
  }
  const rows = it.rows.map(({ dispatch, what, ms, cost, look }) => {
    const tries =
      dispatch.attempts.length > 1
        ? html`<br><span class="soft">${say('{n} attempts', { n: dispatch.attempts.length })}: ${dispatch.attempts.map((attempt) => attempt.reason ?? attempt.state).join(', ')}</span>`
        : '';
    const status = statusWord({ dispatch, look });
    const reason = dispatch.reason === null || dispatch.reason === 'done' ? '' : `, ${dispatch.reason}`;
    // Flags of an analysis are below the table, beside its coverage.
    const flags = dispatch.round > 0 ? (dispatch.result?.flags ?? []) : [];
    const flagged =
      flags.length > 0 ? html`<br><span class="partly">${say('flagged: {flags}', { flags: flagText(flags, say) })}</span>` : '';
    const ended = html`<span class="check ${status === 'completed' ? '' : 'bad'}">${status}${reason}</span>${dispatch.detail !== '' && html`<br><span class="soft">${titled(say(dispatch.detail))}</span>`}${tries}${flagged}`;
    return html`<td>${what}</td><td>${ended}</td><td class="num">${duration(ms)}</td><td class="num">${tokenWords(cost)}</td><td class="num">${costWords(cost, say)}</td><td>${sourceWords(cost, say)}</td>`;
  });
  const sum = html`<td colspan="2" class="soft">${say('together')} ${moneyBar(it.cost, most)}</td><td class="num">${duration(it.ms)}</td><td class="num">${tokenWords(it.cost)}</td><td class="num"><b>${costWords(it.cost, say)}</b></td><td></td>`;
  const all = it.rows.length > 1 ? [...rows, sum] : rows;
  return html`<tbody>${all.map((row, at) => html`<tr>${at === 0 && head}${row}</tr>`)}</tbody>`;
}

/** Its share of the most expensive worker; undefined if the price is unknown. */
function moneyBar(cost: Cost, most: number): Markup {
  if (cost.usd === null || cost.usd === 0) return NOTHING;
  return html`<svg class="money" aria-hidden="true"><rect width="${Math.round((cost.usd / most) * 100)}%" height="100%" rx="2"/></svg>`;
}

function coverage(report: Report, say: Say): Markup {
  const rows = coverageOf(report.run);
  if (rows.length === 0) return NOTHING;
  return html`<h3>${say('What they say they covered')}</h3><ul>${rows.map(({ seat, summary, coverage, notes, flags }) => {
    const told = [summary, coverage, notes].filter((it) => it !== null && it.trim() !== '');
    return html`<li><b>${seat}</b>: ${told.map((it, at) => html`${at > 0 && ' · '}${titled(it ?? '')}`)}${flags.length > 0 && html` <span class="partly">${say('flagged: {flags}', { flags: flagText(flags, say) })}</span>`}</li>`;
  })}</ul>`;
}
