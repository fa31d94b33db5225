// What a person types reaches the worker in the order of the keys. Requests of a browser may overtake each other, so
// only one is on its way at a time; what is typed meanwhile goes with the next.

/** As much as the server takes in one request. */
const MOST = 4096;

export type Typing = {
  type(text: string): void;
  /** What waits is not sent. */
  forget(): void;
};

/** `send` says whether the worker got it. What waits behind a piece that did not arrive is dropped: it would stand without its beginning. */
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

/** Never half of a character that takes two units. */
function firstOf(text: string): string {
  const cut = text.slice(0, MOST);
  return text.length > MOST && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
