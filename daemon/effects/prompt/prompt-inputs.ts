// What a dispatch is given to work on, by its skill: the tree, the findings it must judge, or the
// facts it must narrate. Only what this worker needs.

import type { CriticMode } from '../../../contracts/findings/gap.ts';
import { writeDurably } from '../../../runtime/files.ts';
import { questionsFor } from '../../../skills/phases/convergence/rounds/questions.ts';
import { gapText, type Looked, lookedText, raisedText } from '../../../skills/phases/critic/material.ts';
import { criticWords } from '../../../skills/phases/critic/words.ts';
import { mapText } from '../../../skills/prompts/map-text.ts';
import { mustHave } from '../../../skills/run/must-have.ts';
import { analysesOf } from '../../../skills/run/outcomes.ts';
import { type DispatchState, type RunState, seatOf } from '../../../skills/run/state.ts';
import { viewRun } from '../../lead/run/view-run.ts';
import { composeFacts } from '../compose-report.ts';
import type { EffectContext } from '../effect-context.ts';
import { approvedPlan, phasePlannerInputs, plannerInputs, voterInputs } from './plan-inputs.ts';
import { relatedRuns } from './related-runs.ts';

export type PromptInputs = {
  inputs: unknown;
  material: { title: string; text: string }[];
  /** Of the skill's words, the ones that this work needs. */
  words(skill: string): string;
};

const all = (skill: string): string => skill;

export async function promptInputs(state: RunState, dispatch: DispatchState, context: EffectContext): Promise<PromptInputs> {
  const { base } = state;
  const where = base && { gitDir: base.gitDir, commit: base.commit, ...(base.kind === 'git' && base.from ? { from: base.from } : {}) };
  const common = { role: dispatch.role, base: where, scope: state.created.task.scope };
  switch (dispatch.skill) {
    case 'convergence': {
      const convergence = mustHave(state.convergence, `${dispatch.id} asks about findings before there are any`);
      const { findings, material, words } = questionsFor(
        convergence,
        state.raised,
        dispatch.seat,
        dispatch.findings,
        readerOf(state, dispatch),
      );
      return { inputs: { ...common, skill: 'verdicts', findings }, material, words };
    }
    case 'critic': {
      const looked = lookedAt(state);
      const mode = criticMode(state, dispatch);
      return {
        inputs: { ...common, skill: 'critique', mode, looked },
        material: [
          ...(await hints(state, dispatch, context)),
          ...(mode === 'acceptance' ? await approvedPlan(state, context) : []),
          { title: 'Who looked', text: lookedText(looked) },
          { title: 'What was raised', text: raisedText(state.convergence?.findings ?? []) },
        ],
        words: (skill) => criticWords(skill, mode),
      };
    }
    case 'gap-verification': {
      const gaps = state.gaps.filter((it) => it.id !== undefined && dispatch.findings.includes(it.id));
      const reader = readerOf(state, dispatch);
      return {
        inputs: {
          ...common,
          skill: 'verdicts',
          findings: gaps.map(({ id, gap: { title, category, claim, evidence = [] } }) =>
            reader === 'program' ? { id, title, category, severity: 'info', claim, evidence } : { id, title },
          ),
        },
        material: [
          ...gaps.map((it) => ({ title: it.id ?? '', text: gapText(it) })),
          { title: 'What was raised', text: raisedText(state.convergence?.findings ?? []) },
        ],
        words: all,
      };
    }
    case 'planning': {
      const { inputs, material } = plannerInputs(state, dispatch, readerOf(state, dispatch));
      return { inputs: { ...common, ...inputs }, material: [...(await hints(state, dispatch, context)), ...material], words: all };
    }
    case 'plan-verification': {
      const { inputs, material } = voterInputs(state, dispatch, readerOf(state, dispatch));
      return { inputs: { ...common, ...inputs }, material, words: all };
    }
    case 'phase-planning': {
      const { inputs, material } = phasePlannerInputs(state);
      return { inputs: { ...common, ...inputs }, material: [...(await hints(state, dispatch, context)), ...material], words: all };
    }
    case 'report-writer': {
      const { facts } = context.home.run(state.id);
      await writeDurably(facts, JSON.stringify(await composeFacts(viewRun(state), context)));
      return { inputs: { ...common, skill: 'report', report: facts }, material: [], words: all };
    }
    default: {
      const plan = dispatch.skill === 'final-verification' ? await approvedPlan(state, context) : [];
      return { inputs: { ...common, skill: 'analysis' }, material: [...(await hints(state, dispatch, context)), ...plan], words: all };
    }
  }
}

/** A built-in reads data, and so may a command that a person has defined; a model reads the text and is not sent everything twice. */
function readerOf(state: RunState, dispatch: DispatchState): 'model' | 'program' {
  const provider = seatOf(state, dispatch.seat)?.provider;
  return provider === 'builtin' || provider === 'command' ? 'program' : 'model';
}

/** Where the change is, and where to look first. */
async function hints(state: RunState, dispatch: DispatchState, context: EffectContext): Promise<PromptInputs['material']> {
  const { base } = state;
  const material: PromptInputs['material'] = [];
  if (base?.kind === 'git' && base.from) {
    material.push({ title: 'The change', text: `The change under review runs from ${base.from} to ${base.commit} (${base.label}).` });
  }
  // The built-in analysers have no use for a hint; they read everything.
  if (seatOf(state, dispatch.seat)?.voice !== 'model') return material;
  const map = await context.mapOf({ id: state.id, base, scope: state.created.task.scope });
  if (map) material.push({ title: 'A map of the repository', text: mapText(map) });
  return [...material, ...(await relatedRuns(state, context))];
}

/** Everybody who was asked to look, and what came of it. */
function lookedAt(state: RunState): Looked[] {
  return state.seats
    .filter((it) => it.role === 'analyser')
    .map(({ name, agent, voice }) => {
      const asked = analysesOf(state, name);
      const dispatch = asked.findLast((it) => it.accepted) ?? asked.at(-1);
      const accepted = dispatch?.accepted ?? null;
      return {
        seat: name,
        agent,
        kind: voice,
        completed: accepted !== null,
        why: accepted ? '' : (dispatch?.ended?.reason ?? 'it was not started'),
        coverage: accepted?.coverage ?? '',
      };
    });
}

function criticMode(state: RunState, dispatch: DispatchState): CriticMode {
  const phase = state.phases.find((it) => it.template.key === dispatch.phase)?.template;
  return phase?.kind === 'critic' ? phase.mode : 'coverage';
}
