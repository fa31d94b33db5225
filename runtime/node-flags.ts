// How the two processes that stay are run. Neither makes much garbage: with a small place for what is young, what they
// hold is what they need, and a smaller process also starts others in less time.

export const RESIDENT: readonly string[] = ['--max-semi-space-size=2', '--expose-gc'];

/** What a start leaves behind: without work, Node would never come to collect it. */
const START_IS_OVER = 2_000;
/** The share of that time in which a process does something, and should not be held up. */
const AT_WORK = 0.05;

/** Gives back, once, what was only needed to start: some 10 MB of a daemon. It takes about 50 ms, so it waits until nothing is done. */
export function letGoOfTheStart(): void {
  const before = performance.eventLoopUtilization();
  setTimeout(() => {
    if (performance.eventLoopUtilization(before).utilization > AT_WORK) letGoOfTheStart();
    else globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }, START_IS_OVER).unref();
}
