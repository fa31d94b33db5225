// Whether a checkout that came from another machine may be replaced by a newer one: not while a run
// that will review it has not captured it. Pure.

/** The run for which the current checkout was sent. */
export type Holder = { run: string; at: number };

/** How far that run has come. */
export type RunProgress = 'not-begun' | 'not-captured' | 'captured';

/** If a command was cut off after sending a checkout and before starting its run, others wait for it no longer than this. */
const BEGINS_WITHIN = 60_000;

export type MayReplace = { kind: 'yes' } | { kind: 'no'; why: string; hint: string };

export function mayReplace({ run, at }: Holder, reached: RunProgress, now: number): MayReplace {
  if (reached === 'captured') return { kind: 'yes' };
  if (reached === 'not-begun' && (now - at >= BEGINS_WITHIN || now < at)) return { kind: 'yes' };
  return reached === 'not-begun'
    ? { kind: 'no', why: 'another command has just sent this checkout and is starting its run', hint: 'Try again in a minute.' }
    : {
        kind: 'no',
        why: `${run} has not begun to look at the checkout that was sent before`,
        hint: `Wait until it has: muster tail ${run}`,
      };
}
