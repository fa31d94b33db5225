// A view of the server in a part of the page: read at once, and again when something happened that it is about.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Failed, type Failure, onToken, read } from './ask.ts';
import { listen } from './stream.ts';

export type Seen<T> = { data: T | undefined; failure: Failure | undefined; reload(): void };

/** Events come in bursts; one reading covers them. */
const SETTLES = 150;
const WORST = 1_000;

/** `about`: a run, `*` for what any run does, or nothing for what does not change by itself. */
export function useView<T>(path: string, about?: string): Seen<T> {
  const [data, setData] = useState<T>();
  const [failure, setFailure] = useState<Failure>();
  const busy = useRef(false);
  const due = useRef(false);

  const reload = useCallback(async () => {
    if (busy.current) {
      due.current = true;
      return;
    }
    busy.current = true;
    const began = performance.now();
    try {
      setData(await read<T>(path));
      setFailure(undefined);
    } catch (error) {
      if (error instanceof Failed) setFailure(error.failure);
      else throw error;
    }
    // A large view that takes long is read less often.
    await new Promise((resolve) => setTimeout(resolve, Math.min(WORST, SETTLES + (performance.now() - began))));
    busy.current = false;
    if (due.current) {
      due.current = false;
      void reload();
    }
  }, [path]);

  useEffect(() => {
    setData(undefined);
    setFailure(undefined);
    busy.current = false;
    void reload();
    const stop = listen((news) => {
      if (news.kind === 'lost' || (news.kind === 'line' && news.state === 'open')) void reload();
      if (about === undefined) return;
      if (news.kind === 'events' && news.events.some((it) => about === '*' || it.run === about)) void reload();
      if (news.kind === 'home' && about === '*') void reload();
    });
    const unlock = onToken(() => void reload());
    return () => {
      stop();
      unlock();
    };
  }, [path, about, reload]);

  return { data, failure, reload: () => void reload() };
}
