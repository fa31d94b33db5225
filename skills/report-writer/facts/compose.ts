// Composes the facts of the report from what the run knows. Only quotes are in a worker's words, and no model is involved.

import type { Report, RepositoryMap } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { Timestamp } from '../../../contracts/time.ts';
import { mapSteps, type Steps } from '../../../runtime/steps.ts';
import type { ProseLook } from '../../../validators/evidence/prose.ts';
import type { ScopeFiles } from '../../../validators/looks/receipt.ts';
import { describeEvent, type JournalEvent } from '../../wording/journal/describe-event.ts';
import { cut, plainText } from '../../wording/plain-text.ts';
import { errorsOf } from '../../wording/run-errors.ts';
import { whatOf } from '../../wording/workers.ts';
import type { Say } from '../language/english.ts';
import { sayIn } from '../language/say.ts';
import { notLookedAt } from './not-looked-at.ts';
import { markedProse } from './prose.ts';
import { closedSubmodules, neverOpened, scopeMap } from './scope-map.ts';
import { unresolvedIn } from './unresolved.ts';

const LAST_EVENTS = 200;
/** A prompt may be passed as an argument of 96 KiB; it is in the prompt file and need not be in every report. */
const LONGEST_ARGUMENT = 200;

export type Composition = {
  view: RunView;
  /** `late`: it was not ready. */
  map: RepositoryMap | 'late' | null;
  events: readonly JournalEvent[];
  engine: string;
  at: Timestamp;
  /** The files in the scope; undefined if they could not be listed. */
  scope?: Pick<ScopeFiles, 'files' | 'changed' | 'submodules'>;
  /** The result of looking up the code that prose names. */
  prose?: ProseLook;
};

/** In steps, because a run may have thousands of findings and events. */
export function* composeSteps({
  view,
  map,
  scope,
  events,
  engine,
  at,
  prose = { missing: [], searchedAll: true },
}: Composition): Steps<Report> {
  const say = sayIn(view.task.language);
  const looked = scope === undefined ? null : scopeMap(view, scope);
  yield;
  const run = markedProse(view, prose.missing);
  yield;
  const opened = neverOpened(looked, view, say);
  yield;
  const others = notLookedAt(view);
  yield;
  const unresolved = unresolvedIn(view, say);
  const errors = yield* mapSteps(events, errorsOf);
  const commands = commandsOf(view, events);
  const last = yield* mapSteps(events.slice(-LAST_EVENTS), (it) => ({ seq: it.seq, at: it.at, type: it.type, text: describeEvent(it) }));
  return {
    schema: 'final-report@1',
    engine,
    composedAt: at,
    stub: false,
    run,
    ...(map === 'late' ? { map: null, mapLate: true } : { map }),
    scope: looked,
    notLookedAt: [
      ...opened,
      ...(scope === undefined ? [] : closedSubmodules(scope, say)),
      ...others,
      ...(prose.searchedAll ? [] : [say('Not all code that the prose names could be looked up in the base.')]),
    ],
    notInSources: [...prose.missing],
    unresolved,
    errors: errors.flat().slice(-LAST_EVENTS),
    commands,
    timeline: timelineOf(view, at, say),
    events: last,
  };
}

/** The report for a run whose report could not be composed: what is certain, and why there is no more. */
export function stubReport(view: RunView, engine: string, at: Timestamp, why: string): Report {
  return {
    schema: 'final-report@1',
    engine,
    composedAt: at,
    stub: true,
    run: view,
    map: null,
    scope: null,
    notLookedAt: [
      `This report is a stub: ${plainText(why)} The journal of the run is complete; the daemon completes the report at a later start.`,
    ],
    notInSources: [],
    unresolved: [],
    errors: [],
    commands: [],
    timeline: [],
    events: [],
  };
}

/** One bar for each attempt that started; one that is still running ends with the report. */
function timelineOf(view: RunView, at: Timestamp, say: Say): Report['timeline'] {
  const bars = view.dispatches.flatMap((dispatch) =>
    dispatch.attempts.map((attempt) => {
      const from = attempt.startedAt ?? attempt.endedAt ?? dispatch.preparedAt;
      const to = attempt.endedAt ?? (attempt.state === 'ended' ? from : at);
      return {
        seat: dispatch.seat,
        dispatch: dispatch.id,
        attempt: attempt.attempt,
        from,
        to: later(from, to),
        reason: attempt.reason ?? attempt.state,
        what: attempt.kind === 'first' ? whatOf(dispatch, say) : `${whatOf(dispatch, say)}, ${attempt.kind}`,
      };
    }),
  );
  return bars.sort((a, b) => (a.from === b.from ? 0 : a.from < b.from ? -1 : 1));
}

const later = (a: Timestamp, b: Timestamp): Timestamp => [a, b].sort()[1] ?? a;

/** The commands that were really started and how they ended, from the journal. */
function commandsOf(view: RunView, events: readonly JournalEvent[]): Report['commands'] {
  const ends = new Map(view.dispatches.flatMap((it) => it.attempts.map((attempt) => [`${it.id}.${attempt.attempt}`, attempt.end])));
  return events.flatMap((event) => {
    if (event.type !== 'attempt.started' || !isStart(event.payload)) return [];
    const { dispatch, attempt, argv } = event.payload;
    const end = ends.get(`${dispatch}.${attempt}`);
    return [{ dispatch, attempt, argv: argv.map(shortened), code: end?.code ?? null, signal: end?.signal ?? null }];
  });
}

function isStart(payload: unknown): payload is { dispatch: string; attempt: number; argv: string[] } {
  const it = payload as { dispatch?: unknown; attempt?: unknown; argv?: unknown } | null;
  return typeof it?.dispatch === 'string' && typeof it.attempt === 'number' && Array.isArray(it.argv);
}

function shortened(argument: string): string {
  const text = plainText(String(argument));
  return text.length <= LONGEST_ARGUMENT ? text : `${cut(text, LONGEST_ARGUMENT)} (${text.length} characters in all)`;
}
