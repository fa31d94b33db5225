// The gaps that a critic named, with who examined each and what they saw.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { html, type Markup, type Section } from '../../../report-writer/page/html.ts';
import { evidence } from '../../../report-writer/page/parts/evidence.ts';
import { titled, worded } from '../../../report-writer/page/words.ts';
import { VERDICT_WORDS } from '../../../wording/verdicts.ts';
import { criticSentences, gapGroups, type NamedByCritic } from './sentences.ts';

export function criticsSection(run: RunView, say: Say): Section | undefined {
  if (run.critics.length === 0) return undefined;
  const body = html`${criticSentences(run, say).map((it) => html`<p>${it}</p>`)}
${gapGroups(run).map(({ heading, means, gaps }) => html`<h3 class="state">${say(heading)} <span class="n">${gaps.length}</span></h3><p class="note">${say(means)}</p>${gaps.map((it) => card(it, say))}`)}`;
  return { id: 'critic', heading: say('What the critic named'), body };
}

function card(it: NamedByCritic, say: Say): Markup {
  const { id, seat, gap, checks, outcome, reason } = it;
  const places = (gap.evidence ?? []).map((one, at) => evidence({ seat, evidence: one, check: checks?.[at] }, false, say));
  return html`<article class="card gap" id="${id}"><details${outcome === 'confirmed' && html` open`}><summary><h4><span class="id">${id}</span> ${titled(gap.title)}</h4>
<span class="where"><span>${say('named by {seat}', { seat })}</span><span><b>${say(outcome === 'confirmed' ? 'confirmed' : 'a remaining risk')}</b></span>${it.by !== undefined && html`<span>${say('checked by {seat}', { seat: it.by })}</span>`}</span></summary>
<div class="inside"><div class="claim">${worded(gap.claim)}</div>${reason !== undefined && html`<p class="note">${titled(reason)}</p>`}${places.length > 0 && html`<h5>${say('Where to look')}</h5>${places}`}${said(it, say)}
<p class="meta">${gap.category}</p></div></details></article>`;
}

function said({ by, word }: NamedByCritic, say: Say): Markup | false {
  if (by === undefined || word === undefined) return false;
  const { tone, says } = VERDICT_WORDS[word.verdict];
  const shown = word.evidence.map((one, at) => evidence({ seat: by, evidence: one, check: word.checks[at] }, false, say));
  return html`<h5>${say('Checked by')}</h5><ul class="words"><li class="${tone}"><p class="said"><b>${by}</b> ${say(says)}</p>${worded(word.basis)}${shown}</li></ul>`;
}
