// A changed file, as the rules of a proof read it: its text before the work and after it.

/** `gone`: the file is removed, and was not only emptied. */
export type Changed = { path: string; before: string; after: string; gone?: boolean };
