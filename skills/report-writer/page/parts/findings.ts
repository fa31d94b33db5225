// All findings, in a section for each state that occurs: confirmed states first, dropped ones last.

import { SEVERITIES } from '../../../../contracts/findings/names.ts';
import { stands } from '../../../../contracts/findings/state-order.ts';
import type { Report } from '../../../../contracts/run/report.ts';
import { mapSteps, type Steps, sortSteps } from '../../../../runtime/steps.ts';
import type { Narrative } from '../../../prompts/trace.ts';
import { stateSections, worstFirst } from '../../../wording/states.ts';
import type { Dossier } from '../../facts/dossier.ts';
import type { Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup, type Section } from '../html.ts';
import { stateAnchor } from '../words.ts';
import { findingCard } from './finding-card.ts';

/** Up to this many findings, the important ones are expanded initially; beyond it only the critical ones, to keep the page short. */
const OPEN_ALL = 25;

export function* findings(report: Report, all: readonly Dossier[], narrative: Narrative): Steps<Section> {
  const say = sayIn(report.run.task.language);
  const heading = say('Findings');
  const ids = new Set<string>(all.map((it) => it.finding.id));
  if (all.length === 0) {
    return { id: 'findings', heading, body: html`<p>${say('None. The sections below say what was reviewed and what was not.')}</p>` };
  }
  const sections: Markup[] = [];
  for (const { state, claimed, heading: name, means, holds } of stateSections(say)) {
    const of = yield* sortSteps(
      all.filter((it) => holds(it.finding)),
      (a, b) => worstFirst(a.finding, b.finding),
    );
    if (of.length === 0) continue;
    const cards = yield* mapSteps(of, (it) =>
      findingCard(it, narrative.ofFinding.get(it.finding.id) ?? [], ids, startsOpen(it, all.length), say),
    );
    sections.push(html`<section class="state" id="${stateAnchor({ state, claimed })}"><h3 class="state">${name} <span class="n">${of.length}</span></h3><p class="note">${means}</p>
${cards}</section>`);
  }
  return { id: 'findings', heading, body: html`${filterBar(all.length, say)}${sections}` };
}

function startsOpen({ finding }: Dossier, total: number): boolean {
  const matters = stands(finding);
  if (total > OPEN_ALL) return matters && finding.severity === 'critical' && total <= OPEN_ALL * 4;
  return matters && (finding.severity === 'critical' || finding.severity === 'major');
}

/** Hidden until the script has run. */
function filterBar(total: number, say: Say): Markup {
  return html`<div class="filter" role="search" hidden><label>${say('Find')} <input type="search" placeholder="${say('title, path, worker')}"></label>
${SEVERITIES.map((it) => html`<label><input type="checkbox" value="${it}" checked> ${say(it)}</label>`)}
<button type="button" data-do="open">${say('Open all')}</button><button type="button" data-do="close">${say('Close all')}</button><output aria-live="polite" data-of="${say('{some} of {all}')}">${say('{some} of {all}', { some: total, all: total })}</output></div>`;
}
