// What a session needs from its host: the host's identity and its log.

export type HostContext = { home: string; host: { pid: number; start: string; startOrder: number }; log(line: string): void };
