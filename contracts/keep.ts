// How much of ended runs is kept where nobody has set it. Apart from the other settings: what only shows it loads no schema.

export const KEEP: Readonly<{ runs: number; bytes: number }> = { runs: 200, bytes: 5_000_000_000 };
