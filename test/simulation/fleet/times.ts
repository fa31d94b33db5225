// The durations in a simulated fleet.

export const LEASE = 30_000;
const MINUTE = 60_000;
/** After this time there are no more faults, and everything dead is restarted. */
export const FAULTS_UNTIL = 6 * MINUTE;
export const HORIZON = 60 * MINUTE;
/** Time for late reports. */
export const EPILOGUE = MINUTE;
