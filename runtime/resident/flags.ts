// Node flags for the two long-lived processes. Neither creates much garbage, so a small young generation keeps their memory close
// to what they need; a smaller process also forks faster. No flag here may invalidate the code cache of Node's built-in modules:
// compiling them at each start would take 15 ms.

export const RESIDENT: readonly string[] = ['--max-semi-space-size=2'];
