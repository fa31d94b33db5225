// Compares the findings of a review with those of earlier reviews of the branch: reads the places in
// the base, and lets the rules say which findings are new, still open, fixed or back.

import { MOST_TRACKED, type Review, type ReviewComparison, type TrackedFinding } from '../../../contracts/findings/tracked.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { DEFAULT_TASK_TYPE } from '../../../contracts/task/task.ts';
import { timestamp } from '../../../contracts/time.ts';
import { rethrowShortage } from '../../../runtime/shortage.ts';
import type { LineMoves } from '../../../runtime/workspace/line-moves.ts';
import { anchorAt, type Lines, locateAgain } from '../../../skills/identity/anchor.ts';
import { type CurrentFinding, compareReview } from '../../../skills/identity/compare-review.ts';
import type { KnownFinding } from '../../../skills/identity/match.ts';
import { evidenceOf, placeOf } from '../../../skills/phases/convergence/grouping/places.ts';
import { linesOf } from '../../../validators/evidence/normal.ts';
import type { OpenedSource } from '../../../validators/evidence/source.ts';
import type { EffectContext } from '../effect-context.ts';

/** A project that is not a repository has no branches, but its files are still followed. */
export const FILES = 'files';
/** Files of a change that are searched for moved lines. */
const MOST_FILES = 400;
const LARGEST_FILE = 1_000_000;
/** Each one needs a walk through the history. */
const MOST_COMMITS_SOUGHT = 50;

/** Undefined if the run is not a review of a branch. A failure here must not prevent the report. */
export async function traceFindings(
  view: RunView,
  dismissed: readonly string[],
  context: EffectContext,
): Promise<ReviewComparison | undefined> {
  const branch = branchOf(view.base);
  if (view.base === null || branch === undefined || view.outcome !== 'completed' || view.template.name !== DEFAULT_TASK_TYPE)
    return undefined;
  const { signal } = new AbortController();
  const source = context.workspace.evidence(view.base, signal);
  try {
    const { reviews = [], tracked = [] } = context.house.state().branches[view.task.project]?.[branch] ?? {};
    const own = (context.house.state().dismissed[view.task.project] ?? []).flatMap((it) => [it.fingerprint, ...(it.also ?? [])]);
    const place = {
      base: view.base,
      branch,
      reviews,
      known: tracked,
      dismissed: new Set([...own, ...dismissed]),
      source,
      signal,
    };
    return await traced(view, place, context);
  } catch (error) {
    context.log.warn('the findings of a run could not be compared with earlier ones', { run: view.id, error });
    return rethrowShortage(error);
  } finally {
    await source.close();
  }
}

const branchOf = (base: Base | null): string | undefined => (base === null ? undefined : base.kind === 'git' ? base.branch : FILES);

type TraceContext = {
  base: Base;
  branch: string;
  reviews: readonly Review[];
  known: readonly TrackedFinding[];
  dismissed: ReadonlySet<string>;
  source: OpenedSource;
  signal: AbortSignal;
};

async function traced(view: RunView, place: TraceContext, context: EffectContext): Promise<ReviewComparison> {
  const { base, branch, reviews, source } = place;
  const before = reviews.at(-1);
  const review = reviewOf(view, base, reviews, timestamp(context.clock.now()));
  const movesByCommit = await lineMovesTo(place, context);
  const texts = await textsOf(neededPaths(view, place.known, movesByCommit), source);
  const movesOf = ({ standing, commit }: TrackedFinding) => (standing === 'fixed' ? undefined : movesByCommit.get(commit));
  const known = place.known.map((tracked): KnownFinding => ({ tracked, where: whereIs(tracked, movesOf(tracked), texts) }));
  const whole = view.task.range === undefined && view.task.since === undefined && view.task.scope.length === 0;
  const wholeBy = new Set(
    whole ? view.seats.filter((it) => it.voice === 'rules' && review.seats.includes(it.name)).map((it) => it.name) : [],
  );
  const traces = compareReview({
    run: view.id,
    at: review.at,
    commit: base.commit,
    found: foundIn(view, texts),
    known,
    dismissed: place.dismissed,
    wholeBy,
  });
  let sought = 0;
  for (const it of traces) {
    const { anchor, commit, fixed } = it.tracked;
    if (it.change !== 'fixed' || !fixed || !anchor?.line || sought++ >= MOST_COMMITS_SOUGHT) continue;
    const lost = { commit, path: anchor.path, line: anchor.line };
    fixed.commit = (await context.workspace.removalOf(base, lost, place.signal)) ?? null;
  }
  const since = before ? { since: { run: before.run, at: before.at } } : {};
  return { branch, review, ...since, traces: traces.slice(0, MOST_TRACKED) };
}

function whereIs(tracked: TrackedFinding, moves: LineMoves | undefined, texts: ReadonlyMap<string, Lines>): KnownFinding['where'] {
  return tracked.anchor === null ? { kind: 'unsure', path: '' } : locateAgain(tracked.anchor, moves, (path) => texts.get(path));
}

/** How lines moved since each commit at which a finding was last located. */
async function lineMovesTo({ base, known, signal }: TraceContext, { workspace }: EffectContext): Promise<Map<string, LineMoves>> {
  const commits = new Set(known.filter((it) => it.standing !== 'fixed').map((it) => it.commit));
  const movesByCommit = new Map<string, LineMoves>();
  for (const commit of commits) {
    const moves = await workspace.lineMoves(base, commit, signal);
    if (moves) movesByCommit.set(commit, moves);
  }
  return movesByCommit;
}

function neededPaths(view: RunView, known: readonly TrackedFinding[], movesByCommit: ReadonlyMap<string, LineMoves>): Set<string> {
  const all = [...movesByCommit.values()];
  const named = [...view.findings.map((it) => it.path), ...known.map((it) => it.anchor?.path)].filter((it) => it !== undefined);
  const renamed = named.flatMap((path) => all.map((it) => it.renames.get(path) ?? path));
  return new Set([...named, ...renamed, ...all.flatMap((it) => [...it.hunks.keys()].slice(0, MOST_FILES))]);
}

async function textsOf(paths: ReadonlySet<string>, source: OpenedSource): Promise<Map<string, Lines>> {
  const texts = new Map<string, Lines>();
  for (const path of paths) {
    const file = await source.file('head', path);
    if (file.kind === 'text' && file.text.length <= LARGEST_FILE) texts.set(path, linesOf(file.text));
  }
  return texts;
}

function foundIn(view: RunView, texts: ReadonlyMap<string, Lines>): CurrentFinding[] {
  return (
    view.findings
      // A finding by the program about the change itself ends with that change.
      .filter((it) => it.state !== 'merged' && it.claim === undefined)
      .map((it) => {
        const raised = view.raised.filter(({ ref }) => it.origins.includes(ref));
        const places = raised.flatMap((one) => evidenceOf(one).flatMap((evidence) => placeOf(evidence) ?? []));
        const at = places.find((place) => place.side === 'head' && place.path === it.path && place.from === it.line);
        const span = at && Number.isFinite(at.to) ? at.to - at.from + 1 : 1;
        const lines = it.path === undefined ? undefined : texts.get(it.path);
        return {
          finding: it.id,
          fingerprint: it.fingerprint,
          severity: it.severity,
          state: it.state,
          claimed: it.claimed,
          seats: it.seats,
          claim: {
            title: it.title,
            category: it.category,
            claim: raised[0]?.finding.claim ?? '',
            fingerprints: [it.fingerprint, ...raised.map((one) => one.fingerprint)],
          },
          anchor: it.path === undefined || lines === undefined ? undefined : anchorAt(it.path, lines, it.line, span),
        };
      })
  );
}

function reviewOf(view: RunView, base: Base, reviews: readonly Review[], at: Review['at']): Review {
  const { range, scope, since } = view.task;
  // A review of only the latest changes covers everything if an earlier one covered the rest.
  const earlier = reviews.find((it) => it.run === since)?.seats ?? [];
  const looked = view.dispatches.filter((it) => it.role === 'analyser' && it.round === 0);
  // Whoever showed no look has reviewed nothing: the next review must not leave it out.
  const lookless = new Set(view.looks.filter((it) => it.inconclusive !== null).map((it) => it.dispatch));
  const blind = new Set(view.judgement?.blind);
  const complete = view.seats.filter((seat) => {
    if (blind.has(seat.name)) return false;
    const own = looked.filter((it) => it.seat === seat.name);
    return own.length > 0 && own.every((it) => it.status === 'completed' && !lookless.has(it.id));
  });
  return {
    run: view.id,
    at,
    commit: base.commit,
    ...(range === undefined ? {} : { range }),
    scope: [...scope],
    seats: complete.map((it) => it.name).filter((it) => since === undefined || earlier.includes(it)),
  };
}
