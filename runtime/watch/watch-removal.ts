// Checks now and then that a file or folder still exists: rarely while the kernel would report its removal, and every few seconds
// once something has happened to it.

import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { Millis } from '../../contracts/time.ts';
import { systemClock } from '../clock.ts';
import { isLocal } from './on-local-disk.ts';
import { periodicTimer } from './periodic-timer.ts';

const OFTEN: Millis = 3_000;
const SELDOM: Millis = 15_000;

/** `isThere` checks the path and handles its absence. The returned function stops the checks. */
export function watchForRemoval(path: string, isThere: () => boolean): () => void {
  const rounds = periodicTimer(systemClock);
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

/** Watches the file itself, so that other changes in its folder wake nobody. */
function watching(path: string, onTold: () => void): FSWatcher | undefined {
  try {
    return isLocal(dirname(path)) ? watch(path, { persistent: false }, onTold).on('error', onTold) : undefined;
  } catch {
    return undefined;
  }
}
