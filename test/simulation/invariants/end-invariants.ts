// What is checked when a run has ended: the whole journal, the report, and what the workers really wrote.

import { runOf } from '../../../contracts/ids.ts';
import { Report } from '../../../contracts/run/report.ts';
import { AFTER_END } from '../../../contracts/run/run-event.ts';
import type { Result } from '../../../contracts/work/result.ts';
import { evolveRun } from '../../../daemon/lead/run/evolve-run.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { RunRecord } from '../../../skills/events.ts';
import { contributionsTo } from '../../../skills/phases/turns.ts';
import type { DispatchState, RunState } from '../../../skills/run/state.ts';
import type { Json } from '../../checker/canonical.ts';
import { checkFindingStates } from '../../checker/finding-states.ts';
import { talkUsage } from '../simulated/sessions.ts';
import { RUN } from '../world/first-event.ts';
import { isAlive } from '../world/host.ts';
import { LOOKS } from '../world/people/answers.ts';
import type { ResultFiles } from '../world/result-files.ts';
import type { World } from '../world/world.ts';
import { BrokenInvariant, must } from './invariant.ts';
import { checkLooks } from './look-invariants.ts';
import { checkStagesEnd } from './stage-invariants.ts';

export function checkEnd(world: World, state: RunState, journal: readonly RunRecord[]): void {
  const { desk } = world;
  const end = journal.findIndex((it) => it.type === 'run.ended');
  must(journal.filter((it) => it.type === 'run.ended').length === 1, 'one-end', () => 'the run did not end once');
  for (const event of journal.slice(end + 1)) must(AFTER_END.has(event.type), 'nothing-after-end', () => `${event.type} after the end`);
  must(journal.filter((it) => it.type === 'report.composed').length === 1, 'one-end', () => 'there is not one report');
  for (const [i, event] of journal.entries()) must(event.seq === i + 1, 'replay', () => `event ${i + 1} has the number ${event.seq}`);
  const replayed = JSON.stringify(journal.reduce<RunState | undefined>(evolveRun, undefined));
  must(replayed === JSON.stringify(state), 'replay', () => 'the journal gives another state than the live one');
  const answers = new Map(state.dispatches.map((it) => [it.id, answerOf(it, desk)]));
  for (const it of state.dispatches) {
    must(it.ended !== null, 'one-end', () => `${it.id} has no end`);
    must(
      it.accepted === null || it.ended?.status === 'completed',
      'nothing-lost',
      () => `${it.id} has an answer and is ${it.ended?.status}`,
    );
    checkAttempts(it);
  }
  // An answer that an earlier dispatch gave to the same prompt counts as one that was accepted.
  const accepted = journal
    .filter((it) => it.type === 'result.accepted' || it.type === 'dispatch.reused')
    .map((it) => (it.payload as { dispatch: string }).dispatch);
  must(new Set(accepted).size === accepted.length, 'nothing-lost', () => 'two results of one dispatch were accepted');
  const kept = state.dispatches.filter((it) => it.accepted).length;
  must(kept === accepted.length, 'nothing-lost', () => `${accepted.length} results were accepted, ${kept} are there`);

  const report = reportOf(world, state);
  checkFindings(state, report, answers);
  checkWords(world, state, report, answers);
  checkLooks(state, report, answers);
  checkSettled(journal, state);
  checkGaps(state);
  checkPlan(state, journal);
  checkCosts(world, state);
  if (state.id === RUN) checkStagesEnd(world, state);
}

/** Invariants over all runs together. */
export function checkKept(world: World): void {
  for (const session of world.host.sessions.values()) must(!isAlive(session), 'one-end', () => `${session.key} outlives its run`);
  for (const patch of world.workspaces.gone) {
    const told =
      world.disk.has(patch) && world.states().some(({ notes }) => notes.some((it) => it.kind === 'violation' && it.text.includes(patch)));
    must(told, 'violations-told', () => `a checkout is gone, and nobody was told of ${patch}`);
  }
  must(world.workspaces.paths().length === 0, 'violations-told', () => 'checkouts outlive their run');
}

/** Compares the file with the digest in the journal; a stub that the house was able to complete is complete by now. */
function reportOf({ disk }: World, { report }: RunState): Report {
  const text = disk.text(report?.path.replace(/report\.md$/, 'report.json') ?? '');
  if (text === undefined || digestOf(text) !== report?.json)
    throw new BrokenInvariant('one-end', 'the report that the journal names is not on the disk');
  return Report.parse(JSON.parse(text));
}

/** For programs that count over a whole conversation: compares the last total with the sum in the journal. */
function checkCosts(world: World, { dispatches }: RunState): void {
  for (const { id, attempts } of dispatches)
    for (const talk of new Set(attempts.flatMap((it) => it.session ?? []))) {
      const known = attempts.filter((it) => it.session === talk && it.usage?.source === 'reported');
      const last = world.host.sessions.get(`${id}.${known.at(-1)?.n}`);
      const sum = known.reduce((all, it) => all + (it.usage?.usd ?? 0), 0);
      const right = !last || Math.abs(sum - (talkUsage(world, last).usd ?? 0)) < 1e-6;
      must(right, 'paid-once', () => `${talk} is counted as ${sum}`);
    }
}

type Answers = ReadonlyMap<string, Result | undefined>;

function answerOf({ accepted }: DispatchState, desk: ResultFiles): Result | undefined {
  const paper = accepted && desk.papers.get(accepted.digest);
  return paper ? (JSON.parse(new TextDecoder().decode(paper.bytes)) as Result) : undefined;
}

/** Counts what the workers wrote, independently of what the lead made of it. */
function checkFindings({ dispatches }: RunState, { run }: Report, answers: Answers): void {
  const replaced = new Set(dispatches.map((it) => it.supersedes));
  const written = dispatches
    .filter((it) => LOOKS.has(it.skill) && !replaced.has(it.id))
    .flatMap((it) => (answers.get(it.id)?.findings ?? []).map((one) => `${it.id}/${one.localId}`))
    .sort();
  const reported = run.findings.flatMap((it) => it.origins).sort();
  const same = JSON.stringify(written) === JSON.stringify(reported);
  must(same, 'findings-reported', () => `${written.length} findings were written, ${reported.length} are in the report`);
  for (const { id, state } of run.findings) must(state !== 'queued', 'findings-reported', () => `${id} is still queued at the end`);
}

function checkWords(world: World, { dispatches, phases, ...state }: RunState, { run }: Report, answers: Answers): void {
  const done = new Set(dispatches.map((it) => it.supersedes));
  for (const { id, seat, findings, skill, reused } of dispatches.filter((it) => it.skill === 'convergence' && !done.has(it.id))) {
    const own = reused ? namesThere(world, { ...state, dispatches, phases }, reused.from) : undefined;
    const spoken = new Map((answers.get(id)?.verdicts ?? []).map((it) => [own?.get(it.finding) ?? it.finding, it]));
    for (const finding of findings) {
      const word = run.words.find((it) => it.finding === finding && it.dispatch === id);
      const said = spoken.get(finding);
      // A review of work that was fixed since is replaced by the one after it.
      const replaced = !run.findings.some((it) => it.id === finding) && phases.some((it) => it.pass > 0);
      must(
        !said || word !== undefined || replaced,
        'words-given',
        () => `${seat} said ${said?.verdict} of ${finding}, and no word of it is there`,
      );
      const same = word === undefined || word.verdict === 'ABSTAIN' || word.verdict === said?.verdict;
      must(
        same,
        'words-given',
        () => `${seat} is said to ${word?.verdict} with ${finding} (${skill} ${id}), and said ${said?.verdict ?? 'nothing'}`,
      );
    }
  }
  checkFindingStates('the report', run as unknown as Json, (fault) => must(false, 'dissent-kept', () => fault));
}

/** Findings of an earlier run by their names there, identified by content: title, place and text. */
function namesThere(world: World, here: RunState, from: string): ReadonlyMap<string, string> {
  const said = (state: RunState) =>
    (contributionsTo(state).convergence?.findings ?? []).map((it) => [it.id, contentOf(state, it.origins)] as const);
  const names = new Map(said(here).map(([id, content]) => [content, id]));
  return new Map(said(world.stateOf(runOf(from))).flatMap(([id, content]) => [[id, names.get(content) ?? `${id} of ${from}`] as const]));
}

const contentOf = ({ raised }: RunState, origins: readonly string[]): string =>
  JSON.stringify(
    raised
      .filter((it) => origins.includes(it.ref))
      .map(({ finding: { localId: _, ...said } }) => JSON.stringify(said))
      .sort(),
  );

function checkSettled(journal: readonly RunRecord[], state: RunState): void {
  const { convergence } = contributionsTo(state);
  const settled = journal.flatMap((it) => (it.type === 'finding.settled' ? [it.payload.finding] : []));
  for (const id of settled) must(settled.indexOf(id) === settled.lastIndexOf(id), 'settled-once', () => `${id} was settled twice`);
  for (const { id, settledIn } of convergence?.findings ?? []) {
    const asked = convergence?.asks.filter((it) => it.findings.includes(id)) ?? [];
    const late = asked.find((it) => settledIn !== undefined && it.round > settledIn);
    must(!late, 'settled-once', () => `${id} was settled in round ${settledIn} and sent out again in round ${late?.round}`);
    const once = new Set(asked.map((it) => `${it.round} ${it.seat}`)).size === asked.length;
    must(once, 'settled-once', () => `${id} was sent twice to one seat in one round`);
  }
}

function checkGaps({ gaps, dispatches }: RunState): void {
  for (const { id, outcome } of gaps)
    must(id === undefined || outcome !== undefined, 'gaps-settled', () => `${id} was never looked at, and nobody says so`);
  for (const dispatch of dispatches.filter((it) => it.skill === 'gap-verification'))
    for (const gap of gaps.filter((it) => it.id !== undefined && dispatch.findings.includes(it.id)))
      must(gap.seat !== dispatch.seat, 'gaps-settled', () => `${gap.id} was sent to ${dispatch.seat}, who named it`);
}

function checkPlan(state: RunState, journal: readonly RunRecord[]): void {
  const { gates, created, phases, life } = state;
  const { plan, verdict } = contributionsTo(state);
  const audit = journal.find((it) => it.type === 'source.audited');
  if (plan?.approved) {
    const passed = plan.verification?.gate.startsWith('passed') === true;
    const said = gates.some((it) => it.gate.about.kind === 'plan' && it.gate.shown === plan.digest && it.answer === 'approve');
    must(passed, 'plan-approved', () => `a plan was approved that is ${plan.verification?.gate}`);
    must(said || created.task.approvals === 'auto', 'plan-approved', () => 'a plan was approved by nobody');
  }
  // Work that was carried out is judged by the findings of others, not by an audit of the sources.
  const audited = audit !== undefined || phases.some(({ template }) => template.kind === 'execution');
  must(verdict === null || audited, 'plan-approved', () => 'a verdict without an audit');
  if (life.kind !== 'ended' || life.reason !== 'done') return;
  for (const { template, state: stands } of phases.filter((it) => it.state !== 'skipped')) {
    const without = gates.some(
      ({ gate, answer }) => gate.about.kind === 'failure' && gate.phase === template.key && answer === 'reject' && stands === 'failed',
    );
    if (template.kind === 'plan')
      must(plan?.approved === true || without, 'plan-approved', () => `a plan phase is ${stands} without an approval`);
    if (template.kind === 'verdict') must(verdict !== null, 'plan-approved', () => `a verdict phase is ${stands} without a verdict`);
  }
}

const MENDED: ReadonlySet<string> = new Set(['result-invalid', 'wrong-dispatch', 'refused-permission']);
const TRIED_AGAIN: ReadonlySet<string> = new Set(['exit-without-result', 'silent', 'deadline', 'spawn-failed', 'host-lost']);
const MOST_HOLDS = 5;

/** Checks the table of consequences: compares what was done with what should have been done. */
function checkAttempts({ id, attempts, ended }: DispatchState): void {
  const repairs = attempts.filter((it) => it.kind === 'repair').length;
  const again = attempts.filter((it, i) => it.kind === 'redispatch' && attempts[i - 1]?.reason !== 'quota').length;
  const rests = attempts.filter((it) => it.reason === 'quota').length;
  must(repairs <= 1 && again <= 1, 'retry-budget', () => `${id} was repaired ${repairs} times and tried again ${again} times`);
  must(rests <= MOST_HOLDS + 1, 'retry-budget', () => `${id} met its limit ${rests} times`);
  const last = attempts.at(-1);
  if (!last || !ended || last.reason !== ended.reason || last.end?.gone === false) return;
  if (MENDED.has(ended.reason)) must(repairs === 1, 'retry-budget', () => `${id} was given up as ${ended.reason} without a repair`);
  // Nothing is tried again after its phase has run out of time.
  if (ended.reason === 'deadline' && ended.detail.includes('reached its time limit')) return;
  if (TRIED_AGAIN.has(ended.reason)) must(again === 1, 'retry-budget', () => `${id} was given up as ${ended.reason} without another try`);
}
