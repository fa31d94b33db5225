// A server view as a hook: read immediately, and again when an event concerns it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, onToken, read } from './ask.ts';
import { listen } from './stream.ts';

export type Seen<T> = { data: T | undefined; failure: Failure | undefined; reload(): void };

/** Events come in bursts; one request covers them. */
const SETTLES = 150;
const WORST = 1_000;

/** `about`: a run, `*` for any run, or undefined for views that do not change by themselves. */
export function useView<T>(path: string, about?: string): Seen<T> {
  const [data, setData] = useState<T>();
  const [failure, setFailure] = useState<Failure>();
  const again = useRef<() => void>(() => {});

  useEffect(() => {
    setData(undefined);
    setFailure(undefined);
    // All of this belongs to one path: a late answer for the previous path is ignored.
    let gone = false;
    let busy = false;
    let due = false;
    const reload = async (): Promise<void> => {
      if (gone) return;
      if (busy) {
        due = true;
        return;
      }
      busy = true;
      const began = performance.now();
      try {
        const fresh = await read<T>(path);
        if (gone) return;
        setData(fresh);
        setFailure(undefined);
      } catch (error) {
        const shown = failureOf(error);
        if (!gone) setFailure(shown);
      }
      // A large view that takes long to load is reloaded less often.
      await new Promise((resolve) => setTimeout(resolve, Math.min(WORST, SETTLES + (performance.now() - began))));
      busy = false;
      if (due) {
        due = false;
        void reload();
      }
    };
    again.current = () => void reload();
    void reload();
    const stop = listen((news) => {
      if (news.kind === 'lost' || (news.kind === 'line' && news.state === 'open')) void reload();
      if (about === undefined) return;
      if (news.kind === 'events' && news.events.some((it) => about === '*' || it.run === about)) void reload();
      if (news.kind === 'home' && about === '*') void reload();
    });
    const unlock = onToken(() => void reload());
    return () => {
      gone = true;
      stop();
      unlock();
    };
  }, [path, about]);

  return { data, failure, reload: () => again.current() };
}
