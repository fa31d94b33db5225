// A home for places of workers, a session host that says what a test gives it, and rules that ask again.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionView } from '../../../../contracts/work/session.ts';
import type { Look } from '../../../../runtime/watch/look.ts';
import type { WatchedPlace } from '../../../../runtime/watch/look-memory.ts';
import type { Answer } from '../../../../runtime/watch/poller.ts';
import type { TestClock } from './test-clock.ts';

export type Fixture = { root: string; clock: TestClock };

export function placeIn(root: string, n: number): WatchedPlace {
  const folder = join(root, `d${n}`);
  mkdirSync(folder, { recursive: true });
  return { session: `r-aaaaaa.d${n}.1`, root, folder, result: join(folder, 'result.json'), beat: join(folder, 'beat.md'), cap: 1_000 };
}

/** A host that answers with what the test sets, and remembers what it was asked. */
export function hostOf(views: Record<string, SessionView>) {
  const asked: { keys: string[]; cpu: boolean; at: number }[] = [];
  const observe =
    (clock: TestClock) =>
    async (keys: readonly string[], { cpu }: { cpu: boolean }) => {
      asked.push({ keys: [...keys], cpu, at: clock.awake() });
      return keys.flatMap((key) => views[key] ?? []);
    };
  return { asked, observe };
}

export const again = (inMs = Number.POSITIVE_INFINITY, cpu = false): Answer => ({ kind: 'again', in: inMs, cpu });

export const never = new AbortController().signal;

export const whenThere = (look: Look): Answer => (look.result.kind === 'there' ? { kind: 'report' } : again());
