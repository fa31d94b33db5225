// A look now and then at what has to be there as long as a process works: seldom while the kernel would tell that it is gone, and every few
// seconds once something has happened to it.

import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Millis } from '../../contracts/time.ts';
import { systemClock } from '../clock.ts';
import { isLocal } from './local.ts';
import { roundsOf } from './rounds.ts';

const OFTEN: Millis = 3_000;
const SELDOM: Millis = 15_000;

/** `isThere`: looks at the path, and does what is to be done about it. What comes back ends the looks. */
export function lookWhileThere(path: string, isThere: () => boolean): () => void {
  const rounds = roundsOf(systemClock);
  let told: FSWatcher | undefined;
  let stop = (): void => undefined;
  let span: Millis | undefined;

  function lookEvery(next: Millis): void {
    if (span === next) return;
    span = next;
    stop();
    stop = rounds.every(next, look);
  }

  function untold(): void {
    told?.close();
    told = undefined;
    lookEvery(OFTEN);
  }

  function look(): void {
    if (!isThere()) untold();
    else if (!told) settle();
  }

  function settle(): void {
    told = watching(path, untold);
    lookEvery(told ? SELDOM : OFTEN);
  }

  settle();
  return () => {
    stop();
    told?.close();
  };
}

/** Of the file itself: whatever else happens in its folder wakes nobody. */
function watching(path: string, onTold: () => void): FSWatcher | undefined {
  try {
    return isLocal(dirname(path)) ? watch(path, { persistent: false }, onTold).on('error', onTold) : undefined;
  } catch {
    return undefined;
  }
}
