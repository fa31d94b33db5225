// The effects of the house, and what they return.

import type { Failure } from '../../../contracts/errors.ts';
import type { HouseEventOf } from '../../../contracts/house-event.ts';
import type { Checked } from './conformance.ts';

export type HouseEffect =
  | { kind: 'await-end'; run: string }
  /** Replaces a stub with the complete report. */
  | { kind: 'complete-report'; run: string }
  /** Stops the clocks of the provider's running workers until it is aborted. */
  | { kind: 'keep-held'; provider: string }
  | { kind: 'release'; provider: string };

export type HouseObservation =
  | { kind: 'run-ended'; run: string; stub: boolean; checks: Checked[]; kept?: HouseEventOf<'findings.kept'>['payload'] }
  | { kind: 'report-completed'; run: string }
  | { kind: 'released'; provider: string }
  | { kind: 'failed'; failure: Failure };
