// Keyboard shortcuts of the whole page, and the window that lists them. A view adds its own while it is shown.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';

export type Keys = Readonly<Record<string, () => void>>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

let before = '';
let beforeAt = 0;
/** The longest time between two keys of one shortcut, in milliseconds. */
const TOGETHER = 900;

export function useKeys(keys: Keys): void {
  const held = useRef(keys);
  held.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.target instanceof Element && event.target.closest('.xterm, dialog')) return;
      const both = `${event.timeStamp - beforeAt < TOGETHER ? before : ''} ${event.key}`.trim();
      const found = held.current[both] ?? held.current[event.key];
      if (!found) return;
      event.preventDefault();
      found();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

addEventListener('keydown', (event) => {
  // After every view has handled the key.
  queueMicrotask(() => {
    before = event.key;
    beforeAt = event.timeStamp;
  });
});

const TABLE: readonly (readonly [string, string])[] = [
  ['g n', 'what needs you'],
  ['g h', 'runs and history'],
  ['g d', 'devices'],
  ['1 2 3', 'of a run: overview, findings, plan and change'],
  ['j  k', 'next and previous in a list'],
  ['Enter', 'open what is chosen'],
  ['Esc', 'close, or back'],
  ['/', 'search'],
  ['d', 'dismiss the finding that is open'],
  ['a  c  r', 'at an approval: approve, request changes, reject'],
  ['?', 'these keys'],
];

export function KeysShown({ close }: { close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return html`<dialog ref=${dialog} class="keys" aria-labelledby="keys-head" onClose=${close}><h2 id="keys-head">Keys</h2>
<dl>${TABLE.map(([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl>
<div class="acts"><button onClick=${close}>Close</button></div></dialog>`;
}
