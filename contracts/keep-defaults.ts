// How much of ended runs is kept by default. Separate from the other settings, so that code that only shows it loads no schema.

export const KEEP_DEFAULTS: Readonly<{ runs: number; bytes: number }> = { runs: 200, bytes: 5_000_000_000 };
