// The built-in planner: makes a plan from confirmed findings, by rule. It says where, in which order and with what proof; how each
// is fixed is left to the executor. Without findings it asks instead of inventing one.

import type { Plan } from '../../../contracts/plan/plan.ts';
import { overlaps } from '../../../validators/plan/overlap.ts';
import { graphOf } from '../../../validators/plan/stage-graph.ts';
import { counted, listed, opening, stopped } from '../report-writer/wording.ts';
import type { Repository } from '../rule.ts';
import { clusters, type Mending, mendingOf } from './clusters.ts';
import { type Commands, commandsOf } from './commands.ts';
import type { ConfirmedFinding } from './confirmed-finding.ts';
import { optionsOf } from './options.ts';
import { changeOf, type Planned, stagesOf } from './stages.ts';

export type Carried = { from: string; title: string; text: string };
export type PlanningInputs = { requirements: readonly string[]; findings: readonly ConfirmedFinding[]; carries: readonly Carried[] };
export type Planning =
  | { status: 'done'; summary: string; plan: Plan; notes?: string }
  | { status: 'blocked'; summary: string; question: string };

/** Each takes a line of what the plan covers, which is limited. */
const MOST_FINDINGS = 500;

export async function planFrom(repo: Repository, { requirements, findings, carries }: PlanningInputs): Promise<Planning> {
  const unknown = requirements.filter((it) => !findings.some(({ id }) => id === it));
  if (findings.length === 0 || unknown.length > 0) return blocked(unknown);
  if (findings.length > MOST_FINDINGS) return tooMany(findings.length);
  const commands = await commandsOf(repo);
  const mendings = await Promise.all(findings.map((it) => mendingOf(repo, it, commands.test !== undefined)));
  const planned = apart(repo, clusters(mendings), commands);
  const asked = carries.filter((it) => it.from === 'person' && it.text.trim() !== '');
  const plan: Plan = {
    goal: `The ${counted(findings.length, 'confirmed finding')} (${listed(
      findings.map(({ id }) => id),
      12,
    )}) ${findings.length === 1 ? 'is' : 'are'} fixed, and nothing else is changed.`,
    acceptance: acceptanceOf(planned, commands, asked),
    ...optionsOf(findings, planned),
    commands: Object.fromEntries(Object.entries(commands).filter(([name]) => isUsed(planned, name))),
    stages: planned.map(({ stage }) => stage),
    rollback: rollbackOf(planned),
    checklist: checklistOf(findings, carries),
    requirementCoverage: findings.map(({ id }) => ({
      requirement: id,
      stages: planned.filter(({ mendings: own }) => own.some(({ held }) => held.id === id)).map(({ stage }) => stage.id),
    })),
  };
  return {
    status: 'done',
    summary: `${counted(planned.length, 'stage')} for ${counted(findings.length, 'finding')}, ${proofOf(commands)}.`.replace(/^./, (it) =>
      it.toUpperCase(),
    ),
    plan,
    ...(carries.length === 0
      ? {}
      : { notes: 'The objections to the last draft are left to a person: a program with fixed rules cannot weigh them.' }),
  };
}

/** Names that read as globs may overlap where their files do not; then the stages run one after the other. */
function apart(repo: Repository, groups: readonly Mending[][], commands: Commands): Planned[] {
  const planned = stagesOf(repo, groups, commands);
  const stages = planned.map(({ stage }) => stage);
  const meeting = overlaps(
    stages.map(({ files }) => files),
    graphOf(stages).together,
  );
  return meeting.length === 0 ? planned : stagesOf(repo, [groups.flat()], commands);
}

function blocked(unknown: readonly string[]): Planning {
  const why =
    unknown.length === 0 ? 'there is no confirmed finding to plan from' : `its input does not say what ${listed(unknown)} asks for`;
  return {
    status: 'blocked',
    summary: `No plan: ${why}.`,
    question: `This planner is a program with fixed rules. It plans fixes for confirmed findings, but ${why}. Should the run continue without a plan, or be started again with a model as planner?`,
  };
}

const tooMany = (n: number): Planning => ({
  status: 'blocked',
  summary: `No plan: ${n} findings are more than one plan can cover.`,
  question: `${n} findings are confirmed, but one plan covers at most ${MOST_FINDINGS}. Which part of the project should be planned first? Start the run again with that part as its \`scope\`.`,
});

const isUsed = (planned: readonly Planned[], name: string): boolean =>
  planned.some(({ stage }) => stage.validators.some((it) => 'command' in it && it.command === name));

function acceptanceOf(planned: readonly Planned[], commands: Commands, asked: readonly Carried[]): Plan['acceptance'] {
  const globs = [...new Set(planned.flatMap(({ stage }) => stage.validators.flatMap((it) => ('globs' in it ? it.globs : []))))];
  const stages = planned.map(({ stage }) => stage.title);
  return [
    ...(commands.test && isUsed(planned, 'test')
      ? [
          {
            description: 'All tests of the project pass, including the new ones.',
            validator: { kind: 'test-pass' as const, command: 'test' },
          },
        ]
      : [
          {
            description: 'The files of the findings are changed.',
            validator: changeOf(globs, stages),
          },
        ]),
    ...asked.slice(0, 20).map(({ text }) => ({
      description: `The person’s request is met: ${stopped(opening(text, 400))}`,
      validator: { kind: 'approval' as const, asks: `Is this met? ${opening(text, 1000)}` },
    })),
  ];
}

function rollbackOf(planned: readonly Planned[]): string {
  const chained = planned.filter(({ stage }) => stage.dependsOn.length > 0).length;
  return [
    'Every stage changes only files in git: `git revert` of its commits undoes it.',
    chained === 0
      ? 'The stages share no files, so each can be undone alone.'
      : 'Where one stage depends on another, undo the later one first; all others can be undone alone.',
    'Effects outside the repository, such as a replaced secret, are not undone by that.',
  ].join(' ');
}

function checklistOf(findings: readonly ConfirmedFinding[], carries: readonly Carried[]): string[] {
  return [
    ...findings.slice(0, 400).map(({ id, title }) => `${id} is fixed: ${opening(title, 200)}`),
    ...carries
      .slice(0, 60)
      .map(({ from, title, text }) => `${from === 'person' ? 'Asked for' : 'Objected'}: ${opening(title, 120)}: ${opening(text, 400)}`),
    'Nothing was changed beyond the findings.',
  ];
}

const proofOf = ({ test }: Commands): string =>
  test === undefined
    ? 'proved by what changed, because the project names no command that tests it'
    : `proved by \`${test.join(' ')}\` where code is changed`;
