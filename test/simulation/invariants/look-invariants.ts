// Nothing is held to be more than somebody has looked at: computed from what the workers wrote and from what was found when it was
// looked up, without the rules that the product has for it.

import type { CanonicalFinding } from '../../../contracts/findings/convergence.ts';
import type { EvidenceCheck, RaisedFinding } from '../../../contracts/findings/finding.ts';
import type { Report } from '../../../contracts/run/report.ts';
import type { Result } from '../../../contracts/work/result.ts';
import type { DispatchState, RunState } from '../../../skills/run/state.ts';
import { PLACES } from '../world/people/answers.ts';
import { must } from './invariant.ts';

type Answers = ReadonlyMap<string, Result | undefined>;

const HELD: ReadonlySet<string> = new Set(['full-consensus', 'partial-consensus', 'rechecked']);
const FOR: ReadonlySet<string> = new Set(['AGREE', 'SUPPLEMENT', 'DUPLICATE']);

export function checkLooks(state: RunState, { run }: Report, answers: Answers): void {
  for (const finding of run.findings) {
    if (!HELD.has(finding.state)) continue;
    const family = run.findings.filter((it) => it.id === finding.id || rootOf(run.findings, it) === finding.id);
    const raised = family.flatMap(({ origins }) => run.raised.filter((it) => origins.includes(it.ref)));
    const lookers = [...new Set([...raised, ...run.words].map(({ seat }) => seat))].filter(
      (seat) => hasRaised(seat, raised, state, answers) || hasJudged(seat, family, raised, state, answers),
    );
    const finders = new Set(raised.map(({ seat }) => seat));
    // Of those who raised it, one that looked is the finder; who looked beside it may be any other.
    const finder = lookers.find((seat) => finders.has(seat)) ?? raised[0]?.seat;
    must(
      lookers.some((seat) => seat !== finder) || trustedIn(state, raised, run.words, family) >= 2,
      'looked-at-by-another',
      () => `${finding.id} is ${finding.state}, and only ${lookers.join(', ') || 'nobody'} looked at it by itself`,
    );
  }
  if (run.verdict?.verdict === 'accepted') checkAccepted(state, answers);
  for (const { item, state: stands, words } of run.plan?.verification?.items ?? [])
    must(
      stands !== 'agreed' || words.some((it) => it.verdict !== 'ABSTAIN' && votedWithALook(state, it.dispatch, it.checks, answers)),
      'looked-at-by-another',
      () => `${item.id} counts as agreed, and no voter looked`,
    );
}

function rootOf(all: readonly CanonicalFinding[], it: CanonicalFinding): string {
  const into = it.state === 'merged' ? all.find(({ id }) => id === it.mergedInto) : undefined;
  return into === undefined ? it.id : rootOf(all, into);
}

/** Programs of ours are believed about what they opened. */
const isOurs = (state: RunState, dispatch: string): boolean => dispatchIn(state, dispatch)?.receipt?.by === 'program';

const dispatchIn = ({ dispatches }: RunState, id: string): DispatchState | undefined => dispatches.find((it) => it.id === id);

/** It raised the finding with a look at its file, and not in the very words of one that was raised before. */
function hasRaised(seat: string, raised: readonly RaisedFinding[], state: RunState, answers: Answers): boolean {
  return raised.some((it, at) => {
    if (it.seat !== seat) return false;
    if (isOurs(state, it.dispatch)) return true;
    const copied = raised.slice(0, at).some((other) => other.seat !== seat && textOf(other) === textOf(it));
    return !copied && (it.checks.some(isQuote) || saysSo(answers.get(it.dispatch), pathsOf([it])));
  });
}

const textOf = ({ finding: { title, claim } }: RaisedFinding): string => `${title}\n${claim}`;

function hasJudged(
  seat: string,
  family: readonly CanonicalFinding[],
  raised: readonly RaisedFinding[],
  state: RunState,
  answers: Answers,
): boolean {
  const ids = new Set(family.map(({ id }) => id));
  const asked = state.dispatches.filter((it) => it.seat === seat && it.skill === 'convergence');
  const said = asked.flatMap((it) =>
    it.verdicts.filter(({ verdict }) => ids.has(verdict.finding) || ids.has(verdict.of ?? '')).map((one) => ({ ...one, dispatch: it.id })),
  );
  // A file that it opened in an earlier round, for whatever verdict, is as it was.
  return (
    said.some(({ verdict }) => FOR.has(verdict.verdict)) &&
    said.some(
      ({ checks, dispatch }) =>
        isOurs(state, dispatch) ||
        checks.some((one) => isQuote(one) && isOfPlace(one, family)) ||
        saysSo(answers.get(dispatch), pathsOf(raised)),
    )
  );
}

/** How many seats of our own programs hold it. */
function trustedIn(
  state: RunState,
  raised: readonly RaisedFinding[],
  words: Report['run']['words'],
  family: readonly CanonicalFinding[],
): number {
  const ids = new Set(family.map(({ id }) => id));
  const held = [...raised, ...words.filter((it) => ids.has(it.finding) && FOR.has(it.verdict))];
  return new Set(held.filter((it) => isOurs(state, it.dispatch)).map(({ seat }) => seat)).size;
}

const votedWithALook = (state: RunState, dispatch: string, checks: readonly EvidenceCheck[], answers: Answers): boolean =>
  isOurs(state, dispatch) || checks.some(isQuote) || saysSo(answers.get(dispatch), PLACES);

const isQuote = ({ outcome, line }: EvidenceCheck): boolean => (outcome === 'found' || outcome === 'moved') && line !== undefined;

const isOfPlace = ({ path }: EvidenceCheck, family: readonly CanonicalFinding[]): boolean =>
  family.some((it) => it.path === undefined || it.path === path || it.places?.some((one) => one.path === path));

const pathsOf = (raised: readonly RaisedFinding[]): string[] =>
  raised.flatMap(({ checks, finding }) => checks.map((it, at) => it.path ?? finding.evidence[at]?.path ?? ''));

/** By its own words; a file of the finding, or a search over all. */
const saysSo = (answer: Result | undefined, paths: readonly string[]): boolean =>
  answer?.looked.some(({ path, how }) => path !== undefined && how === 'read' && paths.includes(path)) ?? false;

/** Every file in question was opened by somebody who can judge it and quotes a line of it, or by a program of ours. */
function checkAccepted(state: RunState, answers: Answers): void {
  const able = new Set(state.seats.filter((it) => it.role === 'analyser' && it.judges === 'anything').map((it) => it.name));
  const looked = state.dispatches.filter((it) => it.role === 'analyser' && it.round === 0 && able.has(it.seat) && it.accepted !== null);
  for (const path of PLACES) {
    const shown = looked.some(
      (it) =>
        isOurs(state, it.id) ||
        answers.get(it.id)?.looked.some((one) => one.path === path && one.quote !== undefined) ||
        state.raised.some((one) => one.dispatch === it.id && one.checks.some((check) => isQuote(check) && check.path === path)),
    );
    must(shown, 'accepted-as-seen', () => `the work is accepted, and nothing shows that anybody opened ${path}`);
  }
}
