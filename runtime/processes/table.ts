// What one look at the machine's processes gives, however it was taken.

export type ProcessRow = {
  pid: number;
  parent: number;
  group: number;
  /** 0 where the system does not tell. */
  session: number;
  /** Whether it has a controlling terminal. */
  terminal: boolean;
  /** When the kernel started it, with the boot it belongs to: tells it from a later one with the same pid. */
  start: string;
  /** The same as a number, to order starts within one boot. */
  startOrder: number;
  /** CPU milliseconds, its waited-for children's included. */
  cpu: number;
};

export type ProcessTable = {
  /** All processes that can still do something; zombies are left out. */
  rows: readonly ProcessRow[];
  /** The environment a process was started with; empty when it is not ours to read. Read once a table. */
  environmentOf(pid: number): ReadonlySet<string>;
};
