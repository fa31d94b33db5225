// Terminals of workers for pages: each is attached once, and its output goes to every stream that watches
// it, so further watchers need no connection of their own. Typing is refused unless it was enabled.

import { readFile } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import type { Home } from '../../../runtime/home.ts';
import { type Attached, attachSession } from '../../../runtime/sessions/client/attach.ts';
import { outputIn } from '../../../runtime/sessions/host/session/transcript.ts';

export type TerminalMessage =
  | { worker: string; begins: true }
  | { worker: string; data: string; missed: number }
  | { worker: string; over: string };
export type Watcher = (said: TerminalMessage) => void | Promise<void>;

export type Terminals = {
  /** `worker` is `<dispatch>.<attempt>`; returns a function that stops watching. */
  watch(worker: string, tell: Watcher): Promise<() => void>;
  type(worker: string, text: string): Promise<void>;
  close(): void;
};

const SIZE = { cols: 120, rows: 30 };
/** Only the end of a longer transcript is shown. */
const MOST_SHOWN = 512 * 1024;

export function openTerminals(home: Home): Terminals {
  const all = new Set<Attached>();

  async function attach(worker: string, write: boolean): Promise<Attached> {
    const attached = await attachSession(home.root, worker, { write, ...SIZE });
    all.add(attached);
    void attached.ended.then(() => all.delete(attached));
    return attached;
  }

  return {
    async watch(worker, tell) {
      await tell({ worker, begins: true });
      const attached = await attach(worker, false).catch((error: unknown) => {
        if (error instanceof MusterError) return undefined;
        throw error;
      });
      if (!attached) {
        const printed = await kept(home, worker);
        await tell({ worker, data: printed, missed: 0 });
        await tell({ worker, over: `This worker has ended; ${printed === '' ? 'it printed nothing' : 'this is what it printed'}.` });
        return () => {};
      }
      attached.onOutput(async (bytes, missed) => tell({ worker, data: bytes.toString('base64'), missed }));
      void attached.ended.then((end) =>
        tell({ worker, over: end ? `Ended: ${end.by}, ${end.signal ?? `code ${end.code ?? 'unknown'}`}.` : '' }),
      );
      return () => attached.close();
    },
    async type(worker, text) {
      const attached = await attach(worker, true);
      attached.write(Buffer.from(text));
      // The host has handled the input once it answers a later request; closing immediately could overtake it.
      setTimeout(() => attached.close(), 250).unref();
    },
    close() {
      for (const it of all) it.close();
    },
  };
}

/** The output events of the worker's transcript. */
async function kept(home: Home, worker: string): Promise<string> {
  const [, run = '', dispatch = '', attempt = '1'] = /^(r-[a-z0-9]+)\.(d\d+)\.(\d+)$/.exec(worker) ?? [];
  if (run === '') throw new MusterError('session-unknown', `${worker} is not the name of a worker`, 'Choose one of the run.');
  const text = await readFile(home.run(run).transcript(dispatch, Number(attempt)), 'utf8').catch(() => '');
  const shown = text.split('\n').map(outputIn).join('');
  return Buffer.from(shown.slice(-MOST_SHOWN)).toString('base64');
}
