// A gate, with what each answer does. The answer carries the digest of what was shown.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { Gate, GateAnswer } from '../../../../contracts/run/gate.ts';
import { act, type Failure, failureOf } from '../live/ask.ts';
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

type Props = { run: string; gate: Gate; comments?: string; keys?: boolean; onDone?(says: string): void };

/** `comments` were written elsewhere on the page and are sent with a request for changes. */
export function GateAsked({ run, gate, comments = '', keys = false, onDone }: Props) {
  const [asked, setAsked] = useState<Gate['offers'][number]>();
  const [failure, setFailure] = useState<Failure>();
  const [done, setDone] = useState<string>();
  const now = useNow(10_000);
  const offer = (answer: GateAnswer) => () => setAsked(gate.offers.find((it) => it.answer === answer));
  useKeys(keys ? { a: offer('approve'), c: offer('request-changes'), r: offer('reject') } : {});
  const send = async (answer: GateAnswer, words: string) => {
    setAsked(undefined);
    try {
      const says = await sendAnswer(run, gate, answer, [answer === 'request-changes' ? comments : '', words]);
      setDone(says);
      onDone?.(says);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return html`<section class="gate" aria-label=${`Approval ${gate.id}`}><p class="kicker"><b>${gate.id}</b><span>${gate.phase}</span><span>without an answer, the run pauses in ${span(Date.parse(gate.expiresAt) - now)}</span></p>
<h3>${gate.asks}</h3><p class="soft pre">${gate.why}</p>
${gate.runs !== undefined && gate.runs.length > 0 && html`<p>An approval lets these commands run, and no others:</p><ul>${gate.runs.map((it) => html`<li>${it.name}: <code>${JSON.stringify(it.argv)}</code> <span class="soft">${it.for.join(', ')}</span></li>`)}</ul>`}
${failure && html`<${Failing} failure=${failure} />`}
${
  done === undefined
    ? html`<div class="acts">${gate.offers.map(
        (it) =>
          html`<button key=${it.answer} class=${buttonClass(it.answer)} title=${it.does} onClick=${() => setAsked(it)}>${labelOf(it.answer)}</button>`,
      )}</div>`
    : html`<p class="notice good" role="status">${done}</p>`
}
${
  asked &&
  html`<${Ask} title=${`${labelOf(asked.answer)}?`} yes=${labelOf(asked.answer)} danger=${isFinal(asked.answer)} wants=${wordsWanted(gate, asked.answer)} needed=${areWordsNeeded(gate, asked.answer, comments)} onYes=${(words: string) => void send(asked.answer, words)} onNo=${() => setAsked(undefined)}>
<p>${asked.does}</p>${asked.answer === 'request-changes' && comments !== '' && html`<pre class="draft">${withHiddenShown(comments)}</pre>`}<p class="soft">What you decide on: <code>${gate.shown.slice(0, 12)}</code></p></${Ask}>`
}</section>`;
}

async function sendAnswer(run: string, gate: Gate, answer: GateAnswer, words: readonly string[]): Promise<string> {
  const comment = words.filter((it) => it !== '').join('\n\n');
  const { says } = await act({
    act: 'answer',
    run,
    gate: gate.id,
    answer,
    shown: gate.shown,
    ...(comment === '' ? {} : { comment }),
  });
  return says;
}

const labelOf = (answer: GateAnswer): string => LABELS[answer] ?? answer;

/** Ends the run, or its plan. */
const isFinal = (answer: GateAnswer): boolean => answer === 'reject' || answer === 'abort';

const buttonClass = (answer: GateAnswer): string => (answer === 'approve' ? 'primary' : isFinal(answer) ? 'danger' : '');

/** What the answer may be explained by; undefined if nothing. */
function wordsWanted({ about }: Gate, answer: GateAnswer): string | undefined {
  if (answer === 'abort' || answer === 'verify-again') return undefined;
  return about.kind === 'question' ? 'Your answer to the worker' : 'Your words; they go into the report and the next prompt';
}

const areWordsNeeded = ({ about }: Gate, answer: GateAnswer, comments: string): boolean =>
  (answer === 'request-changes' && comments === '') || (about.kind === 'question' && answer === 'approve');
