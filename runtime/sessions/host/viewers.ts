// People who watch a session's terminal. Each has a position in the ring buffer and gets output as fast as they can take it; one
// that falls behind the buffer skips ahead and is told how much was missed.

import type { Socket } from 'node:net';
import type { SessionKey } from '../../../contracts/work/session.ts';
import { frame } from '../../wire/frames.ts';
import type { Push } from '../protocol/protocol.ts';
import type { Session } from './session/session.ts';

export type Viewer = { leave(): void };

const CHUNK = 32 * 1024;

/** Sends what is left of the past, then new output, then the end. */
export function openViewer(socket: Socket, session: Session): Viewer {
  const { key, terminal } = session;
  let place = terminal.tail.oldest();
  let blocked = false;
  let gone = false;
  const send = (push: Push) => {
    blocked = !socket.write(frame(push));
  };

  function pump(): void {
    while (!gone && !blocked && place < terminal.tail.total()) {
      const oldest = terminal.tail.oldest();
      if (place < oldest) {
        send({ type: 'missed', key, bytes: oldest - place });
        place = oldest;
      }
      const bytes = terminal.tail.read(place, CHUNK);
      place += bytes.length;
      send({ type: 'output', key, data: bytes.toString('base64') });
    }
  }

  const onDrain = () => {
    blocked = false;
    pump();
  };
  socket.on('drain', onDrain);
  const stopListening = terminal.onMore(pump);
  const viewer: Viewer = {
    leave() {
      gone = true;
      socket.off('drain', onDrain);
      stopListening();
    },
  };
  void session.over.then(async (ended) => {
    while (!gone && place < terminal.tail.total()) {
      if (blocked) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
      blocked = false;
      if (socket.destroyed) return;
      pump();
    }
    if (gone) return;
    viewer.leave();
    send({ type: 'over', key, end: ended.end });
  });
  pump();
  return viewer;
}

/** For a session that has already ended: what was kept of its output, and the end. */
export function showEndedSession(socket: Socket, key: SessionKey, output: Buffer, over: Push): void {
  for (let at = 0; at < output.length; at += CHUNK) {
    socket.write(frame({ type: 'output', key, data: output.subarray(at, at + CHUNK).toString('base64') } satisfies Push));
  }
  socket.write(frame(over));
}
