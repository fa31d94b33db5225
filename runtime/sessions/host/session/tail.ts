// The newest bytes of an endless stream, in a ring buffer that grows up to a limit. Every byte has an offset from the start of the
// stream, so a slow reader knows what it missed.

export type Tail = {
  push(chunk: Buffer): void;
  /** The total number of bytes so far. */
  total(): number;
  /** The offset of the oldest byte still in the buffer. */
  oldest(): number;
  /** A copy of at most `limit` bytes from that offset on, or from the oldest one if that is later. */
  read(offset: number, limit: number): Buffer;
  last(bytes: number): Buffer;
};

const FIRST_SIZE = 4096;

export function tail(limit: number): Tail {
  let ring = Buffer.allocUnsafe(Math.min(FIRST_SIZE, limit));
  let total = 0;
  const oldest = () => Math.max(0, total - ring.length);

  function grow(wanted: number): void {
    const bigger = Buffer.allocUnsafe(Math.min(limit, Math.max(wanted, ring.length * 2)));
    // The ring only grows before it first wraps, which is when it has reached its limit.
    ring.copy(bigger, 0, 0, total);
    ring = bigger;
  }

  function read(offset: number, most: number): Buffer {
    const from = Math.max(offset, oldest());
    const length = Math.max(0, Math.min(most, total - from));
    const copy = Buffer.allocUnsafe(length);
    const start = from % ring.length;
    const first = Math.min(length, ring.length - start);
    ring.copy(copy, 0, start, start + first);
    ring.copy(copy, first, 0, length - first);
    return copy;
  }

  return {
    push(chunk) {
      if (total + chunk.length > ring.length && ring.length < limit) grow(total + chunk.length);
      const kept = chunk.length > ring.length ? chunk.subarray(chunk.length - ring.length) : chunk;
      const at = (total + chunk.length - kept.length) % ring.length;
      const first = Math.min(kept.length, ring.length - at);
      kept.copy(ring, at, 0, first);
      kept.copy(ring, 0, first);
      total += chunk.length;
    },
    total: () => total,
    oldest,
    read,
    last: (bytes) => read(Math.max(oldest(), total - bytes), bytes),
  };
}

/** Decodes the bytes, without a partial character at the start if it was cut there. */
export function tailText(bytes: Buffer, cutAtFront: boolean): string {
  let start = 0;
  while (cutAtFront && start < Math.min(4, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.toString('utf8', start);
}
