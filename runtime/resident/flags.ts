// How the two processes that stay are run. Neither makes much garbage: with a small place for what is young, what they
// hold is what they need, and a smaller process also starts others in less time. No flag stands here for whose value Node has not compiled
// its own modules: it would compile them at each start, which takes it 15 ms.

export const RESIDENT: readonly string[] = ['--max-semi-space-size=2'];
