// The poller of a simulated daemon. A hint makes it look soon, unless the hint is lost; it also looks by itself when a rule wants
// it to.

import type { Millis } from '../../../contracts/time.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import type { Answer, Poller } from '../../../runtime/watch/poller.ts';
import type { Time } from './time.ts';

export type SimPoller = Poller & {
  /** Something happened to this dispatch; the poller sees it after this delay. */
  nudge(dispatch: string, after: Millis): void;
};

type Watched = { dispatch: string; look(): void };

/** The time between two looks at the same dispatch. */
const SHORTEST = 25;

export function simPoller(
  time: Time,
  alive: () => boolean,
  lookAt: (key: string, cpu: boolean) => Look,
  forget: (key: string) => void,
): SimPoller {
  const watched = new Set<Watched>();
  return {
    watch: (place, judge: (look: Look) => Answer, signal) =>
      new Promise((resolve, reject) => {
        let cpu = false;
        let cancel = () => {};
        const look = (): void => {
          cancel();
          if (!alive() || !watched.has(one)) return;
          const seen = lookAt(place.session, cpu);
          const answer = judge(seen);
          if (answer.kind === 'report') {
            watched.delete(one);
            signal.removeEventListener('abort', leave);
            resolve(seen);
            return;
          }
          cpu = answer.cpu;
          if (Number.isFinite(answer.in)) cancel = time.later(Math.max(SHORTEST, answer.in), look);
        };
        const leave = (): void => {
          cancel();
          watched.delete(one);
          reject(signal.reason);
        };
        const one: Watched = { dispatch: place.session.slice(0, place.session.lastIndexOf('.')), look };
        if (signal.aborted) return leave();
        signal.addEventListener('abort', leave, { once: true });
        watched.add(one);
        cancel = time.later(0, look);
      }),
    lookOnce: async (place) => lookAt(place.session, false),
    forget,
    hint: () => {},
    nudge(dispatch, after) {
      for (const one of watched) if (one.dispatch === dispatch) time.later(after, one.look);
    },
    close: () => watched.clear(),
  };
}
