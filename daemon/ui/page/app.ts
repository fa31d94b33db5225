// The frame of the page: navigation, whether the daemon runs, and the view that the address names.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import type { NeedsView } from '../views/home.ts';
import { begin, homeNow, lineNow, listen } from './live/stream.ts';
import { useView } from './live/use-view.ts';
import { KeysShown, useKeys } from './parts/keys.ts';
import { go, usePlace } from './parts/place.ts';
import { count } from './parts/words.ts';
import { Devices } from './views/devices.ts';
import { History } from './views/history.ts';
import { Needs } from './views/needs.ts';
import { RunFrame } from './views/run-frame.ts';

export function App() {
  const place = usePlace();
  const [keys, setKeys] = useState(false);
  const [line, setLine] = useState(lineNow);
  const [home, setHome] = useState(homeNow);
  useEffect(() => {
    const stop = listen((news) => {
      if (news.kind === 'line') setLine(news.state);
      if (news.kind === 'home') setHome(news.home);
    });
    begin();
    return stop;
  }, []);
  useKeys({ '?': () => setKeys(true), 'g n': () => go('/'), 'g h': () => go('/history'), 'g d': () => go('/devices') });
  if (line === 'refused') return html`<${Locked} />`;
  return html`<a class="skip" href="#main" onClick=${(event: Event) => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }}>Skip to the content</a>
<header class="bar"><a class="brand" href="#/">Muster</a><${Nav} at=${place[0] ?? ''} /><${Daemon} line=${line} home=${home} /><button class="quiet keys-open" aria-label="Show keys" title="Keys (?)" onClick=${() => setKeys(true)}>?</button></header>
<main id="main" tabindex="-1"><${Shown} place=${place} /></main>
${keys && html`<${KeysShown} close=${() => setKeys(false)} />`}`;
}

function Shown({ place }: { place: string[] }) {
  const [first, second = '', ...rest] = place;
  if (first === 'run') return html`<${RunFrame} key=${second} run=${second} at=${rest} />`;
  if (first === 'history') return html`<${History} />`;
  if (first === 'devices') return html`<${Devices} />`;
  return html`<${Needs} />`;
}

function Nav({ at }: { at: string }) {
  const { data } = useView<NeedsView>('/api/needs', '*');
  const waiting = (data?.gates.length ?? 0) + (data?.consents.length ?? 0);
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) Muster` : 'Muster';
  }, [waiting]);
  const link = (path: string, name: string, label: string, many = 0) =>
    html`<a href=${path} aria-current=${at === name ? 'page' : undefined}>${label}${many > 0 && html` <b class="badge">${many}</b>`}</a>`;
  return html`<nav aria-label="Pages">${link('#/', '', 'Needs you', waiting)}${link('#/history', 'history', 'Runs')}${link('#/devices', 'devices', 'Devices')}</nav>`;
}

function Daemon({ line, home }: { line: string; home: ReturnType<typeof homeNow> }) {
  const daemon = home?.daemon;
  const [tone, says] =
    line === 'cut'
      ? ['bad', 'page server not reached']
      : home === undefined
        ? ['soft', '…']
        : daemon
          ? daemon.parked
            ? ['warning', 'daemon parked: the ledger cannot be written']
            : ['good', daemon.workers > 0 ? `${count(daemon.workers, 'worker')} at work` : 'daemon idle']
          : ['soft', 'no daemon'];
  return html`<span class=${`daemon ${tone}`} role="status"><i aria-hidden="true"></i><span title=${home?.home}>${says}</span></span>`;
}

const Locked = () => html`<main id="main" class="locked"><h1>This browser is not known</h1>
<p>A link of <code>muster ui</code> works once, and what it gives ends with its server. For a new link, run this in a terminal:</p><pre>muster ui</pre></main>`;
