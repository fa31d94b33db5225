// The requests that a client has sent and that are not answered yet. A client may close its end right after its last request, as a
// pipe does, and still reads the answers.

import type { JSONRPCMessage } from '@modelcontextprotocol/server';

export type OpenRequests = {
  received(message: JSONRPCMessage): void;
  sent(message: JSONRPCMessage): void;
  /** Resolves when no request is open, at the latest after this time: an answer may wait for a worker. */
  closed(within: number): Promise<void>;
};

export function openRequests(): OpenRequests {
  // A list, because a client may use an id twice.
  const open: unknown[] = [];
  let last = Promise.withResolvers<void>();
  const close = (id: unknown): void => {
    const at = open.indexOf(id);
    if (at < 0) return;
    open.splice(at, 1);
    if (open.length > 0) return;
    last.resolve();
    last = Promise.withResolvers();
  };
  return {
    received(message) {
      if (!('method' in message)) return;
      if ('id' in message) open.push(message.id);
      // A cancelled request gets no answer.
      else if (message.method === 'notifications/cancelled') close(message.params?.requestId);
    },
    sent(message) {
      if (!('method' in message) && 'id' in message) close(message.id);
    },
    async closed(within) {
      if (open.length === 0) return;
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, within);
      await Promise.race([last.promise, late.promise]);
      clearTimeout(timer);
    },
  };
}
