// A machine whose daemon is reached by ssh, and the protocol on that connection: one request as an argument of `muster bridge`, and
// git bundles before or after a line of JSON.

import { RunId } from './ids.ts';
import { ObjectName, Snapshot } from './plan/proof.ts';
import { Base } from './run/base.ts';
import * as z from './schema.ts';

/** None of these can be mistaken for an option or contain a second word: they become arguments of ssh. */
export const RemoteName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, such as box');
const User = z.string().regex(/^[A-Za-z0-9_][\w.-]{0,63}$/);
const Host = z.string().regex(/^(?:[A-Za-z0-9_][\w.-]{0,252}|\[?[0-9A-Fa-f:]{2,45}(?:%[\w.]{1,15})?\]?)$/);
const AbsolutePath = z
  .string()
  .max(4096)
  .regex(/^\/[^\0\n]*$/, 'an absolute path');

export const Remote = z.strictObject({
  user: User.optional(),
  host: Host,
  port: z.int().min(1).max(65_535).optional(),
  /** Both as seen on that machine. */
  home: AbsolutePath.optional(),
  muster: z
    .string()
    .max(4096)
    .regex(/^(?:\/[\w./+@ -]+|[A-Za-z0-9_][\w.+-]*)$/, 'an absolute path, or the name of a program')
    .optional(),
  /** An ssh configuration file on this machine. */
  sshConfig: AbsolutePath.optional(),
});
export type Remote = z.infer<typeof Remote>;

export const Remotes = z.strictObject({ version: z.literal(1), remotes: z.record(RemoteName, Remote) });
export type Remotes = z.infer<typeof Remotes>;

/** A run that was started on another machine, and the command that started it. */
export const RemoteRun = z.strictObject({
  run: RunId,
  remote: RemoteName,
  at: z.string(),
  /** What the command was, and on which files. */
  command: z.string(),
  /** True until the command has reported how the run ended. If it is given again before that, it continues with this run. */
  open: z.boolean(),
});
export type RemoteRun = z.infer<typeof RemoteRun>;

export const RemoteMemory = z.strictObject({
  version: z.literal(1),
  runs: z.array(RemoteRun),
  /** Commits that the machine already has, by machine and project. */
  sent: z.record(z.string(), z.array(ObjectName)),
});
export type RemoteMemory = z.infer<typeof RemoteMemory>;

/** A checkout on another machine, by a digest of its location, and its name for people. */
export const RemoteProject = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string().regex(/^[A-Za-z0-9_][\w.-]{0,39}$/),
});
export type RemoteProject = z.infer<typeof RemoteProject>;

const common = { v: z.literal(1), version: z.string().max(100) };

export const BridgeRequest = z.discriminatedUnion('act', [
  z.strictObject({ ...common, act: z.literal('hello') }),
  z.strictObject({
    ...common,
    act: z.literal('call'),
    argv: z.array(z.string().max(32_768)).max(200),
    project: RemoteProject.optional(),
    /** The id for the run, chosen by the requester, so that a repeated request starts only one. */
    run: RunId.optional(),
    plain: z.boolean().describe('without colours'),
  }),
  z.strictObject({ ...common, act: z.literal('put') }),
  z.strictObject({ ...common, act: z.literal('series'), run: z.string().max(60), have: z.array(ObjectName).max(200) }),
  z.strictObject({ ...common, act: z.literal('prove') }),
]);
export type BridgeRequest = z.infer<typeof BridgeRequest>;

const RefName = z
  .string()
  .max(1000)
  .regex(/^refs\/(heads|remotes|tags)\/[^\s\\~^:?*[]+$/);

/** Precedes a bundle that contains a checkout. */
export const CheckoutHeader = z.strictObject({
  project: RemoteProject,
  run: RunId,
  format: z.enum(['sha1', 'sha256']),
  /** The checkout as it is, including uncommitted changes. Null if only a task is sent, about a folder that exists there. */
  work: ObjectName.nullable(),
  head: ObjectName.nullable(),
  branch: RefName.nullable(),
  /** The default branch according to its remote. */
  default: RefName.nullable(),
  refs: z.array(z.strictObject({ name: RefName, commit: ObjectName })).max(100),
  task: z.strictObject({ text: z.string().max(1_000_000), name: z.string().max(255) }).nullable(),
  bytes: z.int().min(0),
});
export type CheckoutHeader = z.infer<typeof CheckoutHeader>;

const Failed = z.strictObject({ kind: z.literal('failed'), code: z.string(), message: z.string(), hint: z.string() });

export const PutAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('placed'), version: z.string() }),
  /** Commits that the bundle builds on are missing there. */
  z.strictObject({ kind: z.literal('lacking') }),
  Failed,
]);
export type PutAnswer = z.infer<typeof PutAnswer>;

export const HelloAnswer = z.strictObject({
  version: z.string(),
  home: z.string(),
  node: z.string(),
  daemon: z.strictObject({ version: z.string(), pid: z.int() }).nullable(),
});
export type HelloAnswer = z.infer<typeof HelloAnswer>;

/** Precedes a bundle that contains a series of proved commits. */
export const SeriesAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('series'),
    run: RunId,
    project: z.string(),
    base: Base,
    /** Why its review blocks it, if it does. */
    blocked: z.string().nullable(),
    line: z.strictObject({
      base: Snapshot,
      commits: z.array(z.strictObject({ ...Snapshot.shape, name: z.string().max(200) })),
      tip: Snapshot,
    }),
    bytes: z.int().min(0),
  }),
  Failed,
]);
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;

export const ProveHeader = z.strictObject({ run: RunId, head: Snapshot, bytes: z.int().min(0) });
export type ProveHeader = z.infer<typeof ProveHeader>;

export const ProveAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('proved'), asked: z.int().min(0), reds: z.array(z.string()) }),
  Failed,
]);
export type ProveAnswer = z.infer<typeof ProveAnswer>;
