// A finding as a card. Collapsed, it shows what, where and who supports it; expanded, the claim, the evidence, everything said
// about it, the dissent in full, and what to do.

import type { PrintedBlock } from '../../../prompts/trace.ts';
import { stateLabel } from '../../../wording/states.ts';
import { noteBeside, VERDICT_WORDS, verdictPhrase } from '../../../wording/verdicts.ts';
import { type Dossier, dissent, dissentWords, opponents, placesOutWords, silentPositions, supporterWords } from '../../facts/dossier.ts';
import { listedIn, type Say } from '../../language/english.ts';
import { html, type Markup, NOTHING } from '../html.ts';
import { titled, worded } from '../words.ts';
import { evidence } from './evidence.ts';
import { block } from './narrative.ts';

export function findingCard(dossier: Dossier, notes: readonly PrintedBlock[], ids: ReadonlySet<string>, open: boolean, say: Say): Markup {
  const { finding, raised } = dossier;
  const [first, ...others] = raised;
  const gone = placesOutWords(dossier, say);
  return html`<article class="card ${finding.severity}" id="${finding.id}" data-severity="${finding.severity}" data-state="${finding.state}">
<details${open && html` open`}><summary><h4><span class="tag s-${finding.severity}">${say(finding.severity)}</span><span class="id">${finding.id}</span> ${titled(finding.title)}</h4>
<span class="where">${where(dossier, say)}</span></summary>
<div class="inside">
${first === undefined && finding.claim !== undefined ? html`<div class="claim">${worded(finding.claim, ids)}</div>` : first === undefined ? html`<p class="note">${say('The text of this finding is in the object store; the run no longer has it.')}</p>` : html`<div class="claim">${worded(first.finding.claim, ids)}</div>`}
${finding.reason !== undefined && html`<p class="note">${say('Why it has this state')}: ${titled(finding.reason, ids)}</p>`}
<h5>${say('Evidence')}</h5>${dossier.evidence.length === 0 ? html`<p class="note">${say('None was given.')}</p>` : dossier.evidence.map((it) => evidence(it, raised.length > 1, say))}
${gone !== undefined && html`<p class="note">${gone}</p>`}
${others.length > 0 && html`<h5>${say('Also raised')}</h5><ul class="words">${others.map((it) => html`<li class="for"><p class="said"><b>${it.seat}</b> (${say(it.finding.severity)}): ${titled(it.finding.title)}</p>${worded(it.finding.claim)}</li>`)}</ul>`}
${said(dossier, ids, say)}
${notes.length > 0 && html`<h5>${say('By the report-writer')}</h5>${notes.map((it) => block(it, ids, say))}`}
${first?.finding.recommendation !== undefined && html`<div class="advice"><h5>${say('Recommendation of {seat}', { seat: first.seat })}</h5>${worded(first.finding.recommendation)}</div>`}
<p class="meta">${meta(dossier, say)}</p>
</div></details></article>`;
}

function where(dossier: Dossier, say: Say): Markup[] {
  const { finding, place } = dossier;
  const against = opponents(dossier);
  const silent = silentPositions(dossier);
  return [
    html`<span class="mono">${place ?? say('no location')}</span>`,
    html`<span><b>${stateLabel(finding, say)}</b>${finding.mergedInto !== undefined && html` <a href="#${finding.mergedInto}">${finding.mergedInto}</a>`}</span>`,
    html`<span>${supporterWords(dossier, say)}</span>`,
    against.length > 0 ? html`<span class="against">${say('opposed by {seats}', { seats: listedIn(against, say) })}</span>` : NOTHING,
    silent.length > 0
      ? html`<span>${say('no verdict from {seats}', {
          seats: listedIn(
            silent.map((it) => it.seat),
            say,
          ),
        })}</span>`
      : NOTHING,
  ];
}

function said(dossier: Dossier, ids: ReadonlySet<string>, say: Say): Markup {
  if (dossier.said.length === 0 && dossier.silences.length === 0) return NOTHING;
  const against = new Set(dissent(dossier));
  const words = dossier.said.map(({ word, about }) => {
    const marked = about === 'this' && against.has(word);
    const tone = VERDICT_WORDS[word.verdict].tone;
    const checked = word.evidence.map((it, at) => evidence({ seat: word.seat, evidence: it, check: word.checks[at] }, false, say));
    return html`<li class="${tone}${marked ? ' dissent' : ''}"><p class="said"><b>${word.seat}</b> ${verdictPhrase(word, about, say)}<span class="soft">, ${say('round {n}', { n: word.round })}${noteBeside(word) !== undefined && html` (${noteBeside(word)})`}${marked && ` · ${say(dissentWords(word))}`}</span></p>${worded(word.basis, ids)}${checked}</li>`;
  });
  const silences = dossier.silences.map(
    (it) =>
      html`<li><p class="said"><b>${it.seat}</b> ${say('did not answer')}<span class="soft">, ${say('round {n}', { n: it.round })}: ${it.why}. ${say('This does not count as a vote.')}</span></p></li>`,
  );
  return html`<h5>${say('Who said what')}</h5><ul class="words">${words}${silences}</ul>`;
}

function meta({ finding, raised, aliases }: Dossier, say: Say): Markup {
  const settled =
    finding.settledIn === undefined
      ? ''
      : finding.settledIn === 0
        ? ` · ${say('settled at grouping')}`
        : ` · ${say('settled in round {n}', { n: finding.settledIn })}`;
  const also = aliases.length === 0 ? '' : html` \u00b7 ${say('also raised as {ids}', { ids: aliases.map((it) => it.id).join(', ') })}`;
  const by = raised.map(
    (it) => `${it.seat} (${it.ref}, ${say(it.finding.severity)}, ${say('confidence')} ${it.finding.confidence.toFixed(2)})`,
  );
  return html`${finding.category} \u00b7 <span class="mono">${finding.fingerprint}</span>${settled}${also} \u00b7 ${say('raised by {seats}', { seats: listedIn(by.length > 0 ? by : finding.seats, say) })}`;
}
