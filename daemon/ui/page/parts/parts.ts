// Components that several views use. Text from workers is only ever inserted as text.

import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../live/ask.ts';

export const Severity = ({ of }: { of: string }) => html`<span class=${`tag s-${of}`}>${of}</span>`;

const TONES: Readonly<Record<string, string>> = {
  completed: 'good',
  failed: 'bad',
  aborted: 'bad',
  damaged: 'bad',
  skipped: 'soft',
  paused: 'warning',
  'awaiting-approval': 'warning',
  'awaiting-consent': 'warning',
};

export const Status = ({ status, label, warns = false }: { status: string; label?: string; warns?: boolean }) =>
  html`<span class=${`status ${warns && TONES[status] === 'good' ? 'warning' : (TONES[status] ?? 'running')}`}>${(label ?? status).replaceAll('-', ' ')}</span>`;

/** Text with the little Markdown that report writers use: list items and code. */
export function Prose({ text }: { text: string }) {
  const blocks = text.split(/\n{2,}/).map((it) => it.split('\n'));
  return html`${blocks.map((lines) =>
    lines.every((it) => it.startsWith('- '))
      ? html`<ul>${lines.map((it) => html`<li>${withCode(it.slice(2))}</li>`)}</ul>`
      : html`<p class="pre">${withCode(lines.join('\n'))}</p>`,
  )}`;
}

export const withCode = (text: string) => text.split(/`([^`\n]+)`/).map((it, n) => (n % 2 === 1 ? html`<code>${it}</code>` : it));

export const Empty = ({ children }: { children: ComponentChildren }) => html`<p class="empty">${children}</p>`;

export function Failing({ failure }: { failure: Failure }) {
  return html`<div class="notice bad" role="alert"><p><b>${failure.message}</b></p>${failure.hint && html`<p>${failure.hint}</p>`}</div>`;
}

/** The current time, updated periodically. */
export function useNow(every = 1_000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

type Asking = {
  title: string;
  yes: string;
  danger?: boolean;
  wants?: string;
  needed?: boolean;
  onYes(words: string): void;
  onNo(): void;
  children?: ComponentChildren;
};

/** A confirmation before an action, with a text field if it needs one. */
export function Ask({ title, yes, danger = false, wants, needed = false, onYes, onNo, children }: Asking) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState('');
  const sent = useRef(false);
  useEffect(() => dialog.current?.showModal(), []);
  const send = (event: Event) => {
    event.preventDefault();
    // A double click before the window closes counts once.
    if (sent.current || (needed && words.trim() === '')) return;
    sent.current = true;
    onYes(words.trim());
  };
  return html`<dialog ref=${dialog} aria-labelledby="asked" onCancel=${(event: Event) => {
    event.preventDefault();
    onNo();
  }}><form onSubmit=${send}>
<h2 id="asked">${title}</h2>${children}
${wants !== undefined && html`<label class="field"><span>${wants}${needed ? '' : ' (optional)'}</span><textarea rows="4" value=${words} onInput=${(event: Event) => setWords((event.target as HTMLTextAreaElement).value)}></textarea></label>`}
<div class="acts"><button type="submit" class=${danger ? 'danger' : 'primary'} disabled=${needed && words.trim() === ''}>${yes}</button><button type="button" onClick=${onNo}>Cancel</button></div>
</form></dialog>`;
}
