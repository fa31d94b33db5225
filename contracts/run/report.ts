// The facts of a report, composed by the program. `report.json` is authoritative; Markdown and HTML are rendered from it and never
// read back.

import { SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { Timestamp } from '../time.ts';
import { RunError } from './run-error.ts';
import { RunView } from './run-view.ts';

/** Hints on where to look, not findings. Made by the program from history and tree. */
export const RepositoryMap = z.strictObject({
  files: z.int(),
  lines: z.int(),
  languages: z.array(z.strictObject({ name: z.string(), files: z.int(), lines: z.int() })),
  hot: z.array(z.strictObject({ path: z.string(), changes: z.int(), authors: z.int(), lines: z.int() })),
  todos: z.int(),
  skippedTests: z.int(),
  untested: z.array(z.string()),
});
export type RepositoryMap = z.infer<typeof RepositoryMap>;

/** Which worker opened or searched which file in the scope. */
export const ScopeMap = z.strictObject({
  files: z.int(),
  /** How many of these the range changes. */
  changed: z.int().nullable(),
  /** Files that the same workers looked at in the same way. Changed files that no worker able to judge them opened come first. */
  rows: z.array(
    z.strictObject({
      changed: z.boolean(),
      opened: z.array(SeatName),
      searched: z.array(SeatName),
      files: z.array(z.string()),
    }),
  ),
});
export type ScopeMap = z.infer<typeof ScopeMap>;

/** Something that the run leaves to a person, or to another run. `about` is the id of a gate, a finding, a gap or an item, or a seat. */
export const Unresolved = z.strictObject({
  kind: z.enum(['gate', 'question', 'contested', 'not-examined', 'gap', 'residual-risk', 'plan-item']),
  about: z.string(),
  asks: z.string(),
  detail: z.string(),
});
export type Unresolved = z.infer<typeof Unresolved>;

export const Report = z.strictObject({
  schema: z.literal('final-report@1'),
  engine: z.string(),
  composedAt: Timestamp,
  /** True for the page that replaces a report that could not be composed. */
  stub: z.boolean(),
  run: RunView,
  map: RepositoryMap.nullable(),
  /** The map was still being made, and the report did not wait for it. */
  mapLate: z.literal(true).optional(),
  scope: ScopeMap.nullable().default(null),
  /** What was not examined, in sentences. */
  notLookedAt: z.array(z.string()),
  /** Code that narrative or recommendations name although it is nowhere in the base, nor in a confirmed finding. */
  notInSources: z.array(z.string()).default([]),
  unresolved: z.array(Unresolved).default([]),
  /** The newest errors, of workers and of Muster itself; errors.jsonl has all of them. */
  errors: z.array(RunError).max(200).default([]),
  commands: z.array(
    z.strictObject({
      dispatch: z.string(),
      attempt: z.int(),
      argv: z.array(z.string()),
      code: z.int().nullable(),
      signal: z.string().nullable(),
    }),
  ),
  timeline: z.array(
    z.strictObject({
      seat: z.string(),
      dispatch: z.string(),
      attempt: z.int(),
      from: Timestamp,
      to: Timestamp,
      reason: z.string(),
      what: z.string(),
    }),
  ),
  events: z.array(z.strictObject({ seq: z.int(), at: Timestamp, type: z.string(), text: z.string() })).max(200),
});
export type Report = z.infer<typeof Report>;
