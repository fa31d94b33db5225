// A gate, with what each answer does. The answer carries the digest of what was shown.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { Gate } from '../../../../contracts/run/gate.ts';
import { act, Failed, type Failure } from '../live/ask.ts';
import { useKeys } from './keys.ts';
import { Ask, Failing, useNow } from './parts.ts';
import { span, withHiddenShown } from './words.ts';

const LABELS: Readonly<Record<string, string>> = {
  approve: 'Approve',
  reject: 'Reject',
  'request-changes': 'Request changes',
  'verify-again': 'Judge again',
  abort: 'Abort the run',
};

type Asked = { run: string; gate: Gate; comments?: string; keys?: boolean; onDone?(says: string): void };

/** `comments` were written elsewhere on the page and are sent with a request for changes. */
export function GateAsked({ run, gate, comments = '', keys = false, onDone }: Asked) {
  const [asked, setAsked] = useState<Gate['offers'][number]>();
  const [failure, setFailure] = useState<Failure>();
  const [done, setDone] = useState<string>();
  const now = useNow(10_000);
  const offer = (answer: string) => () => setAsked(gate.offers.find((it) => it.answer === answer));
  useKeys(keys ? { a: offer('approve'), c: offer('request-changes'), r: offer('reject') } : {});
  const answer = async (words: string) => {
    const given = asked?.answer;
    setAsked(undefined);
    const comment = [given === 'request-changes' ? comments : '', words].filter(Boolean).join('\n\n');
    try {
      const { says } = await act({
        act: 'answer',
        run,
        gate: gate.id,
        answer: given,
        shown: gate.shown,
        ...(comment === '' ? {} : { comment }),
      });
      setDone(says);
      onDone?.(says);
    } catch (error) {
      if (error instanceof Failed) setFailure(error.failure);
    }
  };
  const wants =
    asked?.answer === 'abort' || asked?.answer === 'verify-again'
      ? undefined
      : gate.about.kind === 'question'
        ? 'Your answer to the worker'
        : 'Your words; they go into the report and the next prompt';
  const needed =
    asked?.answer === 'request-changes' && comments === '' ? true : gate.about.kind === 'question' && asked?.answer === 'approve';
  return html`<section class="gate" aria-label=${`Approval ${gate.id}`}><p class="kicker"><b>${gate.id}</b><span>${gate.phase}</span><span>without an answer, the run pauses in ${span(Date.parse(gate.expiresAt) - now)}</span></p>
<h3>${gate.asks}</h3><p class="soft pre">${gate.why}</p>
${gate.runs !== undefined && gate.runs.length > 0 && html`<p>An approval lets these commands run, and no others:</p><ul>${gate.runs.map((it) => html`<li>${it.name}: <code>${JSON.stringify(it.argv)}</code> <span class="soft">${it.for.join(', ')}</span></li>`)}</ul>`}
${failure && html`<${Failing} failure=${failure} />`}
${
  done === undefined
    ? html`<div class="acts">${gate.offers.map(
        (it) =>
          html`<button key=${it.answer} class=${it.answer === 'approve' ? 'primary' : it.answer === 'reject' || it.answer === 'abort' ? 'danger' : ''} title=${it.does} onClick=${() => setAsked(it)}>${LABELS[it.answer] ?? it.answer}</button>`,
      )}</div>`
    : html`<p class="notice good" role="status">${done}</p>`
}
${
  asked &&
  html`<${Ask} title=${`${LABELS[asked.answer] ?? asked.answer}?`} yes=${LABELS[asked.answer] ?? asked.answer} danger=${asked.answer === 'reject' || asked.answer === 'abort'} wants=${wants} needed=${needed} onYes=${(words: string) => void answer(words)} onNo=${() => setAsked(undefined)}>
<p>${asked.does}</p>${asked.answer === 'request-changes' && comments !== '' && html`<pre class="draft">${withHiddenShown(comments)}</pre>`}<p class="soft">What you decide on: <code>${gate.shown.slice(0, 12)}</code></p></${Ask}>`
}</section>`;
}
