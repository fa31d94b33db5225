// Settings: `config.yaml` in the home, overridden by `.muster/config.yaml` in a trusted project.

import { MOST_AGENTS, SeatRequest } from './ids.ts';
import { KEEP_DEFAULTS } from './keep-defaults.ts';
import { Space } from './make/prompt.ts';
import { refusedVariable } from './plan/refused-variables.ts';
import { ReuseMode } from './run/reuse.ts';
import * as z from './schema.ts';
import { exactText, PathText, wholeList } from './text.ts';
import { Duration, millis } from './time.ts';

/** A variable name, and none that could change the outcome of a check. */
const CheckVariable = exactText(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
  .superRefine((name, { addIssue }) => {
    const because = refusedVariable(name);
    if (because !== undefined) addIssue({ code: 'custom', message: `${name} is refused for checks: ${because}` });
  });

/** How this machine takes part in a fleet: the NATS JetStream servers that hold the journal and the objects of all its nodes. */
export const FleetConfig = z.strictObject({
  servers: wholeList(exactText(500).regex(/^(?:nats|tls):\/\/[^\s/]+$/, 'such as nats://a.example:4222'), 16)
    .min(1)
    .describe('such as nats://a.example:4222'),
  node: exactText(32)
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
  /** Runs that work at the same time; further ones are queued and say so. */
  maxConcurrentRuns: z.int().min(1).max(64).default(4),
  /** Workers at the same time, over all runs and for each provider. */
  workers: z
    .strictObject({ total: z.int().min(1).max(500).default(16), perProvider: z.record(exactText(64), z.int().min(1).max(500)).default({}) })
    .prefault({}),
  /** The seats of a run that names no agents. */
  agents: wholeList(SeatRequest, MOST_AGENTS).min(1).default(['builtin']),
  /** What is reused from earlier runs instead of being done again. */
  reuse: ReuseMode.default('results'),
  /** How much an input must change before what was made from it is made again: `muster stale`, `muster debt`. */
  impact: z
    .strictObject({
      threshold: z.number().min(0).max(1).default(0.15).describe('from which share of change on; less adds up as debt'),
      depth: z.int().min(1).max(100).default(5).describe('how far from what has changed'),
      budget: z.int().min(0).max(1000).default(20).describe('how many artifacts at a time'),
    })
    .prefault({}),
  capture: z
    .strictObject({
      /** A larger untracked file is left out of the capture. */
      fileBytes: z
        .int()
        .min(1024)
        .default(10 * 1024 * 1024),
      /** A larger folder that is no git repository is refused. */
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
  /** How a workplace for a stage of a plan is set up, once its files are there. */
  workplace: z
    .strictObject({
      setup: wholeList(wholeList(exactText(4096), 200).min(1), 10)
        .default([])
        .describe('commands as argv, such as ["npm", "ci"]'),
      include: wholeList(PathText, 50).default([]).describe('ignored files of the project that are needed there, such as .env.test'),
    })
    .prefault({}),
  checks: z
    .strictObject({
      /** The time limit of a command that proves a stage; it is then ended and has failed. */
      deadline: Duration.default('10m'),
      /** How often a rejected stage is retried before a person is asked. */
      retries: z.int().min(0).max(10).default(2),
      /**
       * What happens to a rejected stage: it is retried (`retries`), a person is asked at once, the run pauses with that question,
       * or the stage and everything that depends on it are left undone.
       */
      onReject: z.enum(['retry', 'ask', 'escalate', 'leave']).default('retry'),
      /** What happens when no retry is left. */
      afterRetries: z.enum(['ask', 'escalate', 'leave']).default('ask'),
      /** What happens to files outside of the stage that its executor changed with a reason: accepted, asked about, or refused. */
      scope: z.enum(['guide', 'ask', 'fence']).default('ask'),
      /** Variables that commands see besides the usual ones. */
      env: wholeList(CheckVariable, 50).default([]),
    })
    .prefault({}),
  /**
   * What a seat works on: an overlay over the shared tree, where the machine supports it, or a full copy. In an overlay, unless the
   * daemon runs as root, files of other users appear to belong to nobody, and programs like sudo do not work.
   */
  checkouts: z.enum(['layers', 'whole']).default('layers'),
  /** For how many large repositories a checkout is kept, which the next run only has to update. */
  keptCheckouts: z.int().min(0).max(100).default(3),
  /** How long a client may work on a stage without calling; each call renews the full time. */
  outside: z.strictObject({ lease: Duration.default('60m') }).prefault({}),
  /** Named spaces in the home in which prompts look for artifacts, after those of the project. */
  spaces: wholeList(Space, 20).default([]).describe('artifacts of these spaces can be used by prompts'),
  /** A folder that is searched last. */
  sharedArtifacts: PathText.regex(/^\//, 'an absolute path').optional(),
  /** How long the run waits for a person's answer before it is paused. */
  gateExpires: Duration.default('7d'),
  /** Whether a file in an inbox may answer a gate. `auto`: not if there are agents that may run shell commands. */
  answerFiles: z.enum(['auto', 'on', 'off']).default('auto'),
  /** A program that is started for events that a person wants to hear about; empty for none. */
  notify: z
    .strictObject({
      command: wholeList(exactText(4096), 100)
        .default([])
        .describe('argv with {title}, {text}, {run}, {event}; or only notify-send, osascript or bell for a ready form'),
      on: wholeList(z.enum(['gate', 'end', 'degraded', 'quota']), 4).default(['gate', 'end', 'degraded', 'quota']),
    })
    .prefault({}),
  /** Keeps the machine awake while workers run. */
  keepAwake: z.boolean().default(false),
  /** How much `muster prune` keeps. */
  keep: z
    .strictObject({ runs: z.int().min(1).default(KEEP_DEFAULTS.runs), bytes: z.int().min(1_000_000).default(KEEP_DEFAULTS.bytes) })
    .prefault({}),
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

/** What a project can set for its own runs; all other settings belong to the home. */
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

/** As a person writes it: every key is optional. */
export type ConfigFile = z.input<typeof Config>;
