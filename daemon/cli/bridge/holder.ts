// Whether the checkout that came from another machine may be replaced by a newer one: not while a run that is to look
// at it has not captured it. Pure.

/** Who brought what is there now. */
export type Holder = { run: string; at: number };

/** How far the run is that it was brought for. */
export type Reached = 'not-begun' | 'not-captured' | 'captured';

/** A command that was cut off between bringing a checkout and starting its run is waited for no longer than this. */
const BEGINS_WITHIN = 60_000;

export type MayReplace = { kind: 'yes' } | { kind: 'no'; why: string; hint: string };

export function mayReplace({ run, at }: Holder, reached: Reached, now: number): MayReplace {
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
