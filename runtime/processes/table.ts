// A snapshot of the process table, however it was taken.

export type ProcessRow = {
  pid: number;
  parent: number;
  group: number;
  /** 0 if the system does not tell. */
  session: number;
  /** Whether it has a controlling terminal. */
  terminal: boolean;
  /** Its start time, with the boot it belongs to: distinguishes it from a later process with the same pid. */
  start: string;
  /** The same as a number, to order starts within one boot. */
  startOrder: number;
  /** CPU milliseconds, including children that were waited for. */
  cpu: number;
};

export type ProcessTable = {
  /** All processes that can still do something; zombies are left out. */
  rows: readonly ProcessRow[];
  /** The initial environment of a process; empty if we may not read it. Read once for each table. */
  environmentOf(pid: number): ReadonlySet<string>;
};
