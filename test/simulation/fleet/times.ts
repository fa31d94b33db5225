// The durations in a simulated fleet.

export const LEASE = 30_000;
const MINUTE = 60_000;
/** After that nothing strikes any more, and what is dead is started again. */
export const FAULTS_UNTIL = 6 * MINUTE;
export const HORIZON = 60 * MINUTE;
/** For what is said late. */
export const EPILOGUE = MINUTE;
