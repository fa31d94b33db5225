// How the two processes that stay are run. Neither makes much garbage: with a small place for what is young, what they
// hold is what they need, and a smaller process also starts others in less time.

export const RESIDENT: readonly string[] = ['--max-semi-space-size=2', '--expose-gc'];

/** What a start leaves behind: without work, Node would never come to collect it. */
const START_IS_OVER = 2_000;

/** Gives back, once, what was only needed to start: some 6 MB of a daemon. */
export function letGoOfTheStart(): void {
  setTimeout(() => void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }), START_IS_OVER).unref();
}
