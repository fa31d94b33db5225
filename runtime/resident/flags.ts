// Node flags for the two long-lived processes. Neither creates much garbage, so a small young generation keeps their memory close
// to what they need; a smaller process also forks faster. No flag here may invalidate the code cache of Node's built-in modules:
// compiling them at each start would take 15 ms.

export const RESIDENT: readonly string[] = ['--max-semi-space-size=2'];

/**
 * glibc then takes larger blocks from the system one by one and returns each when it is freed. Otherwise it keeps them on its own
 * heap, which shrinks only from its end. Other C libraries ignore it.
 */
export const RESIDENT_ENVIRONMENT: Readonly<Record<string, string>> = { MALLOC_MMAP_THRESHOLD_: '32768' };
