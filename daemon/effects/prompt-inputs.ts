// What a dispatch is given to work on, by its skill: the tree, the findings it must judge, or the
// facts it must narrate. Only what this worker needs.

import { writeDurably } from '../../runtime/files.ts';
import { type AskedFinding, askedAbout } from '../../skills/convergence/ask.ts';
import { findingText } from '../../skills/convergence/finding-text.ts';
import { verdictWords } from '../../skills/convergence/skill-words.ts';
import { mapText } from '../../skills/prompts/map-text.ts';
import { type DispatchState, type RunState, seatOf } from '../lead/run-state.ts';
import { composeFacts } from './compose-report.ts';
import { mustHave } from './must-have.ts';
import { repositoryMap } from './repository-map.ts';
import type { Workshop } from './workshop.ts';

export type PromptInputs = {
  inputs: unknown;
  material: { title: string; text: string }[];
  /** Of the skill's words, the ones that this work needs. */
  words(skill: string): string;
};

const all = (skill: string): string => skill;

export async function promptInputs(state: RunState, dispatch: DispatchState, shop: Workshop): Promise<PromptInputs> {
  const { base } = state;
  const where = base && { gitDir: base.gitDir, commit: base.commit, ...(base.kind === 'git' && base.from ? { from: base.from } : {}) };
  const common = { role: dispatch.role, base: where, scope: state.created.task.scope };
  switch (dispatch.skill) {
    case 'convergence': {
      const convergence = mustHave(state.convergence, `${dispatch.id} asks about findings before there are any`);
      const findings: AskedFinding[] = askedAbout(convergence, state.raised, dispatch.seat, dispatch.findings);
      return {
        inputs: {
          ...common,
          skill: 'verdicts',
          findings: findings.map(({ id, title, category, severity, claim, evidence }) => ({
            id,
            title,
            category,
            severity,
            claim,
            evidence,
          })),
        },
        material: findings.map((it) => ({ title: it.id, text: findingText(it) })),
        words: (skill) => verdictWords(skill, findings),
      };
    }
    case 'report-writer': {
      const { facts } = shop.home.run(state.id);
      await writeDurably(facts, JSON.stringify(await composeFacts(state, shop)));
      return { inputs: { ...common, skill: 'report', report: facts }, material: [], words: all };
    }
    default: {
      const material: PromptInputs['material'] = [];
      if (base?.kind === 'git' && base.from) {
        material.push({ title: 'The change', text: `The change under review runs from ${base.from} to ${base.commit} (${base.label}).` });
      }
      // The built-in analysers have no use for a hint; they read everything.
      const map = seatOf(state, dispatch.seat)?.voice === 'model' ? await repositoryMap(state, shop) : null;
      if (map) material.push({ title: 'A map of the repository', text: mapText(map) });
      return { inputs: { ...common, skill: 'analysis' }, material, words: all };
    }
  }
}
