// The event stream that all tabs of this browser share: one of them holds it and passes on what it receives. The tab that takes it
// over continues after the last event that any tab has seen, so nothing is missed or repeated.

import type { FeedEvent } from '../../live/feed.ts';
import type { TerminalMessage } from '../../live/terminals.ts';
import type { HomeView } from '../../views/home.ts';
import { bearer, post } from './ask.ts';

export type News =
  | { kind: 'hello'; stream: string }
  | { kind: 'events'; events: FeedEvent[]; id: number }
  | { kind: 'lost'; id: number }
  | { kind: 'home'; home: HomeView }
  | { kind: 'terminal'; said: TerminalMessage }
  /** The state of the connection. */
  | { kind: 'line'; state: 'open' | 'cut' | 'refused' };

type Between = News | { kind: 'who' } | { kind: 'off'; worker: string };

const channel = new BroadcastChannel('muster');
const listeners = new Set<(news: News) => void>();
const watched = new Map<string, number>();
let last: number | undefined;
let stream: string | undefined;
let leads = false;
let state: 'open' | 'cut' | 'refused' = 'cut';
let home: HomeView | undefined;

export const homeNow = (): HomeView | undefined => home;
export const lineNow = (): typeof state => state;

export function listen(listener: (news: News) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

channel.onmessage = ({ data }: MessageEvent<Between>) => {
  if (data.kind === 'who') {
    if (leads && stream !== undefined) {
      channel.postMessage({ kind: 'hello', stream });
      channel.postMessage({ kind: 'line', state });
      if (home) channel.postMessage({ kind: 'home', home });
    }
  } else if (data.kind === 'off') {
    if (watched.has(data.worker)) void ask(data.worker, true);
  } else take(data);
};

/** Handles news in this tab; other tabs receive it through the channel. */
function take(news: News): void {
  if (news.kind === 'events' || news.kind === 'lost') last = Math.max(last ?? 0, news.id);
  if (news.kind === 'line') state = news.state;
  if (news.kind === 'home') home = news.home;
  if (news.kind === 'hello' && news.stream !== stream) {
    stream = news.stream;
    for (const worker of watched.keys()) void ask(worker, true);
  }
  for (const it of listeners) it(news);
}

function tell(news: News): void {
  take(news);
  channel.postMessage(news);
}

const AGAIN_AFTER = 500;

export function begin(): void {
  channel.postMessage({ kind: 'who' });
  void navigator.locks.request('muster-stream', async () => {
    leads = true;
    for (;;) {
      const refused = await follow().catch(() => false);
      tell({ kind: 'line', state: refused ? 'refused' : 'cut' });
      await new Promise((resolve) => setTimeout(resolve, refused ? 4 * AGAIN_AFTER : AGAIN_AFTER));
    }
  });
}

/** Reads the stream until it is cut; returns true if the server does not know this browser. */
async function follow(): Promise<boolean> {
  const after = last === undefined ? {} : { 'last-event-id': String(last) };
  const response = await fetch('/api/events', { headers: { ...bearer(), ...after } });
  if (response.status === 401) return true;
  if (!response.ok || !response.body) return false;
  tell({ kind: 'line', state: 'open' });
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const news = newsIn(block);
      if (news) tell(news);
    }
  }
  return false;
}

function newsIn(block: string): News | undefined {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data: unknown = JSON.parse(field('data') ?? 'null');
  const id = Number(field('id') ?? 0);
  switch (field('event')) {
    case 'hello':
      return { kind: 'hello', stream: (data as { stream: string }).stream };
    case 'events':
      return { kind: 'events', events: data as FeedEvent[], id };
    case 'lost':
      return { kind: 'lost', id };
    case 'home':
      return { kind: 'home', home: data as HomeView };
    case 'terminal':
      return { kind: 'terminal', said: data as TerminalMessage };
    default:
      return undefined;
  }
}

let asked: Promise<unknown> = Promise.resolve();

/** One request at a time: they could overtake each other, and the last one must win. */
const ask = (worker: string, on: boolean): Promise<unknown> => {
  asked = asked.then(() => (stream === undefined ? undefined : post('/api/watch', { stream, worker, on }).catch(() => undefined)));
  return asked;
};

/** Watches the terminal of a worker: its last output, then what follows. The returned function ends it once no view in this tab uses it. */
export function watchTerminal(worker: string): () => void {
  watched.set(worker, (watched.get(worker) ?? 0) + 1);
  void ask(worker, true);
  return () => {
    const left = (watched.get(worker) ?? 1) - 1;
    if (left > 0) {
      watched.set(worker, left);
      return;
    }
    watched.delete(worker);
    void ask(worker, false).then(() => channel.postMessage({ kind: 'off', worker }));
  };
}
