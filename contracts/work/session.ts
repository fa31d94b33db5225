// A session: one process in one pty, or on pipes where it is a check, owned by the session host. All ages are counted by
// the host in awake monotonic time, so that neither a sleeping machine nor a changed clock ages a worker.

import * as z from '../schema.ts';
import { exact, words } from '../text.ts';

export const SESSION_PROTOCOL = 1;

/** `<dispatch>.<attempt>` of a worker, for example `r-k3f9qa.d3.1`; `r-k3f9qa.c12.1` is a check, which runs on pipes. */
export const SessionKey = z.string().regex(/^r-[a-z2-7]{6,26}\.[cd][1-9]\d*\.[1-9]\d*$/);
export type SessionKey = z.infer<typeof SessionKey>;

export const SessionSpec = z.strictObject({
  argv: z.array(z.string()).min(1),
  cwd: z.string(),
  /** The whole environment of the worker; nothing is inherited. */
  env: z.record(z.string(), z.string()),
  /** Where the asciicast is written. */
  transcript: z.string(),
  transcriptCap: z.int().min(1024),
  /** Awake milliseconds after which the host ends the session, with or without a daemon. */
  hardDeadline: z.int().min(1),
  /** Milliseconds after which the host ends it as lost unless it is kept for longer; the sleep of the machine counts. */
  lease: z.int().min(1).optional(),
  /** Between TERM and KILL. */
  grace: z.int().min(0),
  cols: z.int().min(20).max(500),
  rows: z.int().min(5).max(200),
});
export type SessionSpec = z.infer<typeof SessionSpec>;

export const SessionEnd = z.strictObject({
  /** exit: by itself. stopped: asked for. deadline: by the host. lost: the host died over it, or the lease was over. failed: never ran. */
  by: z.enum(['exit', 'stopped', 'deadline', 'lost', 'failed']),
  code: z.int().nullable(),
  signal: exact(40).nullable(),
  message: words(4000).optional(),
  /** No process of the group, the session or with the mark is left. */
  gone: z.boolean(),
});
export type SessionEnd = z.infer<typeof SessionEnd>;

export const SessionView = z.strictObject({
  key: SessionKey,
  state: z.enum(['starting', 'running', 'ending', 'ended']),
  pid: z.int().nullable(),
  /** The kernel's start time of that pid, to tell it from a later process with the same number. */
  pidStart: z.string().nullable(),
  held: z.boolean(),
  /** Awake milliseconds since the start, without the time it was held. */
  age: z.int().min(0),
  /** Awake milliseconds since the last output; null when there was none. */
  quietOutput: z.int().min(0).nullable(),
  /** For how many awake milliseconds CPU time of the group had not advanced when it was last measured; null when it never was. */
  quietCpu: z.int().min(0).nullable(),
  outputBytes: z.int().min(0),
  /** For how long its host was not heard: of the worker, and of what it wrote meanwhile, nothing is known. Absent on this machine. */
  unheard: z.number().min(0).optional(),
  end: SessionEnd.nullable(),
});
export type SessionView = z.infer<typeof SessionView>;

/**
 * Where workers run. Only the spec contains local paths, so that a host on another
 * machine can stand behind the same calls. A key that the host does not know is simply absent from
 * what `observe` returns.
 */
export interface Host {
  /** Create, or return the session that already has this key, also when it has ended. */
  start(key: SessionKey, spec: SessionSpec): Promise<SessionView>;
  /** End it, group and strays, and answer when they are confirmed gone. Unknown or ended: no effect. */
  stop(key: SessionKey): Promise<SessionView | undefined>;
  list(): Promise<SessionView[]>;
  /** `cpu` asks for the group's CPU time too, which costs a look at every process. */
  observe(keys: readonly SessionKey[], options?: { cpu?: boolean }): Promise<SessionView[]>;
  /** The last bytes of what it printed, for usage and end reasons. */
  collect(key: SessionKey, options?: { tailBytes?: number }): Promise<{ end: SessionEnd | null; output: string }>;
  /** Stop and start the counting of awake time, for quota. */
  hold(key: SessionKey, held: boolean): Promise<void>;
  /** Called on each exit, as a hint: everything happens without it too, only later. */
  onEnd(hint: (key: SessionKey) => void): () => void;
  close(): Promise<void>;
}
