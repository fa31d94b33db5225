// `muster review --until-clean --fix <agent>`: a review that makes a plan, then the fix, and again, until there
// is a reason to stop. Every round is two ordinary runs on a clone in the home; the result is offered as a patch.

import { join } from 'node:path';
import type { Config } from '../../../contracts/config.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { PlanExecution } from '../../../contracts/plan/plan-execution.ts';
import type { GateCommands } from '../../../contracts/run/gate.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { shellWord } from '../../../runtime/text/shell-word.ts';
import { runsText } from '../../../skills/phases/plan/what-runs.ts';
import { whyUnjudged } from '../../../skills/wording/judgement.ts';
import { inconclusiveWords, judgesByWord } from '../../../skills/wording/looks.ts';
import { count, listed, listedUpTo } from '../../../skills/wording/numbers.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { totalCost } from '../../../skills/wording/workers.ts';
import { commandsAt } from '../../effects/world/workspace.ts';
import { newRunId } from '../../intake/run-id.ts';
import { askConsent } from '../before/ask-consent.ts';
import { daemonFor, giveOrder } from '../daemon/ask-daemon.ts';
import { submitTask, type TaskText } from '../daemon/submit-task.ts';
import { plainLines, silentDisplay } from '../follow/displays.ts';
import { type Display, followRun } from '../follow/follow-run.ts';
import { onSignals } from '../follow/signals.ts';
import { isOpenGate } from '../named/find-gate.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { type LoopPlace, makeLoopPlace, takeOver, writePatch } from './loop-place.ts';
import { endOf, type Limits, type LoopEnd, type Round, spentBeforeReview } from './round-end.ts';

export type Loop = {
  project: string;
  range: string | undefined;
  scope: readonly string[];
  agents: readonly string[];
  fixer: string;
  limits: Limits;
  json: boolean;
};

type LoopProgress = { runs: string[]; usd: number; rounds: Round[] };
type Over = LoopEnd | { kind: 'stopped'; says: string; exit: number };

export async function untilClean(loop: Loop, config: Config, context: Context): Promise<number> {
  const place = await makeLoopPlace(newRunId(), loop, { home: context.home, config });
  const told: LoopProgress = { runs: [], usd: 0, rounds: [] };
  if (!loop.json) await context.print(`Working in ${place.clone}; ${loop.project} is not touched.\n`);
  await tell(loop.json, await mayRun(place, config), context);
  if (!loop.json && (await askConsent(planningTask(loop, place, 1, 0), 'review', context)) === 'refused') {
    context.tell('muster: nothing was started and no code was sent');
    return EXIT.rejected;
  }
  const over = await rounds(loop, place, told, context);
  const patch = await writePatch(place);
  if (loop.json)
    await context.print(
      `${JSON.stringify({ ended: over.kind, says: over.says, runs: told.runs, usd: told.usd, clone: place.clone, patch: patch?.path ?? null }, null, 1)}\n`,
    );
  else await context.print(`${closing(over, told, place, patch).join('\n')}\n`);
  return over.exit;
}

async function rounds(loop: Loop, place: LoopPlace, told: LoopProgress, context: Context): Promise<Over> {
  for (let n = 1; ; n++) {
    const poor = n > 1 && spentBeforeReview(told.usd, loop.limits);
    if (poor) return poor;
    if (!loop.json) await context.print(`\nRound ${n}: review\n`);
    const reviewed = await carried(planningTask(loop, place, n, told.usd), loop, told, context);
    if ('says' in reviewed) return reviewed;
    const planned = reviewed.plan?.approved ? reviewed.plan.plan.requirementCoverage.map((it) => it.requirement) : [];
    const round: Round = { findings: reviewed.findings, planned, judged: judgedBy(reviewed), fixed: false };
    told.rounds.push(round);
    const ending = endOf(told.rounds, told.usd, loop.limits);
    if (ending) return ending;

    if (!loop.json) await context.print(`\nRound ${n}: ${loop.fixer} fixes ${count(planned.length, 'finding')}\n`);
    const done = await carried(fixTask(loop, place, reviewed, n, told.usd), loop, told, context);
    if ('says' in done) return done;
    const out = done.phases.flatMap((it) => {
      const facts = PlanExecution.safeParse(it.facts);
      return it.kind === 'execution' && facts.success ? [facts.data] : [];
    })[0];
    const head = out && (await takeOver(place, out, `Fix what round ${n} found (${reviewed.id})\n\nMuster-Run: ${done.id}\n`));
    if (head === undefined)
      return { kind: 'stopped', says: `no fix of round ${n} was proved: muster report ${done.id}`, exit: EXIT.findings };
    round.fixed = true;
  }
}

/** A worker that did not answer, or did not look, may have found something. */
function judgedBy(view: RunView): Round['judged'] {
  const failed = view.dispatches.filter((it) => it.role === 'analyser' && it.round === 0 && it.result === null).map((it) => it.seat);
  const words = [...new Set(judgesByWord(view))];
  const why = [
    inconclusiveWords(view),
    (view.judgement?.blind ?? []).length > 0 ? whyUnjudged(view) : undefined,
    words.length > 0 ? `that ${listed(words)} looked is claimed, not witnessed` : undefined,
    failed.length > 0 ? `no result from ${listed([...new Set(failed)])}` : undefined,
  ].filter((it) => it !== undefined);
  if (why.length > 0) return { by: 'not-all', why: why.join('; ') };
  return view.judgement?.came === 'judged' ? { by: 'all' } : { by: 'rules' };
}

/** Follows one run to its end. Starting the loop counts as approval of a plan that runs nothing but the project's own commands. */
async function carried(task: TaskText, { json }: Loop, told: LoopProgress, context: Context): Promise<RunView | Over> {
  const leave = onSignals(context);
  const daemon = await daemonFor(context);
  try {
    const { run } = await submitTask(task, 'review', daemon, context);
    told.runs.push(run);
    const display = onlyFresh(json ? silentDisplay(context) : plainLines(context, false));
    for (;;) {
      // A new connection each time, because following a run closes the one that it used.
      const followed = await followRun(run, { first: await daemonFor(context), display, leave: leave.signal, waits: false }, context);
      if (followed.kind === 'detached') return { kind: 'stopped', says: `left; ${run} keeps running`, exit: leave.code() };
      if (followed.kind === 'stopped') return { kind: 'stopped', says: `the daemon was stopped during ${run}`, exit: EXIT.noDaemon };
      const { view } = followed;
      if (followed.kind === 'ended') {
        told.usd += totalCost(view).usd ?? 0;
        return view.outcome === 'completed'
          ? view
          : { kind: 'stopped', says: `${run} ended ${view.outcome}: ${view.message}`, exit: EXIT.failed };
      }
      const [open] = view.gates.filter(isOpenGate);
      if (open?.gate.about.kind !== 'plan' || !runsOwnCommandsOnly(view))
        return {
          kind: 'stopped',
          says: `${run} asks a person: ${open?.gate.asks ?? view.waitsFor ?? ''} (muster approvals ${open?.gate.id ?? ''})`,
          exit: EXIT.waiting,
        };
      const { id: gate, shown, runs = [] } = open.gate;
      await tell(json, approvedArgv(run, runs), context);
      await giveOrder(context, {
        kind: 'answer',
        run,
        gate,
        answer: 'approve',
        shown,
        comment: 'Ordered by muster review --until-clean --fix.',
      });
    }
  } finally {
    daemon.close();
    leave.forget();
  }
}

/** Uses standard error if standard output is reserved for JSON. */
async function tell(json: boolean, lines: readonly string[], context: Context): Promise<void> {
  if (json) for (const line of lines) context.tell(`muster: ${line}`);
  else await context.print(`${lines.join('\n')}\n`);
}

/** A run is followed again after its plan was approved; this skips what was already shown. */
function onlyFresh(display: Display): Display {
  let last = 0;
  return {
    ...display,
    async see(events, state) {
      const fresh = events.filter((it) => it.seq > last);
      last = Math.max(last, ...fresh.map((it) => it.seq));
      await display.see(fresh, state);
    },
  };
}

function runsOwnCommandsOnly({ plan }: RunView): boolean {
  const own = new Set(Object.values(plan?.commands ?? {}).map((it) => JSON.stringify(it)));
  return Object.values(plan?.plan.commands ?? {}).every((it) => own.has(JSON.stringify(it)));
}

/** What the approval allows to run, as the gate lists it. The loop approves the plan itself, so it prints this list. */
function approvedArgv(run: string, runs: readonly GateCommands[]): string[] {
  if (runs.length === 0) return [`The plan of ${run} is approved. It runs no command.`];
  return [`The plan of ${run} is approved. It runs the project's own commands and no others:`, ...runs.map((it) => `  ${runsText(it)}`)];
}

/** Printed before the loop starts: what a plan may run without asking. */
async function mayRun({ clone, first }: LoopPlace, { workplace }: Config): Promise<string[]> {
  const own = Object.entries(await commandsAt({ gitDir: join(clone, '.git'), commit: first })).map(
    ([name, argv]) => `  ${name}: ${JSON.stringify(argv)}`,
  );
  const setup = workplace.setup.map((argv) => `  setup: ${JSON.stringify(argv)}`);
  return [...setup, ...own].length === 0
    ? ['The project defines no command, so a plan that runs one waits for you.']
    : ['A plan is approved in your name where it runs nothing but these, in places of its own:', ...setup, ...own];
}

const written = (front: readonly (readonly [string, unknown])[], brief: string): TaskText => ({
  name: 'loop.md',
  text: `---\n${front.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n')}\n---\n${brief}\n`,
});

/** Each run gets what is left of the loop's budget, so that no run spends the whole budget again. */
const whatIsLeft = ({ maxUsd }: Limits, spent: number): [string, unknown][] =>
  maxUsd === undefined ? [] : [['budget', { usd: Number(Math.max(maxUsd - spent, 0.01).toFixed(4)) }]];

function planningTask({ agents, scope, limits }: Loop, { clone, from }: LoopPlace, n: number, spent: number): TaskText {
  const front: [string, unknown][] = [
    ['title', `Review and plan, round ${n}`],
    ['project', clone],
    ['type', 'implementation-planning'],
    ...(from === undefined ? ([['base', 'worktree']] as [string, unknown][]) : ([['range', `${from}..`]] as [string, unknown][])),
    ...(agents.length > 0 ? ([['agents', agents]] as [string, unknown][]) : []),
    ...(scope.length > 0 ? ([['scope', scope]] as [string, unknown][]) : []),
    ...whatIsLeft(limits, spent),
  ];
  return written(front, '');
}

const fixTask = ({ fixer, limits }: Loop, { clone }: LoopPlace, { id }: RunView, n: number, spent: number): TaskText =>
  written(
    [
      ['title', `Fix what round ${n} found`],
      ['project', clone],
      ['type', 'implementation'],
      ['plan', id],
      ['agents', [fixer]],
      ...whatIsLeft(limits, spent),
    ],
    '',
  );

function closing(
  over: Over,
  { runs, rounds: all, usd }: LoopProgress,
  place: LoopPlace,
  patch: Awaited<ReturnType<typeof writePatch>>,
): string[] {
  const fixed = all.filter((it) => it.fixed).length;
  return [
    '',
    `Ended after ${count(all.length, 'review')} and ${count(fixed, 'fix', 'fixes')}: ${over.says}.`,
    `Runs: ${runs.join(', ')}${usd > 0 ? `; $${usd.toFixed(2)}` : ''}`,
    ...(patch === undefined
      ? ['Nothing was changed.']
      : [
          // A finding is gone with its file, too, and a person wants to know that before applying the fix.
          `The fixes change ${count(patch.files, 'file')}${patch.deleted.length === 0 ? '' : ` (they delete ${listedUpTo(patch.deleted.map(oneLine), 8)})`} and are not in your project. To look at them: git -C ${shellWord(place.clone)} log -p ${place.first.slice(0, 12)}..`,
          `To apply them: git apply ${shellWord(patch.path)}`,
        ]),
  ];
}

export function fixerOf(given: string | undefined): string {
  if (given !== undefined && given.trim() !== '') return given.trim();
  throw new MusterError(
    'usage',
    '--until-clean needs --fix <agent>: who fixes what was found',
    'muster agents lists agents; one that fixes has the role executor.',
  );
}
