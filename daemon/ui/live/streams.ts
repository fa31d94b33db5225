// The single event stream of a browser: events of runs, the daemon's state, and the terminals that its tabs watch.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStream, Refused } from '../http/answers.ts';
import type { HomeView } from '../views/home.ts';
import type { Feed } from './feed.ts';
import { makeQueue, type Queue } from './queue.ts';
import type { TerminalMessage, Terminals } from './terminals.ts';

export type Streams = {
  serve(request: IncomingMessage, response: ServerResponse, device: string): Promise<void>;
  watch(stream: string, device: string, worker: string, on: boolean): Promise<void>;
  /** Ends the streams of a device, or all. */
  end(device?: string): void;
};

type OpenStream = {
  device: string;
  write: (event: string, data: unknown, id?: number) => Promise<void>;
  watched: Map<string, () => void>;
  /** Serialises the start and end of watching. */
  turn: Queue;
  close(): void;
};

type Parts = { feed: Feed; terminals: Terminals; home(): Promise<HomeView>; stillThere(device: string): Promise<boolean> };

/** Also detects connections that broke silently, and devices that were revoked. */
const LOOK_EVERY = 5_000;

export function openStreams({ feed, terminals, home, stillThere }: Parts): Streams {
  const open = new Map<string, OpenStream>();

  async function tellHome(stream: OpenStream, signal: AbortSignal): Promise<void> {
    let before = '';
    while (!signal.aborted) {
      if (!(await stillThere(stream.device))) return stream.close();
      const now = await home();
      const text = JSON.stringify(now);
      if (text !== before) await stream.write('home', now);
      else await stream.write('beat', null);
      before = text;
      await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    async serve(request, response, device) {
      const gone = new AbortController();
      const id = randomBytes(8).toString('hex');
      const drained = () => new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve));
      const stream: OpenStream = {
        device,
        watched: new Map(),
        turn: makeQueue(),
        write: async (event, data, at) => {
          if (gone.signal.aborted) return;
          const text = `${at === undefined ? '' : `id: ${at}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
          if (!response.write(text)) await drained();
        },
        close: () => void response.destroy(),
      };
      response.on('close', () => {
        gone.abort();
        open.delete(id);
        for (const stop of stream.watched.values()) stop();
      });
      open.set(id, stream);
      openStream(response);
      await stream.write('hello', { stream: id });
      const last = Number(request.headers['last-event-id']);
      const homes = tellHome(stream, gone.signal);
      for await (const { events, lost, position } of feed.follow(Number.isSafeInteger(last) && last > 0 ? last : undefined, gone.signal))
        await stream.write(lost ? 'lost' : 'events', events, position);
      await homes;
    },
    async watch(id, device, worker, on) {
      const stream = open.get(id);
      if (!stream || stream.device !== device) throw new Refused(404, 'no such stream of this device');
      // If two attached at once, both would send output and only one of them could be ended.
      await stream.turn(async () => {
        stream.watched.get(worker)?.();
        stream.watched.delete(worker);
        if (!on) return;
        const stop = await terminals.watch(worker, (said: TerminalMessage) => stream.write('terminal', said));
        if (open.has(id)) stream.watched.set(worker, stop);
        else stop();
      });
    },
    end(device) {
      for (const it of open.values()) if (device === undefined || it.device === device) it.close();
    },
  };
}
