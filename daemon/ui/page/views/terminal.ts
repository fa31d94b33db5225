// A worker's terminal, live and read-only. Typing needs a confirmation first.

import type { Terminal as Screen } from '@xterm/xterm';
import { html } from 'htm/preact';
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, post } from '../live/ask.ts';
import { listen, type News, watchTerminal } from '../live/stream.ts';
import { typing } from '../live/typing.ts';
import { Ask, Failing } from '../parts/parts.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (it) => it.charCodeAt(0));

export function Terminal({ worker, living, close }: { worker: string; living: boolean; close(): void }) {
  const [over, setOver] = useState('');
  const [writes, setWrites] = useState(false);
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const keys = useMemo(() => typing((text) => sendKeys(worker, text, setFailure)), [worker]);
  const box = useScreen(worker, (text) => writes && keys.type(text), setOver);
  const stop = () => {
    setWrites(false);
    keys.forget();
  };

  return html`<section class="terminal" aria-label=${`Terminal of ${worker}`}><p class="terminal-head"><b class="mono">${worker}</b><span class="soft grow">${over || (writes ? 'what you type goes to the worker' : 'read-only')}</span>
${living && html`<button onClick=${() => (writes ? stop() : setAsked(true))}>${writes ? 'Stop typing' : 'Type into it'}</button>`}<button onClick=${close}>Close</button></p>
${failure && html`<${Failing} failure=${failure} />`}<div class="screen" ref=${box}></div>
${
  asked &&
  html`<${Ask} title="Type into this worker?" yes="Type" onYes=${() => {
    setWrites(true);
    setAsked(false);
  }} onNo=${() => setAsked(false)}><p>Everything that you type there goes to its program, as if you sat in front of it.</p></${Ask}>`
}</section>`;
}

/** Whether the keys arrived. */
async function sendKeys(worker: string, text: string, onFailure: (failure: Failure) => void): Promise<boolean> {
  try {
    await post('/api/type', { worker, text });
    return true;
  } catch (error) {
    onFailure(failureOf(error));
    return false;
  }
}

/** Shows what the worker prints in the element of the returned reference. `onOver` hears why nothing more comes. */
function useScreen(worker: string, onKeys: (text: string) => void, onOver: (why: string) => void): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const typed = useRef(onKeys);
  typed.current = onKeys;

  useEffect(() => {
    let gone = false;
    const undo: (() => void)[] = [];
    // Loaded when the first terminal is opened; it is the largest part of the page.
    void import('@xterm/xterm').then((xterm) => {
      if (gone || !box.current) return;
      const screen = new xterm.Terminal(LOOKS);
      screen.open(box.current);
      screen.onData((text) => typed.current(text));
      const unlisten = listen((news) => {
        if (news.kind === 'terminal' && news.said.worker === worker) show(news.said, screen, onOver);
      });
      undo.push(unlisten, watchTerminal(worker), () => screen.dispose());
    });
    return () => {
      gone = true;
      for (const it of undo) it();
    };
  }, [worker]);
  return box;
}

const LOOKS = {
  cols: 120,
  rows: 30,
  fontSize: 12,
  scrollback: 5_000,
  convertEol: false,
  screenReaderMode: true,
  theme: { background: '#15171a', foreground: '#e6e4df' },
};

type Said = Extract<News, { kind: 'terminal' }>['said'];

function show(said: Said, screen: Pick<Screen, 'reset' | 'write'>, onOver: (why: string) => void): void {
  if ('begins' in said) screen.reset();
  else if ('over' in said) onOver(said.over);
  else {
    if (said.missed > 0) screen.write(`\r\n[${said.missed} bytes were skipped here]\r\n`);
    screen.write(bytesOf(said.data));
  }
}
