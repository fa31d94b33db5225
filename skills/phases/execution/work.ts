// What an executor is asked: one stage, what its dependencies left it, what it may change and what will judge it. Data for
// programs, text for models.

import { withheld } from '../../../agents/tool-profile.ts';
import type { Stage } from '../../../contracts/plan/plan.ts';
import { Proposal } from '../../../contracts/plan/proposal.ts';
import type { Result } from '../../../contracts/work/result.ts';
import type { ResultError } from '../../../validators/result/describe-errors.ts';
import { RESULT_HEAD } from '../../prompts/result-head.ts';
import { validatorText } from '../plan/voting/items.ts';
import type { WorkKind } from '../work-kind.ts';
import { carryOf } from './carry.ts';
import { commandsOf } from './commands.ts';
import { isDone } from './life/stage-state.ts';
import { executedIn } from './memory.ts';
import { dependenciesOf } from './ready.ts';

export const execution: WorkKind = {
  folder: 'phases/execution',
  needs: () => [],
  ask(run, _contributions, dispatch, reader) {
    const own = executedIn(run, dispatch.phase);
    const it = own.stages.find((one) => one.dispatch === dispatch.id);
    if (!it || !own.planned) return { inputs: { skill: 'execution' }, material: [] };
    const { stage, base, attempt } = it;
    const commands = commandsOf(stage, own.planned.commands);
    const dependencies = dependenciesOf(own, it)
      .filter(isDone)
      .map((one) => carryOf(own, one));
    const reasons = dispatch.carries.map(({ from, title, text }) => ({ from, title, text }));
    const at = base && { gitDir: own.planned.gitDir, commit: base.commit };
    const held = it.holder && { holder: it.holder };
    const inputs = {
      skill: 'execution',
      stage: stage.id,
      attempt,
      base: at,
      files: stage.files,
      tools: stage.toolProfile,
      commands,
      ...held,
    };
    if (reader === 'program') return { inputs: { ...inputs, plan: own.planned.goal, whole: stage, dependencies, reasons }, material: [] };
    return {
      inputs,
      material: [
        { title: 'What the plan is for', text: own.planned.goal },
        { title: 'The stage', text: stageText(stage, commands) },
        ...dependencies.map((carry) => ({ title: `What ${carry.stage} left`, text: JSON.stringify(carry, null, 1) })),
      ],
    };
  },
  tools: (run, dispatch) => executedIn(run, dispatch.phase).stages.find((one) => one.dispatch === dispatch.id)?.stage.toolProfile,
  stage(run, { id, phase }) {
    const own = executedIn(run, phase);
    const it = own.stages.find((one) => one.dispatch === id);
    if (!it?.base || it.holder || !own.planned) return undefined;
    const setup = run.created.config.workplace.setup.length > 0;
    return { phase, stage: it.stage.id, from: it.base, include: own.planned.include, setup };
  },
  expects: () => ({}),
  missing(result: Result): ResultError[] {
    if (result.proposal !== undefined || result.status === 'blocked') return [];
    return [{ path: 'proposal', message: 'is missing: you were asked to carry out a stage, so say what you changed' }];
  },
  accept({ dispatch, phase }, { proposal, status }) {
    return proposal && status === 'done' ? [{ type: 'stage.proposed', payload: { phase, dispatch, proposal } }] : [];
  },
  output: {
    schema: RESULT_HEAD.extend({ proposal: Proposal }),
    example: {
      role: 'executor',
      status: 'done',
      summary: 'A failed upload stays in the queue; the new test failed before and passes now.',
      proposal: {
        title: 'Keep a job whose upload failed',
        summary: 'markDone() is called after the upload has resolved, in one place. The test rejects an upload and looks at the queue.',
        amend: [],
        follows: ['src/upload.ts marks a job done in one place only.'],
      },
    },
  },
};

/** Said even if the program can be kept from using them, so that it does not try. */
const withheldText = (tools: readonly string[]): string =>
  tools.length === 0 ? 'It leaves nothing out.' : `Do not use ${tools.join(' or ')}: the plan gives this stage none.`;

function stageText(stage: Stage, commands: Record<string, string[]>): string {
  const { id, title, goal, steps, files, tests, acceptance, exitContract, validators, toolProfile, tddExemption } = stage;
  return [
    `${id}: ${title}`,
    `Goal: ${goal}`,
    ['Steps:', ...steps.map(({ action, detail }, at) => `${at + 1}. ${action} — ${detail}`)].join('\n'),
    `Files that you may change: ${files.join(', ')}`,
    ...(tests ? [`Its test files: ${tests.join(', ')}`] : []),
    `Done when: ${acceptance}`,
    ['Judged by:', ...validators.map((it) => `- ${validatorText(it, { commands })}`)].join('\n'),
    ...(tddExemption ? [`No test is asked for: ${tddExemption}`] : []),
    `What later stages rely on: ${exitContract}`,
    `Its tool profile: ${toolProfile.join(', ') || 'none'}. ${withheldText(withheld(toolProfile))}`,
  ].join('\n\n');
}
