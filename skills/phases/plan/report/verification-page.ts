// What the others say about the plan: the gate, a table of items by voters, dissent in full, and what a person must settle.

import type { ItemTally, PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { planHeading } from '../../../report-writer/language/say.ts';
import { html, type Markup, NOTHING, type Section } from '../../../report-writer/page/html.ts';
import { evidence } from '../../../report-writer/page/parts/evidence.ts';
import { titled, worded } from '../../../report-writer/page/words.ts';
import { VERDICT_WORDS } from '../../../wording/verdicts.ts';
import { askedTogether } from './asked-together.ts';
import { GATE_WORDS, gateLabel, ITEM_WORDS } from './gate-words.ts';
import { inShort } from './standing.ts';

/** With more rows than this, the table scrolls under its own header. */
const TALL = 40;

export function planVerificationSection(run: RunView, say: Say): Section | undefined {
  const verification = run.plan?.verification;
  if (!verification) return undefined;
  const { language } = run.task;
  const { gate, voters, unchallenged } = verification;
  const { tone, means } = GATE_WORDS[gate];
  const without = voters.filter((it) => !it.usable);
  const body = html`<div class="outcome ${tone}"><p>${gateLabel(verification, say)}</p><ul><li>${say(means)}</li>${unchallenged && html`<li>${say('Unchallenged: there was only one voter.')}</li>`}${without.map(
    ({ seat, reason }) => html`<li><b>${seat}</b> ${say('gave no usable verdict ({why})', { why: reason })}</li>`,
  )}</ul></div>
${matrix(verification, say)}${dissent(verification, language, say)}${clarifications(verification, language, say)}`;
  return { id: 'plan-verification', heading: planHeading('Plan Body Verification', language), body };
}

function matrix({ items, voters }: PlanVerification, say: Say): Markup {
  return html`<div class="scroll${items.length > TALL && ' tall'}" tabindex="0" role="region" aria-label="${say('Item')}"><table class="matrix">
<thead><tr><th scope="col">${say('Item')}</th><th scope="col">${say('State')}</th>${voters.map((it) => html`<th class="seat" scope="col">${it.seat}</th>`)}</tr></thead>
<tbody>${items.map((it) => row(it, voters, say))}</tbody></table></div>
<ul class="legend">${legend(say)}</ul>`;
}

function row({ item, state, words }: ItemTally, voters: PlanVerification['voters'], say: Say): Markup {
  return html`<tr><th scope="row"><span class="id">${item.id}</span> <span class="t">${titled(inShort(item))}</span></th>
<td class="state">${say(ITEM_WORDS[state])}</td>${voters.map(({ dispatch, seat, reason }) => {
    const word = words.find((it) => it.dispatch === dispatch);
    // A worker that failed gave no verdict, and that is not a vote.
    if (word === undefined)
      return html`<td class="v first"><span class="sign silent" role="img" aria-label="${reason}" title="${seat}, ${reason}">!</span></td>`;
    const { sign, tone } = VERDICT_WORDS[word.verdict];
    return html`<td class="v first"><span class="sign ${tone}" role="img" aria-label="${word.verdict}" title="${seat}, ${word.verdict}${word.note === undefined ? '' : ` (${word.note})`}">${sign}</span></td>`;
  })}</tr>`;
}

const legend = (say: Say): Markup[] =>
  [
    ...(['AGREE', 'SUPPLEMENT', 'DISAGREE', 'ABSTAIN'] as const).map((it) => ({ ...VERDICT_WORDS[it], says: it as string })),
    { sign: '!', tone: 'silent', says: say('did not answer') },
  ].map(({ sign, tone, says }) => html`<li><span class="sign ${tone}" aria-hidden="true">${sign}</span> ${says}</li>`);

/** Disagreements and additions, in the voters' own words. */
function dissent({ items }: PlanVerification, language: string, say: Say): Markup {
  const disputed = items.flatMap((it) => {
    const said = it.words.filter(({ verdict }) => verdict === 'DISAGREE' || verdict === 'SUPPLEMENT');
    if (said.length === 0) return [];
    const words = said.map((word) => {
      const shown = word.evidence.map((one, at) => evidence({ seat: word.seat, evidence: one, check: word.checks[at] }, false, say));
      const against = word.verdict === 'DISAGREE';
      return html`<li class="${VERDICT_WORDS[word.verdict].tone}${against && ' dissent'}"><p class="said"><b>${word.seat}</b> ${word.verdict}</p>${worded(word.basis)}${shown}</li>`;
    });
    return [html`<h4><span class="id">${it.item.id}</span> ${titled(inShort(it.item))}</h4><ul class="words">${words}</ul>`];
  });
  return disputed.length === 0 ? NOTHING : html`<h3>${planHeading('Dissent', language)}</h3>${disputed}`;
}

function clarifications({ clarifications: all }: PlanVerification, language: string, say: Say): Markup {
  if (all.length === 0) return NOTHING;
  return html`<h3>${planHeading('Clarifications', language)}</h3><div class="scroll${all.length > TALL && ' tall'}" tabindex="0" role="region" aria-label="${say('Question')}"><table class="data plan">
<thead><tr><th scope="col"></th><th scope="col">${say('Item')}</th><th scope="col">${say('Question')}</th><th scope="col">${say('Raised by')}</th><th scope="col">${say('Blocks')}</th></tr></thead>
<tbody>${askedTogether(all).map((it) => html`<tr><td>${it.id}</td><td>${it.item}</td><td class="asks">${worded(it.asks)}</td><td>${it.raisedBy.length === 0 ? say('nobody') : it.raisedBy.join(', ')}</td><td class="nowrap"><span class="check${it.blocks === 'approval' && ' bad'}">${say(it.blocks)}</span></td></tr>`)}</tbody></table></div>`;
}
