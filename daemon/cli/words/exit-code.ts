// The exit code of the command line, for an error or the end of a run. Pure.

import type { ErrorCode } from '../../../contracts/errors.ts';
import type { FindingState } from '../../../contracts/findings/convergence.ts';
import type { Severity } from '../../../contracts/findings/finding.ts';
import { isRefutedInWords } from '../../../contracts/findings/state-order.ts';
import type { TrackedFinding } from '../../../contracts/findings/tracked.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  noDaemon: 3,
  rejected: 4,
  waiting: 5,
  degraded: 6,
  findings: 7,
  detached: 130,
} as const;

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  'usage': EXIT.usage,
  'base-unknown': EXIT.usage,
  'run-unknown': EXIT.usage,
  'session-unknown': EXIT.usage,
  'finding-unknown': EXIT.usage,
  'gate-unknown': EXIT.usage,
  'ambiguous-id': EXIT.usage,
  'not-allowed-here': EXIT.usage,
  'agent-unknown': EXIT.usage,
  'daemon-unreachable': EXIT.noDaemon,
  'daemon-version': EXIT.noDaemon,
  'daemon-running': EXIT.noDaemon,
  'task-invalid': EXIT.rejected,
  'task-rejected': EXIT.rejected,
  'project-missing': EXIT.rejected,
  'project-refused': EXIT.rejected,
  'template-unknown': EXIT.rejected,
  'template-invalid': EXIT.rejected,
  'prompt-unknown': EXIT.rejected,
  'prompt-invalid': EXIT.rejected,
  'key-conflict': EXIT.rejected,
  'scope-empty': EXIT.rejected,
};

export const exitOfError = (code: string): number => BY_CODE[code as ErrorCode] ?? EXIT.failed;

/** Most severe first, as in the contracts; repeated so that this file needs no schema library. */
const WORST_FIRST: readonly Severity[] = ['critical', 'major', 'minor', 'info'];

/** States that need no action. All others count, including disputed findings. */
const NOT_COUNTED: ReadonlySet<FindingState> = new Set(['refuted', 'withdrawn', 'unsupported', 'dismissed', 'pre-existing', 'merged']);

export type Ended = Pick<RunView, 'status' | 'outcome' | 'degraded' | 'findings' | 'judgement' | 'verdict'> &
  Partial<Pick<RunView, 'overTime' | 'task' | 'reason' | 'looks'>>;

/** The first that applies: a failure, a block, a person who is awaited, a result that falls short. */
export function exitOfRun(view: Ended, failOn?: Severity): number {
  // The same code as when the mistake is found before the run starts.
  if (view.reason === 'scope-empty' || view.reason === 'base-unknown') return exitOfError(view.reason);
  if (view.reason === 'base-refused') return exitOfError('project-refused');
  if (view.outcome === 'failed' || view.outcome === 'aborted') return EXIT.failed;
  if (view.verdict?.verdict === 'blocked') return EXIT.findings;
  if (failOn !== undefined && (meets(view, failOn) || stays(view, failOn))) return EXIT.findings;
  if (WAITING.has(view.status)) return EXIT.waiting;
  return isLess(view) ? EXIT.degraded : EXIT.done;
}

const WAITING: ReadonlySet<string> = new Set<RunView['status']>(['awaiting-approval', 'awaiting-consent', 'paused']);

/** Degraded, not judged, accepted only on conditions, or with an inconclusive answer. */
const isLess = ({ degraded, judgement, verdict, looks = [] }: Ended): boolean =>
  degraded ||
  looks.some((it) => it.inconclusive !== null) ||
  judgement?.came === 'not-judged' ||
  (verdict !== null && verdict.verdict !== 'accepted');

/** A dismissal that comes with the code under review does not count, unless the user trusts the project; nor does a refutation in words. */
const counts = (it: RunView['findings'][number]): boolean =>
  !NOT_COUNTED.has(it.state) || isRefutedInWords(it) || (it.state === 'dismissed' && it.untrusted === true);

function meets({ findings, overTime }: Ended, failOn: Severity): boolean {
  // Findings that turned out to be ones that a person has dismissed under another name.
  const waved = new Set(overTime?.traces.filter((it) => it.tracked.standing === 'dismissed').map((it) => it.finding));
  return findings.some((it) => counts(it) && isAtLeast(it.severity, failOn) && (it.state === 'dismissed' || !waved.has(it.id)));
}

/** Open findings count even if only the new ones were reviewed. */
const stays = ({ task, overTime }: Ended, failOn: Severity): boolean =>
  task?.since !== undefined &&
  (overTime?.traces ?? []).some(
    ({ change, tracked }) => change === 'still-there' && isOpen(tracked) && isAtLeast(tracked.severity, failOn),
  );

/** Findings from before the change stay open, but the change is not judged by them. */
export const isOpen = ({ standing, state }: Pick<TrackedFinding, 'standing' | 'state'>): boolean =>
  standing === 'open' && state !== 'pre-existing';

export const isAtLeast = (severity: Severity, limit: Severity): boolean => WORST_FIRST.indexOf(severity) <= WORST_FIRST.indexOf(limit);
