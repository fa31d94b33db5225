// The format of a home: the versions of what its ledger holds. The ledger records them, and a program refuses a home in which one of
// them is higher than its own.

/** Identifies the file of a ledger as ours: “Must” in ASCII. */
export const APPLICATION_ID = 0x4d757374;

export type Format = { tables: number; runs: number; house: number };

export const FORMAT: Readonly<Format> = {
  /** Increase it with every change to the tables of the ledger. */
  tables: 1,
  /**
   * Increase these with every new event and whenever the meaning of a fold changes, or what is derived from it (lines, documents).
   * Cached folds with another number are discarded.
   */
  runs: 19,
  house: 9,
};

const [TABLES_AT, RUNS_AT] = [1_000_000, 1_000];

/** As one number, because SQLite keeps one for us in the head of the file (`user_version`). */
export const formatNumber = ({ tables, runs, house }: Format): number => tables * TABLES_AT + runs * RUNS_AT + house;

/** Early homes have only the version of their tables. */
export const formatOf = (number: number): Format =>
  number < TABLES_AT
    ? { tables: number, runs: 0, house: 0 }
    : { tables: Math.floor(number / TABLES_AT), runs: Math.floor((number % TABLES_AT) / RUNS_AT), house: number % RUNS_AT };

export const isNewer = (found: Format, known: Format = FORMAT): boolean =>
  found.tables > known.tables || found.runs > known.runs || found.house > known.house;

export const formatText = ({ tables, runs, house }: Format): string => `${tables}.${runs}.${house}`;
