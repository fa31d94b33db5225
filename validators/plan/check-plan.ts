// Whether a plan can be voted on and carried out: all rules for its form, each error with its place. Pure, and independent of the
// order in which the plan lists things.

import type { Plan } from '../../contracts/plan/plan.ts';
import { checkCommands } from './check-commands.ts';
import { checkStages } from './check-stages.ts';
import { checkTexts } from './check-texts.ts';
import { fault, type PlanFault, quoted, says } from './fault.ts';
import { overlaps } from './overlap.ts';
import { graphOf } from './stage-graph.ts';

/** At most this many errors of one rule are listed, with a note if there are more. */
const MOST_OF_A_RULE = 40;

/** `requirements`: what must be covered; `projectCommands`: the names of commands that the project itself defines, if known. */
export function checkPlan(plan: Plan, requirements: readonly string[], projectCommands: readonly string[] | 'unknown'): PlanFault[] {
  return fewOfEach([
    ...checkTexts(plan),
    ...checkOptions(plan),
    ...checkStages(plan),
    ...checkGraph(plan),
    ...checkCommands(plan, projectCommands),
    ...checkCoverage(plan, requirements),
  ]);
}

function checkOptions({ options, recommended }: Plan): PlanFault[] {
  const titles = new Set(options.map((it) => it.title.trim()).filter(says));
  return [
    ...fault(titles.size < 2, 'options', 'options', `has ${titles.size} with different titles; at least two are needed`),
    ...fault(
      !titles.has(recommended.trim()),
      'recommended',
      'recommended',
      `is ${quoted(recommended)}, which is not the title of an option`,
    ),
  ];
}

/** How stages relate: their dependencies, and that stages which run at the same time share no file. */
export function checkGraph({ stages }: Pick<Plan, 'stages'>): PlanFault[] {
  const places = new Map(stages.map(({ id }, at) => [id, at]));
  const faults: PlanFault[] = [];
  stages.forEach(({ dependsOn }, at) => {
    dependsOn.forEach((id, n) => {
      if (!places.has(id))
        faults.push({ rule: 'dependency-exists', at: `stages.${at}.dependsOn.${n}`, says: `names ${quoted(id)}, which is not a stage` });
    });
  });
  const graph = graphOf(stages);
  for (const circle of graph.circles) {
    const at = `stages.${places.get(circle[0] ?? '')}.dependsOn`;
    faults.push({ rule: 'acyclic', at, says: `is part of a circle: ${circle.concat(circle[0] ?? '').join(' needs ')}` });
  }
  const pairs = overlaps(
    stages.map(({ files }) => files),
    graph.together,
  );
  for (const { one, other, globs } of pairs) {
    const both = [
      { at: one, id: stages[one]?.id ?? '', glob: globs[0] },
      { at: other, id: stages[other]?.id ?? '', glob: globs[1] },
    ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const [a, b] = both;
    if (a === undefined || b === undefined) continue;
    const words = `overlap: ${a.id} and ${b.id} can run at the same time and can both change files of ${quoted(a.glob)} and ${quoted(b.glob)}; make one depend on the other, or separate their files`;
    faults.push({ rule: 'disjoint', at: `stages.${b.at}.files`, says: words });
  }
  return faults;
}

function checkCoverage({ stages, requirementCoverage }: Plan, requirements: readonly string[]): PlanFault[] {
  const ids = new Set(stages.map(({ id }) => id));
  const covered = new Set<string>();
  const faults: PlanFault[] = [];
  requirementCoverage.forEach(({ requirement, stages: by }, at) => {
    if (by.some((id) => ids.has(id))) covered.add(requirement.trim());
    by.forEach((id, n) => {
      if (!ids.has(id))
        faults.push({ rule: 'coverage', at: `requirementCoverage.${at}.stages.${n}`, says: `names ${quoted(id)}, which is not a stage` });
    });
  });
  for (const requirement of new Set(requirements.map((it) => it.trim()))) {
    if (!covered.has(requirement))
      faults.push({ rule: 'coverage', at: 'requirementCoverage', says: `has no stage for ${quoted(requirement)}` });
  }
  return faults;
}

function fewOfEach(faults: readonly PlanFault[]): PlanFault[] {
  return [...Map.groupBy(faults, ({ rule }) => rule)].flatMap(([rule, all]) => {
    const told = all.slice(0, MOST_OF_A_RULE);
    const rest = all.length - told.length;
    return rest === 0 ? told : [...told, { rule, at: 'stages', says: `and ${rest} more like this` }];
  });
}
