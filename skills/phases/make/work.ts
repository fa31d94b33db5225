// What a writer is asked for: the text of an artifact, as the compiled prompt describes it.

import { Written } from '../../../contracts/make/artifact.ts';
import { RESULT_HEAD } from '../../prompts/result-head.ts';
import { mustHave } from '../../run/must-have.ts';
import type { DispatchState, RunState } from '../../run/state.ts';
import type { WorkKind } from '../work-kind.ts';
import { type MakeState, type Making, NOTHING } from './memory.ts';

export const writing: WorkKind = {
  folder: 'phases/make',
  needs: () => ['compiled'],
  ask(run, _, dispatch) {
    const it = mustHave(makingOf(run, dispatch), `${dispatch.id} writes for no prompt`);
    const { name, kind } = mustHave(it.source, `${it.id} was not read`).front.produces;
    const draft = it.drafts.at(-1);
    return {
      inputs: {
        skill: 'writing',
        artifact: { name: name ?? it.call.prompt, kind },
        compiled: it.compiled?.pieces,
        ...(draft ? { before: draft.digest, faults: draft.checks.filter((one) => !one.held) } : {}),
      },
      material: [],
    };
  },
  missing: ({ artifact, status }) =>
    artifact !== undefined || status === 'blocked' ? [] : [{ path: 'artifact', message: 'is missing: you were asked for `artifact.text`' }],
  expects: () => ({}),
  accept: () => [],
  output: {
    schema: RESULT_HEAD.extend({ artifact: Written }),
    example: {
      role: 'writer',
      status: 'done',
      summary: 'Three entries, in the order of their dates.',
      artifact: { text: '# Changes\n\n- The upload is tried again after a lost connection.\n' },
    },
  },
};

/** The prompt run for which a dispatch writes. */
function makingOf({ memory }: RunState, dispatch: DispatchState): Making | undefined {
  const own = (memory[dispatch.phase]?.own as MakeState | undefined) ?? NOTHING;
  return own.makings.find((it) => it.asked.some((one) => one.dispatch === dispatch.id));
}
