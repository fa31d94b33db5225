// A comment on a line, an item or a stage, sent with a request for changes.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

export type Comment = { at: string; words: string };

/** A button that opens a comment field for one thing. */
export function CommentButton({ at, add }: { at: string; add(comment: Comment): void }) {
  const [open, setOpen] = useState(false);
  if (!open) return html`<button class="quiet" aria-label=${`Comment on ${at}`} title="Comment" onClick=${() => setOpen(true)}>+</button>`;
  return html`<${CommentField} at=${at} add=${add} close=${() => setOpen(false)} />`;
}

export function CommentField({ at, add, close }: { at: string; add(comment: Comment): void; close(): void }) {
  const [words, setWords] = useState('');
  const send = (event: Event) => {
    event.preventDefault();
    if (words.trim() !== '') add({ at, words: words.trim() });
    close();
  };
  return html`<form class="comment" onSubmit=${send}><textarea rows="2" aria-label=${`Comment on ${at}`} value=${words} ref=${(it: HTMLTextAreaElement | null) => it?.focus()} onInput=${(event: Event) => setWords((event.target as HTMLTextAreaElement).value)}></textarea><span class="acts"><button type="submit" class="primary" disabled=${words.trim() === ''}>Add comment</button><button type="button" onClick=${close}>Cancel</button></span></form>`;
}
