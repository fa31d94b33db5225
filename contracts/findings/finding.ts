// What a worker claims to have seen, and what the program found when it looked up the evidence.

import { DispatchId, FindingId, Fingerprint, SeatName, SubjectId } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { SEVERITIES } from './names.ts';

export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** Which end of a range a place is on; without a range everything is `head`. */
export const Side = z.enum(['head', 'from']);
export type Side = z.infer<typeof Side>;

export const Evidence = z
  .object({
    path: PathText.min(1).optional().describe('repository-relative, with forward slashes'),
    side: Side.optional().describe('head (default) or from, when a range is reviewed'),
    line: z.int().min(1).optional(),
    endLine: z.int().min(1).optional(),
    quote: freeText(4000).optional().describe('the exact text, whole lines if possible'),
    quoteDigest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('sha256 of the line with white space collapsed, where the quote is masked because it is a secret'),
    searched: z
      .object({
        pattern: exactText(500).min(1).describe('fixed text, not a regular expression'),
        scope: exactText(500).min(1).describe('a path or a glob'),
      })
      .optional()
      .describe('for something missing: what you searched for, and where, without finding it'),
    command: freeText(1000).optional(),
    output: freeText(4000).optional(),
  })
  .refine((it) => it.path !== undefined || it.searched !== undefined || it.command !== undefined, 'needs a path, a search or a command');
export type Evidence = z.infer<typeof Evidence>;

/** A place where a claim is said to hold, or not to hold. */
export const NamedPlace = z.object({ path: PathText.min(1), line: z.int().min(1).optional() });
export type NamedPlace = z.infer<typeof NamedPlace>;

export const Finding = z.object({
  localId: exactText(64).min(1),
  title: freeText(300).min(1),
  severity: Severity,
  category: exactText(64).min(1),
  claim: freeText(16_384).min(1),
  evidence: wholeList(Evidence, 100),
  folded: z.boolean().optional().describe('one rule, many places: each piece of evidence is a place of its own, and is examined by itself'),
  recommendation: freeText(16_384).optional(),
  confidence: z.number().min(0).max(1),
});
export type Finding = z.infer<typeof Finding>;

/** What the program found when it looked up one piece of evidence; see docs/protocols.md. */
export const EvidenceCheck = z.strictObject({
  outcome: z.enum(['found', 'moved', 'absent', 'located', 'uncheckable']),
  path: PathText.optional(),
  side: Side.optional(),
  line: z.int().min(1).optional(),
  endLine: z.int().min(1).optional(),
  note: freeText(500).optional().describe('why, in words for the report'),
  told: z.literal(true).optional().describe('the worker was shown this text, so that quoting it shows no look'),
  untouched: z.literal(true).optional().describe('of a range: it was there before, and the change did not touch it'),
});
export type EvidenceCheck = z.infer<typeof EvidenceCheck>;

/**
 * Whether a worker that judges a finding looked at its place itself: its program's output or a quote of its own shows it, only its
 * result says so, or nothing does.
 */
export const LookAtPlace = z.enum(['shown', 'claimed', 'none']);
export type LookAtPlace = z.infer<typeof LookAtPlace>;

/** `<dispatch>/<localId>`. */
export const FindingRef = exactText(130);

/** One worker's finding as recorded in the ledger. */
export const RaisedFinding = z.strictObject({
  ref: FindingRef,
  dispatch: DispatchId,
  seat: SeatName,
  finding: Finding,
  fingerprint: Fingerprint,
  /** One for each piece of evidence, in order; empty until the check was made. */
  checks: z.array(EvidenceCheck),
  /** Whether its worker looked at its place, apart from what it quotes; absent if that is not known. */
  look: LookAtPlace.optional(),
});
export type RaisedFinding = z.infer<typeof RaisedFinding>;

export const VERDICTS = ['AGREE', 'DISAGREE', 'SUPPLEMENT', 'WITHDRAW', 'DUPLICATE', 'ABSTAIN'] as const;
export const VerdictWord = z.enum(VERDICTS);
export type VerdictWord = z.infer<typeof VerdictWord>;

export const Verdict = z.object({
  finding: SubjectId,
  verdict: VerdictWord,
  of: FindingId.optional().describe('for DUPLICATE: the finding it repeats'),
  basis: freeText(16_384).describe('why, and how you checked'),
  evidence: wholeList(Evidence, 20).optional(),
  notAt: wholeList(NamedPlace, 100).optional().describe('for SUPPLEMENT on a finding of many places: those at which it is not so'),
});
export type Verdict = z.infer<typeof Verdict>;
