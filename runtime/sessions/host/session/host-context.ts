// Where a session runs: the host's own identity, and its log.

export type HostContext = { home: string; host: { pid: number; start: string; startOrder: number }; log(line: string): void };
