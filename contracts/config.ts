// Settings: `config.yaml` in the home, overridden by `.muster/config.yaml` in a trusted project.

import { SeatWish } from './ids.ts';
import { KEEP } from './keep.ts';
import { Space } from './make/prompt.ts';
import { refusedVariable } from './plan/refused-variables.ts';
import { ReuseMode } from './run/reuse.ts';
import * as z from './schema.ts';
import { exact, listOf, PathText } from './text.ts';
import { Duration, millis } from './time.ts';

/** A name, and of none that could make a check come to something else. */
const CheckVariable = exact(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .superRefine((name, { addIssue }) => {
    const because = refusedVariable(name);
    if (because !== undefined) addIssue({ code: 'custom', message: `${name} is refused for checks: ${because}` });
  });

/** How this machine takes part in a fleet: servers of NATS JetStream that hold the journal and the objects of all its nodes. */
export const FleetConfig = z.strictObject({
  servers: listOf(exact(500).regex(/^(?:nats|tls):\/\/[^\s/]+$/, 'such as nats://a.example:4222'), 16)
    .min(1)
    .describe('such as nats://a.example:4222'),
  node: exact(32)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')
    .describe('the name of this machine in the fleet'),
  credentials: PathText.regex(/^\//, 'an absolute path').optional().describe('a file with the seed of an nkey, or of NATS credentials'),
  ca: PathText.regex(/^\//, 'an absolute path').optional().describe('the certificate by which the servers are known'),
  replicas: z.int().min(1).max(5).default(3).describe('how many servers hold each message'),
  lease: Duration.refine((it) => millis(it) >= 2_000, 'at least 2s')
    .default('30s')
    .describe('after which silence of a node another one may lead its runs'),
});
export type FleetConfig = z.infer<typeof FleetConfig>;

export const Config = z.strictObject({
  /** Runs at work at once; the rest are queued and say so. */
  maxConcurrentRuns: z.int().min(1).max(64).default(4),
  /** Workers at once over all runs, and per provider. */
  workers: z
    .strictObject({ total: z.int().min(1).max(500).default(16), perProvider: z.record(exact(64), z.int().min(1).max(500)).default({}) })
    .prefault({}),
  /** Seats of a run that names no agents. */
  agents: listOf(SeatWish, 16).min(1).default(['builtin']),
  /** What is taken from earlier runs instead of being done again. */
  reuse: ReuseMode.default('results'),
  /** When a change of an input is enough to make again what was made from it: `muster stale`, `muster debt`. */
  impact: z
    .strictObject({
      threshold: z.number().min(0).max(1).default(0.15).describe('from which share of change on; less adds up as debt'),
      depth: z.int().min(1).max(100).default(5).describe('how far from what has changed'),
      budget: z.int().min(0).max(1000).default(20).describe('how many artifacts at a time'),
    })
    .prefault({}),
  capture: z
    .strictObject({
      /** An untracked file above this is left out of the capture. */
      fileBytes: z
        .int()
        .min(1024)
        .default(10 * 1024 * 1024),
      /** A folder that is no git repository is refused above this. */
      copyBytes: z
        .int()
        .min(1024)
        .default(512 * 1024 * 1024),
    })
    .prefault({}),
  silence: z
    .strictObject({
      beatEvery: Duration.default('60s'),
      quiet: Duration.default('10m'),
      quietButBusy: Duration.default('30m'),
      startup: Duration.default('60s'),
    })
    .prefault({}),
  grace: z
    .strictObject({
      flush: Duration.default('2s'),
      exit: Duration.default('30s'),
      invalid: Duration.default('5s'),
      kill: Duration.default('5s'),
    })
    .prefault({}),
  /** How a place is made in which a stage of a plan is worked on or proved: run after the files are there. */
  workplace: z
    .strictObject({
      setup: listOf(listOf(exact(4096), 200).min(1), 10)
        .default([])
        .describe('commands as argv, such as ["npm", "ci"]'),
      include: listOf(PathText, 50).default([]).describe('ignored files of the project that are needed there, such as .env.test'),
    })
    .prefault({}),
  checks: z
    .strictObject({
      /** After which a command that proves a stage is ended, and has failed. */
      deadline: Duration.default('10m'),
      /** How often a stage is tried again after it was rejected, before a person is asked. */
      retries: z.int().min(0).max(10).default(2),
      /**
       * When a stage was rejected: it is tried again (`retries`), a person is asked at once, the run pauses with that question, or
       * the stage is left undone, with all that depends on it.
       */
      onReject: z.enum(['retry', 'ask', 'escalate', 'leave']).default('retry'),
      /** When no retry is left. */
      afterRetries: z.enum(['ask', 'escalate', 'leave']).default('ask'),
      /** Files outside a stage that its executor changed and gave a reason for: taken, asked about, or refused. */
      scope: z.enum(['guide', 'ask', 'fence']).default('ask'),
      /** Variables that commands see besides the usual ones. */
      env: listOf(CheckVariable, 50).default([]),
    })
    .prefault({}),
  /**
   * What a seat looks at: the shared tree with a layer of its own over it, where the machine can mount that, or a whole copy. In a
   * layer, unless the daemon is root's, files of other users belong to nobody and programs like sudo do not work.
   */
  checkouts: z.enum(['layers', 'whole']).default('layers'),
  /** How long a client may carry out a stage from outside without a call; each of its calls gives it the whole time again. */
  outside: z.strictObject({ lease: Duration.default('60m') }).prefault({}),
  /** Named spaces of the home in which prompts look for artifacts, after those of the project. */
  spaces: listOf(Space, 20).default([]).describe('artifacts of these spaces can be used by prompts'),
  /** A folder that is looked into last. */
  sharedArtifacts: PathText.regex(/^\//, 'an absolute path').optional(),
  /** How long a person's answer is waited for before the run is paused. */
  gateExpires: Duration.default('7d'),
  /** Whether a file in an inbox may answer a gate. `auto`: not where agents are seated that may run shell commands. */
  answerFiles: z.enum(['auto', 'on', 'off']).default('auto'),
  /** A program that is started when something happens that a person wants to hear of; empty: none. */
  notify: z
    .strictObject({
      command: listOf(exact(4096), 100)
        .default([])
        .describe('argv with {title}, {text}, {run}, {event}; or only notify-send, osascript or bell for a ready form'),
      on: listOf(z.enum(['gate', 'end', 'degraded', 'quota']), 4).default(['gate', 'end', 'degraded', 'quota']),
    })
    .prefault({}),
  /** Keeps the machine from going to sleep while workers run. */
  keepAwake: z.boolean().default(false),
  /** How much `muster prune` leaves. */
  keep: z.strictObject({ runs: z.int().min(1).default(KEEP.runs), bytes: z.int().min(1_000_000).default(KEEP.bytes) }).prefault({}),
  fleet: FleetConfig.optional(),
  transcriptBytes: z
    .int()
    .min(4096)
    .default(16 * 1024 * 1024),
  idleExit: Duration.default('30m'),
  log: z
    .strictObject({
      level: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
      bytes: z
        .int()
        .min(4096)
        .default(5 * 1024 * 1024),
      files: z.int().min(1).max(100).default(3),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;

/** What a project can set for its own runs. All other settings belong to the home. */
export const ProjectConfig = Config.pick({
  agents: true,
  reuse: true,
  capture: true,
  silence: true,
  grace: true,
  gateExpires: true,
  workplace: true,
  checks: true,
  spaces: true,
  transcriptBytes: true,
});

/** As a person writes it: every key may be left out. */
export type ConfigFile = z.input<typeof Config>;
