// A plan as Markdown under fixed headings. The planner's text is embedded so that it cannot change the page around it.

import type { Plan, Stage } from '../../../../contracts/plan/plan.ts';
import type { PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { PART_HEADINGS, PLAN_TOKENS } from '../../../../validators/plan/plan-headings.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import type { PlanName } from '../../../report-writer/language/plan-names.ts';
import { planHeading, sayIn } from '../../../report-writer/language/say.ts';
import { code, codeCell, line, table, title, titleCell, worded } from '../../../report-writer/markdown/escape.ts';
import { validatorText } from '../voting/items.ts';
import { standing } from './standing.ts';
import { verificationMarkdown } from './verification-markdown.ts';

/** The plan of a run with its status; empty if there is none. */
export function plansMarkdown(run: RunView, say: Say): string {
  const { plan: it, task } = run;
  return it === null ? '' : planMarkdown(it.plan, it.verification, task.language, standing(it, run, say));
}

/** `stands` are the program's sentences about the status of the plan; they come first. */
export function planMarkdown(plan: Plan, verification: PlanVerification | null, language: string, stands: readonly string[] = []): string {
  const say = sayIn(language);
  const heading = (level: number, name: PlanName): string => `${'#'.repeat(level)} ${planHeading(name, language)}`;
  const part = (name: PlanName, ...body: string[]): string[] => [heading(3, name), ...body];
  return [
    heading(2, PART_HEADINGS.deliverables),
    ...(stands.length > 0 ? [`**${line(stands.join(' '))}**`] : []),
    `**${say('Goal')}:** ${title(plan.goal)}`,
    ...part('Option Candidates', options(plan, say)),
    ...part('Trade-off', tradeOff(plan, say)),
    ...part('Recommended Option', `**${title(plan.recommended)}**`),
    ...part('Requirement Coverage', coverage(plan, say)),
    ...part('Validation Checklist', ...checklist(plan, say)),
    ...part('Rollback', worded(plan.rollback.trim() === '' ? say('nothing') : plan.rollback, '> ')),
    heading(2, PART_HEADINGS.stageMap),
    stageMap(plan, say),
    ...plan.stages.flatMap((stage, at) => stageSection(plan, stage, at + 1, language, say)),
    ...(verification === null ? [] : verificationMarkdown(verification, language, say)),
  ].join('\n\n');
}

const options = ({ options: all, recommended }: Plan, say: Say): string =>
  all
    .map(({ title: name, notes }) => {
      const mark = name.trim() === recommended.trim() ? ` (${say('recommended')})` : '';
      return `- **${title(name)}**${mark}${notes === undefined ? '' : `: ${title(notes)}`}`;
    })
    .join('\n');

function tradeOff({ options: all }: Plan, say: Say): string {
  const side = (reasons: readonly string[]): string => reasons.map(titleCell).join('; ') || say('none named');
  return table(
    [say('Option'), say('For it'), say('Against it')],
    all.map((it) => [titleCell(it.title), side(it.pros), side(it.cons)]),
  );
}

function coverage({ requirementCoverage }: Plan, say: Say): string {
  return table(
    [say('Requirement'), say('Covered by')],
    requirementCoverage.map(({ requirement, stages }) => [titleCell(requirement), stages.map(codeCell).join(', ') || say('no stage')]),
  );
}

function checklist(plan: Plan, say: Say): string[] {
  const { checklist: points, acceptance, commands } = plan;
  const named = Object.entries(commands);
  return [
    points.map((it) => `- [ ] ${title(it)}`).join('\n') || say('nothing'),
    ...(acceptance.length === 0
      ? []
      : [
          `${say('The plan is done when')}:`,
          acceptance.map((it) => `- ${title(it.description)} (${code(validatorText(it.validator, plan))})`).join('\n'),
        ]),
    ...(named.length === 0
      ? []
      : [`${say('Commands that it can run')}:`, named.map(([name, argv]) => `- ${code(name)}: ${code(JSON.stringify(argv))}`).join('\n')]),
  ];
}

function stageMap({ stages }: Plan, say: Say): string {
  return table(
    ['#', say('Stage'), '', say('Waits for'), say('Files')],
    stages.map(({ id, title: name, dependsOn, files }, at) => [
      String(at + 1),
      codeCell(id),
      titleCell(name),
      dependsOn.map(codeCell).join(', ') || '–',
      files.map(codeCell).join(', '),
    ]),
  );
}

function stageSection(plan: Plan, stage: Stage, n: number, language: string, say: Say): string[] {
  const sub = (name: PlanName): string => `### ${planHeading(name, language)}`;
  const { dependsOn, tddExemption, steps, validators, toolProfile } = stage;
  return [
    `## 5.5.${n} Stage ${n}: ${title(stage.title).trim() || code(stage.id)}`,
    `${code(stage.id)} · ${say('Owner')}: ${line(stage.owner)} · ${say('Tools')}: ${line(toolProfile.join(', ')) || say('nothing')}`,
    worded(stage.goal, '> '),
    `${PLAN_TOKENS.sliceValue} ${title(stage.sliceValue)}`,
    `${say('Files')}: ${stage.files.map(code).join(', ')}`,
    sub('Stage Steps'),
    ...(tddExemption === undefined ? [] : [`${PLAN_TOKENS.exemption} ${title(tddExemption)}`]),
    steps.map(({ action, detail }, at) => `${at + 1}. ${title(action)}${detail.trim() === '' ? '' : ` — ${title(detail)}`}`).join('\n'),
    sub('Dependency'),
    dependsOn.length === 0
      ? say('It can start at once.')
      : say('It starts when {stages} is done.', { stages: dependsOn.map(code).join(', ') }),
    sub('Stage Validation'),
    `${PLAN_TOKENS.acceptance} ${title(stage.acceptance)}`,
    `${say('Proved by')}:`,
    validators.map((it) => `- ${code(validatorText(it, plan))}`).join('\n') || say('nothing'),
    sub('Stage Exit Contract'),
    worded(stage.exitContract.trim() === '' ? say('nothing') : stage.exitContract, '> '),
  ];
}
