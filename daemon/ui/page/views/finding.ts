// One complete finding: its claim, the quote from the file, who said what in which round, who disagrees, and why it has its state.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { FindingPage } from '../../views/findings.ts';
import { act, type Failure, failureOf } from '../live/ask.ts';
import { useView } from '../live/use-view.ts';
import { useKeys } from '../parts/keys.ts';
import { Ask, Failing, Severity, withCode } from '../parts/parts.ts';

export function Finding({ run, id }: { run: string; id: string }) {
  const { data, failure } = useView<FindingPage>(`/api/run/${run}/finding/${id}`, run);
  const [asked, setAsked] = useState(false);
  const [said, setSaid] = useState<string>();
  const [refused, setRefused] = useState<Failure>();
  useKeys({ d: () => setAsked(true) });
  if (failure && !data) return html`<${Failing} failure=${failure} />`;
  if (!data) return html`<p class="loading" role="status">Reading …</p>`;
  const dismiss = async (why: string) => {
    setAsked(false);
    try {
      const { says } = await act({ act: 'dismiss', run, finding: id, state: data.state, why });
      setSaid(says);
      setRefused(undefined);
    } catch (error) {
      setRefused(failureOf(error));
    }
  };
  return html`<article class="finding" aria-labelledby="f-title"><p class="kicker"><b>${data.id}</b><${Severity} of=${data.severity} /><span>${data.category}</span><span class="mono">${data.fingerprint}</span></p>
<h2 id="f-title">${withCode(data.title)}</h2><p class="mono place">${data.place || 'no location'}</p>
<div class="stands"><p><b>${data.label}</b> ${data.means}</p><p class="soft">${data.reason}</p>${data.mergedInto && html`<p>It is part of ${data.mergedInto}.</p>`}</div>
${refused && html`<${Failing} failure=${refused} />`}${said && html`<p class="notice good" role="status">${said}</p>`}
<p class="pre claim">${withCode(data.claim)}</p>
${data.code && html`<${Code} code=${data.code} />`}
${data.recommendation && html`<div class="advice"><h3>Recommendation</h3><p class="pre">${withCode(data.recommendation)}</p></div>`}
${data.evidence.length > 0 && html`<h3>Evidence</h3>${data.evidence.map((it) => html`<${Quote} seat=${it.seat} it=${it} />`)}`}
<h3>Who said what</h3>${data.words.length + data.silences.length === 0 && html`<p class="soft">No other worker was asked about it.</p>`}
<ol class="words">${data.raised.map((it) => html`<li class="raised"><p class="said"><b>${it.seat}</b> raised it, confidence ${it.confidence.toFixed(2)}</p></li>`)}
${data.words.map(
  (it) =>
    html`<li class=${`${it.tone}${it.dissent ? ' dissent' : ''}`}><p class="said"><b>${it.seat}</b> ${it.says}<span class="soft">, round ${it.round}${it.dissent ? ', dissent' : ''}</span></p><p class="pre">${withCode(it.basis)}</p>${it.note && html`<p class="soft">${it.note}</p>`}${it.quotes.map((one) => html`<${Quote} it=${one} />`)}</li>`,
)}
${data.silences.map((it) => html`<li><p class="said"><b>${it.seat}</b> did not answer<span class="soft">, round ${it.round}: ${it.why}. This is no vote.</span></p></li>`)}</ol>
<div class="acts"><button onClick=${() => setAsked(true)} disabled=${data.state === 'dismissed'}>Dismiss …</button></div>
${asked && html`<${Ask} title=${`Dismiss ${data.id}?`} yes="Dismiss" wants="Why it is not a problem here" needed=${true} onYes=${(why: string) => void dismiss(why)} onNo=${() => setAsked(false)}><p class="pre">${data.title}</p><p class="soft">Later runs ask no worker about it. It is added to .muster/dismissed.yaml of the project, with your reason.</p></${Ask}>`}</article>`;
}

function Code({ code }: { code: NonNullable<FindingPage['code']> }) {
  return html`<figure class="code"><figcaption class="mono">${code.path}${code.side === 'from' ? ' (before the change)' : ''}</figcaption><pre tabindex="0">${code.lines.map(
    (text, n) => {
      const at = code.first + n;
      return html`<span class=${at >= code.line && at <= code.endLine ? 'line hit' : 'line'}><i>${at}</i>${text || ' '}</span>`;
    },
  )}</pre></figure>`;
}

type Quoted = {
  place: string;
  check: string;
  quote: string;
  outcome?: string;
  searched?: { pattern: string; scope: string } | null;
  command?: string | null;
};

const Quote = ({ it, seat }: { it: Quoted; seat?: string }) =>
  html`<figure><figcaption>${seat && html`<b>${seat}</b> `}${it.searched && `searched for “${it.searched.pattern}” in ${it.searched.scope}: `}${it.command && `ran ${it.command}: `}<span class=${`check ${it.outcome === 'found' ? 'good' : it.outcome === 'absent' ? 'bad' : ''}`}>${it.check}</span>${it.place !== '' && !it.check.includes(it.place) && html` <span class="mono">${it.place}</span>`}</figcaption>${it.quote !== '' && html`<pre tabindex="0">${it.quote}</pre>`}</figure>`;
