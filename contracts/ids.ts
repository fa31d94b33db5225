// Identifiers. A run is `r-k3f7qa`; the ids of its parts start with it and a dot.

import * as z from './schema.ts';
import { exactText } from './text.ts';

export const RunId = z.string().regex(/^r-[a-z2-7]{6,26}$/, 'a run id such as r-k3f7qa');
export type RunId = z.infer<typeof RunId>;

/** `r-k3f7qa.d17` */
export const DispatchId = exactText(60).regex(/^r-[a-z2-7]{6,26}\.d[1-9]\d*$/, 'a dispatch id such as r-k3f7qa.d17');
export type DispatchId = z.infer<typeof DispatchId>;

/** `r-k3f7qa.g2` */
export const GateId = exactText(60).regex(/^r-[a-z2-7]{6,26}\.g[1-9]\d*$/, 'a gate id such as r-k3f7qa.g2');
export type GateId = z.infer<typeof GateId>;

/** `F-001`: unique within its run and never renumbered. */
export const FindingId = exactText(20).regex(/^F-\d{3,}$/, 'a finding id such as F-001');
export type FindingId = z.infer<typeof FindingId>;

/** `G-001`: a gap named by a critic. */
export const GapId = exactText(20).regex(/^G-\d{3,}$/, 'a gap id such as G-001');
export type GapId = z.infer<typeof GapId>;

/** `P-STG-2`, `P-STP-2.1`: an item of a plan, numbered in the order of the plan. */
export const PlanItemId = exactText(40).regex(
  /^P-(OPT|STG|STP|DEP|VAL|RBK|REQ)-[1-9]\d*(\.[1-9]\d*)?$/,
  'an item of a plan such as P-STG-2',
);
export type PlanItemId = z.infer<typeof PlanItemId>;

/** Anything that a worker can be asked about. */
export const SubjectId = exactText(40).regex(
  /^([FG]-\d{3,}|P-(OPT|STG|STP|DEP|VAL|RBK|REQ)-[1-9]\d*(\.[1-9]\d*)?)$/,
  'a finding id such as F-001, a gap id such as G-001, or an item of a plan such as P-STG-2',
);
export type SubjectId = z.infer<typeof SubjectId>;

/** `f-7c2e1a`: the same in every run that finds the same thing. */
export const Fingerprint = z.string().regex(/^f-[0-9a-f]{6,64}$/, 'a fingerprint such as f-7c2e1a');
export type Fingerprint = z.infer<typeof Fingerprint>;

/** A worker's unique name in a roster: `agent[@model][#n]`. */
export const SeatName = exactText(160).regex(/^[a-z][a-z0-9-]*(@[\w.:/-]+)?(#\d+)?$/, 'a seat such as claude, claude@opus or codex#2');
export type SeatName = z.infer<typeof SeatName>;

/** In one run. */
export const MOST_AGENTS = 16;

/** An agent as a person requests it: `agent[@model]`. */
export const SeatRequest = exactText(150).regex(
  /^[a-z][a-z0-9-]*(@[\w.:/-]+)?$/,
  'an agent such as claude, or one with its model such as claude@opus',
);
export type SeatRequest = z.infer<typeof SeatRequest>;

/** The provider of a model, by the name of its adapter. */
export const ProviderName = exactText(64);

/** The name of a phase, unique within its template. */
export const PhaseKey = exactText(64).regex(/^[a-z][a-z0-9-]*$/, 'a name of small letters, digits and hyphens');
export type PhaseKey = z.infer<typeof PhaseKey>;

export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in hex');
export type Digest = z.infer<typeof Digest>;

export const runOf = (id: DispatchId | GateId): RunId => id.slice(0, id.indexOf('.'));
/** The dispatch and attempt in a session key. */
export const attemptOf = (key: string): { dispatch: DispatchId; attempt: number } => {
  const at = key.lastIndexOf('.');
  return { dispatch: key.slice(0, at), attempt: Number(key.slice(at + 1)) };
};
export const localOf = (id: DispatchId | GateId): string => id.slice(id.indexOf('.') + 1);
