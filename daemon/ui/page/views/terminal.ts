// A worker's terminal, live and read-only. Typing needs a confirmation first.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Failed, type Failure, post } from '../live/ask.ts';
import { listen, watchTerminal } from '../live/stream.ts';
import { typing } from '../live/typing.ts';
import { Ask, Failing } from '../parts/parts.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (it) => it.charCodeAt(0));

export function Terminal({ worker, living, close }: { worker: string; living: boolean; close(): void }) {
  const box = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState('');
  const [writes, setWrites] = useState(false);
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const keys = useMemo(
    () =>
      typing((text) =>
        post('/api/type', { worker, text }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Failed) setFailure(error.failure);
            return false;
          },
        ),
      ),
    [worker],
  );
  const typed = useRef<(text: string) => void>(() => {});
  typed.current = (text) => writes && keys.type(text);
  const stop = () => {
    setWrites(false);
    keys.forget();
  };

  useEffect(() => {
    let gone = false;
    const undo: (() => void)[] = [];
    // Loaded when the first terminal is opened; it is the largest part of the page.
    void import('@xterm/xterm').then(({ Terminal: Screen }) => {
      if (gone || !box.current) return;
      const screen = new Screen({
        cols: 120,
        rows: 30,
        fontSize: 12,
        scrollback: 5_000,
        convertEol: false,
        screenReaderMode: true,
        theme: { background: '#15171a', foreground: '#e6e4df' },
      });
      screen.open(box.current);
      screen.onData((text) => typed.current(text));
      undo.push(
        listen((news) => {
          if (news.kind !== 'terminal' || news.said.worker !== worker) return;
          if ('begins' in news.said) screen.reset();
          else if ('over' in news.said) setOver(news.said.over);
          else {
            if (news.said.missed > 0) screen.write(`\r\n[${news.said.missed} bytes were skipped here]\r\n`);
            screen.write(bytesOf(news.said.data));
          }
        }),
        watchTerminal(worker),
        () => screen.dispose(),
      );
    });
    return () => {
      gone = true;
      for (const it of undo) it();
    };
  }, [worker]);

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
