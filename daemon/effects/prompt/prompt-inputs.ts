// Inputs of a prompt that are not in the run's state: where to look first, the approved plan of
// another run, the facts of the report in a file, and the compiled prompt for a writer.

import { type Filled, forModel } from '../../../skills/make/compile.ts';
import { approvedText } from '../../../skills/phases/plan/text.ts';
import { contributionsTo } from '../../../skills/phases/turns.ts';
import type { Material } from '../../../skills/phases/work-kind.ts';
import { mapText } from '../../../skills/prompts/map-text.ts';
import type { PromptOrder } from '../../../skills/run/effect.ts';
import { composeFacts } from '../compose-report.ts';
import type { EffectContext } from '../effect-context.ts';
import { relatedRuns } from './related-runs.ts';

export type LookedUpInputs = {
  inputs: Record<string, unknown>;
  material: Material[];
  fromPerson: Material[];
  /** Material that belongs to this run alone or depends on the time; it is left out when prompts are compared. */
  ofThisRun: Material[];
};

/** Only the material that is compared, without the work of making the rest. */
export async function comparedMaterial(order: PromptOrder, context: EffectContext): Promise<Material[]> {
  const related = order.needs.includes('hints') && order.seat.voice === 'model' ? await relatedRuns(order.task.related, context) : [];
  return order.needs.includes('approved-plan') ? [...related, ...(await approvedPlan(order.task.plan, context))] : related;
}

export async function lookUpInputs(run: string, order: PromptOrder, context: EffectContext): Promise<LookedUpInputs> {
  const told: LookedUpInputs = { inputs: {}, material: await comparedMaterial(order, context), ofThisRun: [], fromPerson: [] };
  for (const need of order.needs) {
    switch (need) {
      case 'hints':
        told.ofThisRun.push(...(await hints(run, order, context)));
        break;
      case 'approved-plan':
        break;
      case 'facts':
        if (order.view) told.inputs.report = await writtenFacts(run, order.view, context);
        break;
      case 'compiled':
        await compiled(order, told, context);
    }
  }
  return told;
}

/** How long a prompt waits for the map, in milliseconds since its making began, and at least. */
const PROMPT_WAITS = 200;
const AT_LEAST = 50;
const NO_MAP = 'There is none yet: the repository is large, and this prompt did not wait for its map. Look around yourself.';

/** Where the change is, and where to look first. */
async function hints(run: string, { base, moved, seat, task }: PromptOrder, context: EffectContext): Promise<Material[]> {
  const material: Material[] = [];
  if (base?.kind === 'git' && base.from) {
    const where = `The change under review runs from ${base.from} to ${base.commit} (${base.label}).`;
    // Without this, a defect that the change causes elsewhere would be shown only there, and be taken for an older one.
    const show = 'Evidence for what it breaks elsewhere also shows a line that it changed or, with side "from", what it removed.';
    material.push({ title: 'The change', text: seat.voice === 'model' ? `${where} ${show}` : where });
  }
  // The built-in analysers read everything, so hints are of no use to them.
  if (seat.voice !== 'model') return material;
  const map = await context.maps.within(PROMPT_WAITS, { id: run, base, moved, scope: task.scope }, AT_LEAST);
  if (map) material.push({ title: 'A map of the repository', text: map === 'late' ? NO_MAP : mapText(map) });
  return material;
}

/** The plan that a person approved in another run, for workers that judge what was made of it. */
export async function approvedPlan(from: string | undefined, { folded }: Pick<EffectContext, 'folded'>): Promise<Material[]> {
  if (from === undefined) return [];
  const { plan } = contributionsTo(await folded(from));
  if (!plan?.approved) return [{ title: 'The plan', text: `The run ${from}, named by the task, has no approved plan.` }];
  return approvedText(plan.plan);
}

/** A program gets the parts. A model gets the text, and what others wrote separately, as data. */
async function compiled({ inputs, seat }: PromptOrder, told: LookedUpInputs, { objects }: EffectContext): Promise<void> {
  const text = async (digest: unknown): Promise<string> => (await objects.get(String(digest))).toString('utf8');
  const parts = JSON.parse(await text(inputs.compiled)) as Filled[];
  if (inputs.before !== undefined) told.material.push({ title: 'What was written before', text: await text(inputs.before), whole: true });
  if (seat.voice === 'rules') {
    told.inputs.parts = parts.map(({ kind, text: part }) => ({ kind, text: part }));
    return;
  }
  const { words, inputs: blocks } = forModel(parts);
  told.fromPerson.push({ title: 'The prompt', text: words, whole: true });
  told.material.push(...blocks.map((it) => ({ ...it, whole: true as const })));
}

async function writtenFacts(run: string, view: NonNullable<PromptOrder['view']>, context: EffectContext): Promise<string> {
  const { facts } = context.home.run(run);
  await context.files.writeDurably(facts, JSON.stringify(await composeFacts(view, context)));
  return facts;
}
