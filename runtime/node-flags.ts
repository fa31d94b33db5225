// How the two processes that stay are run. Neither makes much garbage: with a small place for what is young, what they
// hold is what they need, and a smaller process also starts others in less time.

export const RESIDENT: readonly string[] = ['--max-semi-space-size=2'];
