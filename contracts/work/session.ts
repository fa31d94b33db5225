// A session: a process in a pty (or on pipes, for a check) that is owned by the session host. The host counts all ages in awake
// monotonic time, so that neither a sleeping machine nor a changed clock ages a worker.

import * as z from '../schema.ts';
import { exactText, freeText } from '../text.ts';

export const SESSION_PROTOCOL = 1;

/** `<dispatch>.<attempt>` for a worker, such as `r-k3f7qa.d3.1`; `r-k3f7qa.c12.1` is a check, which runs on pipes. */
export const SessionKey = z.string().regex(/^r-[a-z2-7]{6,26}\.[cd][1-9]\d*\.[1-9]\d*$/);
export type SessionKey = z.infer<typeof SessionKey>;

export const SessionSpec = z.strictObject({
  argv: z.array(z.string()).min(1),
  cwd: z.string(),
  /** The whole environment of the worker; nothing is inherited. */
  env: z.record(z.string(), z.string()),
  /** The path of the asciicast. */
  transcript: z.string(),
  transcriptCap: z.int().min(1024),
  /** Awake milliseconds after which the host ends the session, with or without a daemon. */
  hardDeadline: z.int().min(1),
  /** Milliseconds after which the host ends it as lost unless it is renewed; these also pass while the machine sleeps. */
  lease: z.int().min(1).optional(),
  /** It stays open while processes that its program left behind are running, unless that program failed. */
  lingers: z.literal(true).optional(),
  /** Between SIGTERM and SIGKILL. */
  grace: z.int().min(0),
  cols: z.int().min(20).max(500),
  rows: z.int().min(5).max(200),
});
export type SessionSpec = z.infer<typeof SessionSpec>;

export const SessionEnd = z.strictObject({
  /** exit: by itself. stopped: on request. deadline: by the host. lost: the host died, or the lease expired. failed: it never ran. */
  by: z.enum(['exit', 'stopped', 'deadline', 'lost', 'failed']),
  code: z.int().nullable(),
  signal: exactText(40).nullable(),
  message: freeText(4000).optional(),
  /** No process of its group, its session or with its mark is left. */
  gone: z.boolean(),
});
export type SessionEnd = z.infer<typeof SessionEnd>;

/** No session gets that old, and a larger number might not stay whole when more is added. */
const OLDEST = 2 ** 45;
const Age = z.int().min(0).max(OLDEST);

export const SessionView = z.strictObject({
  key: SessionKey,
  state: z.enum(['starting', 'running', 'ending', 'ended']),
  pid: z.int().nullable(),
  /** The kernel's start time of that pid, to distinguish it from a later process with the same pid. */
  pidStart: z.string().nullable(),
  held: z.boolean(),
  /** Awake milliseconds since the start, minus the time it was held. */
  age: Age,
  /** Awake milliseconds since the last output; null if there was none. */
  quietOutput: Age.nullable(),
  /** For how many awake milliseconds the group's CPU time had not advanced when it was last measured; null if it never was. */
  quietCpu: Age.nullable(),
  outputBytes: z.int().min(0),
  /** How long its host has been silent: meanwhile nothing is known about the worker and what it wrote. Absent on this machine. */
  unheard: z.number().min(0).optional(),
  /** Its program has exited with 0, so many awake milliseconds ago, and so many processes that it left behind are still running. */
  left: z.strictObject({ processes: z.int().min(1), since: Age }).optional(),
  end: SessionEnd.nullable(),
});
export type SessionView = z.infer<typeof SessionView>;

/**
 * The interface to whatever runs the workers. Only the spec contains local paths, so a host on another machine can implement it
 * too. A key that the host does not know is missing from the result of `observe`.
 */
export interface Host {
  /** Creates the session, or returns the one that already has this key, even if it has ended. */
  start(key: SessionKey, spec: SessionSpec): Promise<SessionView>;
  /** Ends the session, its process group and strays, and answers when they are confirmed gone. No effect if it is unknown or ended. */
  stop(key: SessionKey): Promise<SessionView | undefined>;
  list(): Promise<SessionView[]>;
  /** `cpu` also measures the group's CPU time, which costs a look at every process. */
  observe(keys: readonly SessionKey[], options?: { cpu?: boolean }): Promise<SessionView[]>;
  /** The last bytes of its output, from which usage and end reason are read. */
  collect(key: SessionKey, options?: { tailBytes?: number }): Promise<{ end: SessionEnd | null; output: string }>;
  /** Stops and starts the counting of awake time, for quota. */
  hold(key: SessionKey, held: boolean): Promise<void>;
  /** Called on each exit, as a hint: everything works without it, only later. */
  onEnd(hint: (key: SessionKey) => void): () => void;
  close(): Promise<void>;
}
