// A finding as a card: closed it says what, where and who holds it; open it shows claim, evidence,
// every word said about it, the dissent in full, and what to do.

import type { CheckedBlock } from '../../../contracts/narrative.ts';
import { type Dossier, dissent, dissentWords, holderWords, opposedBy, unheard } from '../dossier.ts';
import { html, type Markup, NOTHING } from '../html.ts';
import { listed } from '../numbers.ts';
import { STATE_WORDS } from '../states.ts';
import { VERDICT_WORDS, verdictPhrase } from '../verdicts.ts';
import { evidence } from './evidence.ts';
import { block } from './narrative.ts';
import { titled, worded } from './words.ts';

export function findingCard(dossier: Dossier, notes: readonly CheckedBlock[], ids: ReadonlySet<string>, open: boolean): Markup {
  const { finding, raised } = dossier;
  const [first, ...others] = raised;
  return html`<article class="card ${finding.severity}" id="${finding.id}" data-severity="${finding.severity}" data-state="${finding.state}">
<details${open && html` open`}><summary><h4><span class="tag s-${finding.severity}">${finding.severity}</span><span class="id">${finding.id}</span> ${titled(finding.title)}</h4>
<span class="where">${where(dossier)}</span></summary>
<div class="inside">
${first === undefined ? html`<p class="note">The words of this finding are in the object store; the run no longer holds them.</p>` : html`<div class="claim">${worded(first.finding.claim, ids)}</div>`}
${finding.reason !== undefined && html`<p class="note">Why it stands here: ${titled(finding.reason, ids)}</p>`}
<h5>Evidence</h5>${dossier.evidence.length === 0 ? html`<p class="note">None was given.</p>` : dossier.evidence.map((it) => evidence(it, raised.length > 1))}
${others.length > 0 && html`<h5>Also raised</h5><ul class="words">${others.map((it) => html`<li class="for"><p class="said"><b>${it.seat}</b> (${it.finding.severity}): ${titled(it.finding.title)}</p>${worded(it.finding.claim)}</li>`)}</ul>`}
${said(dossier, ids)}
${notes.length > 0 && html`<h5>In the report-writer’s words</h5>${notes.map((it) => block(it, ids))}`}
${first?.finding.recommendation !== undefined && html`<div class="advice"><h5>Recommendation of ${first.seat}</h5>${worded(first.finding.recommendation)}</div>`}
<p class="meta">${meta(dossier)}</p>
</div></details></article>`;
}

function where(dossier: Dossier): Markup[] {
  const { finding, place } = dossier;
  const against = opposedBy(dossier);
  const silent = unheard(dossier);
  return [
    html`<span class="mono">${place ?? 'no place'}</span>`,
    html`<span><b>${STATE_WORDS[finding.state].label}</b>${finding.mergedInto !== undefined && html` <a href="#${finding.mergedInto}">${finding.mergedInto}</a>`}</span>`,
    html`<span>${holderWords(dossier)}</span>`,
    against.length > 0 ? html`<span class="against">opposed by ${listed(against)}</span>` : NOTHING,
    silent.length > 0 ? html`<span>no word from ${listed(silent.map((it) => it.seat))}</span>` : NOTHING,
  ];
}

function said(dossier: Dossier, ids: ReadonlySet<string>): Markup {
  if (dossier.said.length === 0 && dossier.silences.length === 0) return NOTHING;
  const against = new Set(dissent(dossier));
  const words = dossier.said.map(({ word, about }) => {
    const marked = about === 'this' && against.has(word);
    const tone = VERDICT_WORDS[word.verdict].tone;
    const checked = word.evidence.map((it, at) => evidence({ seat: word.seat, evidence: it, check: word.checks[at] }, false));
    return html`<li class="${tone}${marked ? ' dissent' : ''}"><p class="said"><b>${word.seat}</b> ${verdictPhrase(word, about)}<span class="soft">, round ${word.round}${word.note !== undefined && html` (${word.note})`}${marked && ` · ${dissentWords(word)}`}</span></p>${worded(word.basis, ids)}${checked}</li>`;
  });
  const silences = dossier.silences.map(
    (it) =>
      html`<li><p class="said"><b>${it.seat}</b> did not answer<span class="soft">, round ${it.round}: ${it.why}. This is no vote.</span></p></li>`,
  );
  return html`<h5>Who said what</h5><ul class="words">${words}${silences}</ul>`;
}

function meta({ finding, raised, aliases }: Dossier): Markup {
  const settled =
    finding.settledIn === undefined ? '' : finding.settledIn === 0 ? ' · settled at grouping' : ` · settled in round ${finding.settledIn}`;
  const also = aliases.length === 0 ? '' : html` · also raised as ${listed(aliases.map((it) => it.id))}`;
  const by = raised.map((it) => `${it.seat} (${it.ref}, ${it.finding.severity}, confidence ${it.finding.confidence.toFixed(2)})`);
  return html`${finding.category} · <span class="mono">${finding.fingerprint}</span>${settled}${also} · raised by ${listed(by.length > 0 ? by : finding.seats)}`;
}
