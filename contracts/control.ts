// The requests that a running daemon accepts on its socket: one JSON line each way.

import { Actor } from './event.ts';
import { DispatchId, RunId } from './ids.ts';
import { Snapshot } from './plan/proof.ts';
import { Command } from './run/command.ts';
import * as z from './schema.ts';
import { Origin } from './task/task.ts';
import { KnownHost } from './work/hosted.ts';

/** The client holds this file open during the request, so that the daemon can tell which process is asking. */
export const Challenge = z.strictObject({ file: z.string().max(100), path: z.string(), dev: z.string(), ino: z.string() });
export type Challenge = z.infer<typeof Challenge>;

/** `file` names a challenge that was given to this connection. */
const Proof = z.strictObject({ file: z.string().max(100), pid: z.int().min(1) });
export type Proof = z.infer<typeof Proof>;
const proof = Proof.optional().describe('needed for orders that only a person can give');

export const ControlRequest = z.discriminatedUnion('ask', [
  z.strictObject({ id: z.int(), ask: z.literal('hello') }),
  z.strictObject({ id: z.int(), ask: z.literal('status') }),
  z.strictObject({
    id: z.int(),
    ask: z.literal('submit'),
    run: RunId.describe('chosen by the client, so that asking twice submits once'),
    text: z.string().max(1_000_000),
    name: z.string().max(255),
    origin: Origin,
    actor: Actor,
    project: z.string().optional(),
    force: z.literal(true).optional().describe('as `force: true` in the task'),
    proof: proof.describe('needed of a client'),
  }),
  z.strictObject({ id: z.int(), ask: z.literal('who').describe('answered with the Asker that the proof shows'), proof }),
  z.strictObject({ id: z.int(), ask: z.literal('prove').describe('answered with a Challenge') }),
  z.strictObject({ id: z.int(), ask: z.literal('order'), command: Command, proof }),
  z.strictObject({
    id: z.int(),
    ask: z.literal('settled'),
    run: RunId.describe('resolves when the run has ended and its documents are written'),
  }),
  z.strictObject({
    id: z.int(),
    ask: z.literal('prune'),
    keep: z.strictObject({ runs: z.int().min(0).optional(), bytes: z.int().min(0).optional() }),
    dryRun: z.boolean(),
    /** Includes runs whose work is on no branch of its project. */
    work: z.boolean().optional(),
    proof,
  }),
  z.strictObject({ id: z.int(), ask: z.literal('import'), folder: z.string().max(4096), proof }),
  z.strictObject({ id: z.int(), ask: z.literal('explain'), dispatch: DispatchId }),
  z.strictObject({
    id: z.int(),
    ask: z.literal('prove-again').describe('runs the validators of a plan that was carried out, on a tree made of it'),
    run: RunId,
    gitDir: z.string().max(4096).describe('below the folder of the run'),
    head: Snapshot,
    proof,
  }),
  z.strictObject({
    id: z.int(),
    ask: z.literal('down'),
    how: z.enum(['leave', 'drain', 'now']).describe('leave the workers running, wait for the runs, or end the workers'),
    proof,
  }),
]);
export type ControlRequest = z.infer<typeof ControlRequest>;
export type DownMode = Extract<ControlRequest, { ask: 'down' }>['how'];

/** Who is asking. A client is an agent of the user that leads runs through `muster mcp`, or a process started by one. */
export type Caller = { kind: 'person' } | { kind: 'client' } | { kind: 'worker'; name: string } | { kind: 'unknown'; why: string };

export const DaemonStatus = z.strictObject({
  version: z.string(),
  pid: z.int(),
  epoch: z.int(),
  home: z.string(),
  upSince: z.string(),
  /** `up` keeps running; `on-demand` exits after some idle time. */
  mode: z.enum(['up', 'on-demand']),
  parked: z.boolean().describe('the ledger cannot be written; nothing new is started'),
  draining: z.boolean(),
  runs: z.array(z.strictObject({ run: RunId, status: z.string(), title: z.string(), waitsFor: z.string().nullable() })),
  setAside: z.array(z.strictObject({ run: z.string(), why: z.string() })),
  workers: z.int(),
  clearing: z.int().optional().describe('checkouts and other folders of ended runs that are being removed'),
  fleet: z
    .strictObject({
      node: z.string(),
      connected: z.boolean(),
      hosts: z.array(KnownHost),
      troubles: z
        .array(z.strictObject({ session: z.string(), says: z.string() }))
        .describe('workers on hosts that cannot be followed, and why'),
    })
    .optional()
    .describe('as which node of a fleet it runs'),
  loop: z
    .strictObject({ turns: z.int(), p99: z.number(), longest: z.number() })
    .optional()
    .describe(
      'milliseconds for which the daemon was busy with one thing at a time since it was ready; absent where its Node cannot measure it',
    ),
  held: z.array(z.strictObject({ provider: z.string(), until: z.string(), by: z.string() })),
  inbox: z.array(z.string()),
  keep: z.strictObject({ runs: z.int(), bytes: z.int() }).optional().describe('how much of ended runs is kept'),
});
export type DaemonStatus = z.infer<typeof DaemonStatus>;

export const ControlAnswer = z.union([
  z.strictObject({ id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.strictObject({
    id: z.int().nullable(),
    ok: z.literal(false),
    error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string() }),
  }),
]);
export type ControlAnswer = z.infer<typeof ControlAnswer>;
