// Stages made of groups of findings: few steps each, tests first where there are any, and a proof by what the
// project itself can run.

import type { Stage, ValidatorSpec } from '../../../contracts/plan.ts';
import { cut, listed, opening, stopped } from '../report-writer/wording.ts';
import type { Repository } from '../rule.ts';
import { isCode, type Mending } from './clusters.ts';
import type { Commands } from './commands.ts';
import { globFor, placeOf } from './held.ts';

const MOST_STAGES = 200;
/** Two steps for each finding, and six in a stage. */
const FEW = 3;
const MANY = 40;
const MOST_FILES = 400;

export type Planned = { stage: Stage; mendings: readonly Mending[] };

export function stagesOf(repo: Repository, groups: readonly Mending[][], commands: Commands): Planned[] {
  const taken = new Set<string>();
  return fewEnough(groups).flatMap((group) => {
    let before: string | undefined;
    return group.map((mendings) => {
      const id = idFor(repo, mendings, taken);
      const stage = stageOf(repo, id, before, mendings, commands);
      before = id;
      return { stage, mendings };
    });
  });
}

/** Each group as a chain of slices; where that makes too many, larger slices, and groups one behind the other. */
function fewEnough(groups: readonly Mending[][]): Mending[][][] {
  for (let size = FEW, together = 1; ; size = MANY, together *= 2) {
    const joined = Array.from({ length: Math.ceil(groups.length / together) }, (_, at) =>
      groups.slice(at * together, (at + 1) * together).flat(),
    );
    const chains = joined.map((group) => slices(group, size));
    if (chains.reduce((sum, chain) => sum + chain.length, 0) <= MOST_STAGES || together > groups.length) return chains;
  }
}

function slices(group: readonly Mending[], size: number): Mending[][] {
  const made: Mending[][] = [];
  let files = new Set<string>();
  for (const mending of group) {
    const last = made.at(-1);
    const grown = new Set([...files, ...mending.files]);
    if (last === undefined || last.length >= size || grown.size > MOST_FILES) {
      made.push([mending]);
      files = new Set(mending.files);
    } else {
      last.push(mending);
      files = grown;
    }
  }
  return made;
}

function stageOf(repo: Repository, id: string, before: string | undefined, mendings: readonly Mending[], commands: Commands): Stage {
  const ids = mendings.map(({ held }) => held.id);
  const files = [...new Set(mendings.flatMap((it) => it.files))];
  const [first] = mendings;
  const exemption = exemptionOf(mendings, commands);
  const titles = mendings.map(({ held }) => `${held.id} (${cut(held.title, 120)})`);
  return {
    id,
    title: mendings.length === 1 && first ? cut(first.held.title, 200) : `${mendings.length} findings about ${placeName(repo, mendings)}`,
    goal: cut(`${listed(titles, 10)} ${mendings.length === 1 ? 'does' : 'do'} not hold any more.`, 2000),
    owner: 'executor',
    dependsOn: before === undefined ? [] : [before],
    files: [...new Set(files.map(globFor))],
    steps: stepsOf(repo, mendings, exemption !== undefined),
    ...(exemption === undefined ? {} : { tddExemption: exemption }),
    sliceValue: cut(
      first ? `Mended without waiting for the rest: ${stopped(opening(first.held.claim || first.held.title, 240))}` : '',
      600,
    ),
    acceptance: cut(`Whoever looks at the places of ${listed(ids, 40)} finds none of them any more, and nothing else is changed.`, 1000),
    validators: validatorsOf(repo, mendings, commands),
    exitContract: cut(
      `${listed(ids, 40)} ${ids.length === 1 ? 'is' : 'are'} mended; ${listed(files.slice(0, 10), 5)} may be built upon.`,
      1000,
    ),
    toolProfile: exemption === undefined ? ['edit', 'run-tests'] : ['edit'],
  };
}

/** Why no test comes first; nothing when one does. */
function exemptionOf(mendings: readonly Mending[], commands: Commands): string | undefined {
  if (!mendings.some(({ files }) => files.some(isCode))) return 'No program is changed, and no test of this project runs over these files.';
  if (commands.test === undefined) return 'The project names no command that runs tests.';
  if (mendings.every(({ tests }) => tests.length > 0)) return undefined;
  return mendings.some(({ tests }) => tests.length > 0)
    ? 'Some of these files are ones for which this project has no tests; where it has, a failing test comes first all the same.'
    : 'The project has no tests for files of this kind.';
}

function stepsOf(repo: Repository, mendings: readonly Mending[], exempt: boolean): Stage['steps'] {
  if (mendings.length > FEW) {
    const ids = listed(
      mendings.map(({ held }) => held.id),
      MANY,
    );
    const detail = cut(mendings.map(({ held }) => `${held.id}: ${whereOf(repo, held)}: ${cut(held.title, 120)}`).join('\n'), 8000);
    return exempt
      ? [{ action: `Mend ${ids}`, detail }]
      : [
          { action: `RED: a failing test for each of ${ids}`, detail },
          { action: `GREEN: mend ${ids}`, detail },
        ];
  }
  return mendings.flatMap(({ held, tests }) => {
    const where = whereOf(repo, held);
    const advice = stopped(opening(held.recommendation || held.claim || held.title, 600));
    if (exempt) return [{ action: `Mend ${held.id} at ${where}`, detail: advice }];
    const red = tests.includes(placeOf(repo, held)?.path ?? '')
      ? {
          action: `RED: show that ${held.id} hides a failure`,
          detail: `${where}: break what this test guards, run it, and see that it does not fail.`,
        }
      : {
          action: `RED: a test in ${listed(tests, 3)} that fails because of ${held.id}`,
          detail: `${where}: ${stopped(cut(held.title, 300))}`,
        };
    return [red, { action: `GREEN: mend ${held.id} at ${where}`, detail: advice }];
  });
}

function validatorsOf(repo: Repository, mendings: readonly Mending[], commands: Commands): ValidatorSpec[] {
  const code = mendings.some(({ files }) => files.some(isCode));
  const changed = mendings.map((it) => globFor(placeOf(repo, it.held)?.path ?? it.files[0] ?? ''));
  return [
    ...(code && commands.test ? [{ kind: 'test-pass' as const, command: 'test' }] : []),
    ...(code && commands.build ? [{ kind: 'build-pass' as const, command: 'build' }] : []),
    ...(code && commands.lint ? [{ kind: 'command-pass' as const, command: 'lint' }] : []),
    { kind: 'file-changed', globs: [...new Set(changed)].slice(0, 200) },
  ];
}

const whereOf = (repo: Repository, held: Mending['held']): string => {
  const place = placeOf(repo, held);
  if (place === undefined) return 'a place that this tree does not show';
  return place.line === undefined ? place.path : `${place.path}:${place.line}`;
};

function placeName(repo: Repository, mendings: readonly Mending[]): string {
  const paths = [...new Set(mendings.map((it) => placeOf(repo, it.held)?.path ?? it.files[0] ?? ''))];
  return listed(paths, 2);
}

function idFor(repo: Repository, mendings: readonly Mending[], taken: Set<string>): string {
  const [first] = mendings;
  const path = first ? (placeOf(repo, first.held)?.path ?? first.files[0] ?? '') : '';
  const name = path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const short = (name || 'stage').slice(-32).replace(/^-+/, '') || 'stage';
  let id = short;
  for (let n = 2; taken.has(id); n++) id = `${short}-${n}`;
  taken.add(id);
  return id;
}
