// A peer on a real socket that sends anything, and records every line of the answers.

import { once } from 'node:events';
import { connect } from 'node:net';

export type Peer = {
  say(bytes: string | Uint8Array): void;
  /** The next so many answers; rejects when the other side hangs up before. */
  answers(count: number): Promise<unknown[]>;
  /** Everything that came until the other side hung up. */
  rest(): Promise<unknown[]>;
  hangUp(): void;
};

export async function callAt(place: string, allowHalfOpen = false): Promise<Peer> {
  const socket = connect({ path: place, allowHalfOpen });
  await once(socket, 'connect');
  const lines: unknown[] = [];
  let waiting = Promise.withResolvers<void>();
  let text = '';
  let over = false;
  const wake = () => {
    waiting.resolve();
    waiting = Promise.withResolvers();
  };
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      lines.push(JSON.parse(text.slice(0, end)));
      text = text.slice(end + 1);
    }
    wake();
  });
  // What a peer hears when it goes on talking to one who has left.
  socket.on('error', () => undefined);
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      over = true;
      wake();
    });
  }
  return {
    say: (bytes) => void socket.write(bytes),
    async answers(count) {
      while (lines.length < count) {
        if (over) throw new Error(`hung up after ${lines.length} of ${count} answers`);
        await waiting.promise;
      }
      return lines.splice(0, count);
    },
    async rest() {
      while (!over) await waiting.promise;
      return lines.splice(0);
    },
    hangUp: () => void socket.destroy(),
  };
}

/** How many frames a text is: lines with something in them. */
export const framesIn = (text: string): number => text.split('\n').filter((line) => line !== '').length;
