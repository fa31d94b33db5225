// Sends what a person types to the worker in the order of the keys. A browser's requests may overtake
// each other, so only one is under way at a time; what is typed meanwhile goes with the next.

/** As much as the server accepts in one request. */
const MOST = 4096;

export type Typing = {
  type(text: string): void;
  /** Drops the input that waits. */
  forget(): void;
};

/**
 * `send` returns whether the worker got it. If a piece did not arrive, the input that waits behind it is dropped: its beginning would be
 * missing.
 */
export function typing(send: (text: string) => Promise<boolean>): Typing {
  let waiting = '';
  let busy = false;

  async function deliver(): Promise<void> {
    busy = true;
    while (waiting !== '') {
      const piece = firstOf(waiting);
      waiting = waiting.slice(piece.length);
      if (!(await send(piece))) waiting = '';
    }
    busy = false;
  }

  return {
    type(text) {
      waiting += text;
      if (!busy) void deliver();
    },
    forget() {
      waiting = '';
    },
  };
}

/** Never splits a surrogate pair. */
function firstOf(text: string): string {
  const cut = text.slice(0, MOST);
  return text.length > MOST && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
