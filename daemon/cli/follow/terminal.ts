// The terminal while a worker's output is shown on it: in raw mode while attached, and restored
// afterwards, whatever state the worker left it in.

export type Terminal = {
  /** Undefined if standard output is not a terminal. */
  size(): { cols: number; rows: number } | undefined;
  /** Receives typed input until closed; nothing if standard input is not a terminal. */
  onTyped(listener: (bytes: Buffer) => void): void;
  onResize(listener: () => void): void;
  /** Resolves when the bytes are written, so that the caller waits for a slow terminal. */
  show(bytes: Buffer): Promise<void>;
  close(): void;
};

/** Leaves the alternate screen, turns off mouse reports and bracketed paste, shows the cursor, resets colours. */
const AS_IT_WAS = '\u001b[?1049l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?2004l\u001b[?25h\u001b[0m\r\n';

export function openTerminal({ stdin, stdout }: Pick<NodeJS.Process, 'stdin' | 'stdout'>, gone: AbortSignal): Terminal {
  const raw = stdin.isTTY === true;
  let typed: ((bytes: Buffer) => void) | undefined;
  let resized: (() => void) | undefined;
  if (raw) stdin.setRawMode(true);
  return {
    size: () => (stdout.isTTY ? { cols: clamp(stdout.columns, 20, 500), rows: clamp(stdout.rows, 5, 200) } : undefined),
    onTyped(listener) {
      if (!raw) return;
      typed = listener;
      stdin.on('data', listener);
    },
    onResize(listener) {
      resized = listener;
      stdout.on('resize', listener);
    },
    show: (bytes) =>
      new Promise((resolve) => {
        if (gone.aborted) return resolve();
        const done = () => resolve();
        gone.addEventListener('abort', done, { once: true });
        stdout.write(bytes, () => {
          gone.removeEventListener('abort', done);
          resolve();
        });
      }),
    close() {
      if (typed) stdin.off('data', typed);
      if (resized) stdout.off('resize', resized);
      if (raw) stdin.setRawMode(false);
      stdin.pause();
      if (stdout.isTTY) stdout.write(AS_IT_WAS);
    },
  };
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value || least));
