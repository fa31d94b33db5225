// How many bytes of prompts an examination costs, compared with the naive way: every worker gets all results in every round. Both
// use the labelled findings of test/fixtures/convergence and the same envelope.
//
//   node bench/prompt-bytes.ts [--quick] [--json]

import { readFileSync } from 'node:fs';
import type { Analyser, Convergence, FindingVerdict, SeatQuestion } from '../contracts/findings/convergence.ts';
import type { RaisedFinding, Verdict, VerdictWord } from '../contracts/findings/finding.ts';
import { runSteps } from '../runtime/steps.ts';
import { groupFindings } from '../skills/phases/convergence/grouping/group.ts';
import { type Answer, closeRound, endConvergence, settleGrouped } from '../skills/phases/convergence/rounds/close.ts';
import { withClosed, withEnd, withRound, withSettled } from '../skills/phases/convergence/rounds/course.ts';
import { questionsFor } from '../skills/phases/convergence/rounds/questions.ts';
import { planRound } from '../skills/phases/convergence/rounds/rounds.ts';
import { outputFor } from '../skills/phases/work-kinds.ts';
import { bodyText } from '../skills/prompts/body.ts';
import { envelopeText } from '../skills/prompts/envelope.ts';
import { withoutSections } from '../skills/prompts/sections.ts';
import { seeded } from '../test/simulation/random.ts';
import { corpus } from '../test/unit/skills/convergence/grouping/corpus.ts';
import { tell } from './support/row.ts';

const GOAL = 0.3;
const SKILL = readFileSync(new URL('../skills/phases/convergence/SKILL.md', import.meta.url), 'utf8');
const BASE = { gitDir: '/home/mira/src/shop/.git', commit: 'c'.repeat(40) };

type Case = { name: string; seats: readonly string[]; findings: number; maxRounds: number };

const CASES: readonly Case[] = [
  { name: '3 workers, 24 findings, 2 rounds', seats: ['claude', 'codex', 'gemini'], findings: 24, maxRounds: 2 },
  { name: '4 workers, 60 findings, 2 rounds', seats: ['claude', 'codex', 'gemini', 'opencode'], findings: 60, maxRounds: 2 },
  { name: '4 workers, 60 findings, 3 rounds', seats: ['claude', 'codex', 'gemini', 'opencode'], findings: 60, maxRounds: 3 },
  { name: '6 workers, 120 findings, 2 rounds', seats: ['a', 'b', 'c', 'd', 'e', 'f'], findings: 120, maxRounds: 2 },
];

await tell(async ({ quick }) => {
  const all = (quick ? CASES.slice(0, 1) : CASES).map(measured);
  const [ours, plain] = [sum(all.map((it) => it.ours)), sum(all.map((it) => it.plain))];
  const percent = (part: number) => Math.round(part * 1000) / 10;
  return [
    {
      key: 'prompt-bytes',
      what: `prompt bytes of ${all.length} examinations of the fixture corpus`,
      ours: kib(ours),
      baseline: `every worker gets all results in every round: ${kib(plain)}`,
      ratio: `${percent(ours / plain)} %`,
      goals: [{ what: 'bytes', is: percent(ours / plain), unit: '%', atMost: GOAL * 100 }],
      figures: Object.fromEntries(all.map((it) => [it.name, percent(it.ours / it.plain)])),
    },
  ];
});

function measured(it: Case): { name: string; ours: number; plain: number } {
  const { name, seats } = it;
  const raised = raisedBy(it);
  const { ours, rounds, words } = examined(it, raised);
  const plain = Array.from({ length: rounds }, (_, before) => seats.length * Buffer.byteLength(plainPrompt(raised, words, before)));
  return { name, ours, plain: sum(plain) };
}

/** Findings of the corpus, each raised by one worker, assigned by who looks where. */
function raisedBy({ seats, findings }: Case): RaisedFinding[] {
  const all = new Map(
    corpus()
      .flatMap(({ a, b }) => [a, b])
      .map((it) => [`${it.finding.title} ${it.ref}`, it]),
  );
  const random = seeded(findings);
  return [...all.values()].slice(0, findings).map((it, at) => {
    const seat = random.pick(seats);
    const dispatch = `r-abcdef.d${seats.indexOf(seat) + 1}`;
    const localId = `a${at}`;
    return { ...it, seat, dispatch, ref: `${dispatch}/${localId}`, finding: { ...it.finding, localId } };
  });
}

/** The whole examination by the rules of the skill, with the prompts that the lead would write. */
function examined(
  { seats, maxRounds, findings }: Case,
  raised: readonly RaisedFinding[],
): { ours: number; rounds: number; words: readonly FindingVerdict[] } {
  const random = seeded(findings + 1);
  const analysers = seats.map((seat): Analyser => ({ seat, kind: 'model', field: 'all' }));
  const settings = { enabled: true, maxRounds, mode: 'lightweight', adversarial: false, critic: false } as const;
  let it: Convergence = {
    settings,
    round: 0,
    analysers,
    findings: runSteps(groupFindings(raised, [])),
    asks: [],
    words: [],
    skippedWorkers: [],
  };
  it = withSettled(it, runSteps(settleGrouped(it)));
  let ours = 0;
  for (;;) {
    const plan = planRound(it);
    if (plan.kind === 'ended') {
      it = withEnd(withSettled(it, runSteps(endConvergence(it, plan.reason))), plan.reason);
      return { ours, rounds: it.round, words: it.words };
    }
    const asks = plan.asks.map(
      ({ seat, findings: asked }, n): SeatQuestion => ({
        round: plan.round,
        seat,
        dispatch: `r-abcdef.d${100 * plan.round + n}`,
        findings: asked,
        outcome: 'pending',
      }),
    );
    it = withRound(it, plan.round, asks);
    for (const ask of asks) ours += Buffer.byteLength(prompt(it, raised, ask));
    const answers = asks.map(
      (ask): Answer => ({
        seat: ask.seat,
        dispatch: ask.dispatch,
        verdicts: ask.findings.map((id) => ({ ...word(id, random.next()), checks: [] })),
      }),
    );
    const closed = runSteps(closeRound(it, raised, answers));
    it = withSettled(withClosed(it, closed.asks, closed.words), closed.settled);
  }
}

/** Verdicts like those of reviewers: most agree, some do not, a few cannot tell. */
function word(finding: string, chance: number): Verdict {
  const verdict: VerdictWord = chance < 0.72 ? 'AGREE' : chance < 0.9 ? 'DISAGREE' : chance < 0.95 ? 'SUPPLEMENT' : 'ABSTAIN';
  return {
    finding,
    verdict,
    basis:
      'I followed the callers and looked at what they hand over; what is claimed there is as I say, in each of the places that it names.',
  };
}

function prompt(convergence: Convergence, raised: readonly RaisedFinding[], ask: SeatQuestion): string {
  const { findings, material, leaveOut } = runSteps(questionsFor(convergence, raised, ask.seat, ask.findings, 'model'));
  return inFrame(withoutSections(SKILL, leaveOut), { skill: 'verdicts', findings }, material);
}

/** All results delivered so far, and the full instructions of the skill. */
function plainPrompt(raised: readonly RaisedFinding[], words: readonly FindingVerdict[], rounds: number): string {
  const results = [...Map.groupBy(raised, (it) => it.seat)].map(([seat, some]) => ({
    title: `Result of ${seat}`,
    text: JSON.stringify({ role: 'analyser', status: 'done', summary: '', findings: some.map((it) => it.finding) }, null, 1),
  }));
  const verdicts = [
    ...Map.groupBy(
      words.filter(({ round }) => round <= rounds),
      (it) => `${it.seat}, round ${it.round}`,
    ),
  ].map(([who, some]) => ({
    title: `Result of ${who}`,
    text: JSON.stringify(
      { role: 'analyser', status: 'done', summary: '', verdicts: some.map(({ finding, verdict, basis }) => ({ finding, verdict, basis })) },
      null,
      1,
    ),
  }));
  return inFrame(SKILL, { skill: 'verdicts' }, [...results, ...verdicts]);
}

function inFrame(skill: string, inputs: object, material: readonly { title: string; text: string }[]): string {
  const envelope = envelopeText({
    dispatch: 'r-abcdef.d17',
    projectRoot: '/home/mira/.muster/runs/r-abcdef/workplaces/claude',
    resultPath: '/home/mira/.muster/runs/r-abcdef/results/d17/result.json',
    heartbeatPath: '/home/mira/.muster/runs/r-abcdef/results/d17/beat.md',
    errorsPath: '/home/mira/.muster/runs/r-abcdef/results/d17/errors.jsonl',
    role: 'analyser',
    model: 'inherit',
    deadline: 900_000,
    nonce: '494762452200038bb6c1766c',
  });
  const body = bodyText({
    skill,
    instructions: '',
    brief: 'Review everything: what is wrong, and worth a maintainer’s time?',
    objective: undefined,
    directive: undefined,
    scope: [],
    language: 'en',
    inputs: { role: 'analyser', base: BASE, scope: [], ...inputs },
    material,
    output: outputFor('convergence'),
  });
  return `${envelope}\n${body}`;
}

function sum(all: readonly number[]): number {
  return all.reduce((so, it) => so + it, 0);
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
