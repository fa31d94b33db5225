// Makes stages from groups of findings: few steps each, tests first if there are any, and a proof by what the project itself can
// run.

import { cut } from '../../../contracts/cut.ts';
import type { Stage, ValidatorSpec } from '../../../contracts/plan/plan.ts';
import { meansEverything } from '../../../validators/plan/targets.ts';
import { capital, counted, listed, opening, stopped } from '../report-writer/wording.ts';
import type { Repository } from '../rule.ts';
import { isCode, type Mending } from './clusters.ts';
import type { Commands } from './commands.ts';
import { globFor, placeOf } from './confirmed-finding.ts';

const MOST_STAGES = 200;
/** Two steps for each finding, six in a stage. */
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

/** Each group as a chain of slices; if that gives too many, larger slices, and groups one after the other. */
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
  const ids = idsOf(mendings);
  const files = [...new Set(mendings.flatMap((it) => it.files))];
  const [first] = mendings;
  const exemption = exemptionOf(mendings);
  const titles = mendings.map(({ held }) => `${held.id} (${cut(held.title, 120)})`);
  return {
    id,
    title:
      mendings.length === 1 && first
        ? cut(first.held.title, 200)
        : capital(`${counted(mendings.length, 'finding')} about ${placeName(repo, mendings)}`),
    goal: cut(`${listed(titles, 10)} ${mendings.length === 1 ? 'is' : 'are'} fixed.`, 2000),
    owner: 'executor',
    dependsOn: before === undefined ? [] : [before],
    files: [...new Set(files.map(globFor))],
    steps: stepsOf(repo, mendings),
    ...(exemption === undefined ? {} : { tddExemption: exemption }),
    sliceValue: cut(first ? `Fixed without waiting for the rest: ${stopped(opening(first.held.claim || first.held.title, 240))}` : '', 600),
    acceptance: cut(
      `${listed(ids, 40)} can no longer be found at ${ids.length === 1 ? 'its place' : 'their places'}, and nothing else is changed.`,
      1000,
    ),
    validators: validatorsOf(mendings, commands),
    exitContract: cut(
      `${listed(ids, 40)} ${ids.length === 1 ? 'is' : 'are'} fixed; later stages can build on ${listed(files.slice(0, 10), 5)}.`,
      1000,
    ),
    toolProfile: mendings.some(({ exempt }) => exempt === undefined) ? ['coding'] : ['edit'],
  };
}

/** Why no test comes first for some of them; undefined if one does for all. */
function exemptionOf(mendings: readonly Mending[]): string | undefined {
  const reasons = Map.groupBy(
    mendings.filter(({ exempt }) => exempt !== undefined),
    ({ exempt }) => exempt,
  );
  if (reasons.size === 0) return undefined;
  return [...reasons].map(([why, those]) => `${listed(idsOf(those), MANY)}: ${why}`).join(' ');
}

const idsOf = (mendings: readonly Mending[]): string[] => mendings.map(({ held }) => held.id);

function stepsOf(repo: Repository, mendings: readonly Mending[]): Stage['steps'] {
  if (mendings.length <= FEW) return mendings.flatMap((it) => (it.exempt === undefined ? testFirst(repo, it) : [mend('Fix', repo, it)]));
  const tested = mendings.filter(({ exempt }) => exempt === undefined);
  const told = (those: readonly Mending[]): string =>
    cut(those.map(({ held }) => `${held.id}: ${whereOf(repo, held)}: ${cut(held.title, 120)}`).join('\n'), 8000);
  const rest = mendings.filter(({ exempt }) => exempt !== undefined);
  return [
    ...(tested.length === 0
      ? []
      : [
          { action: `RED: a failing test for each of ${listed(idsOf(tested), MANY)}`, detail: told(tested) },
          { action: `GREEN: fix ${listed(idsOf(tested), MANY)}`, detail: told(tested) },
        ]),
    ...(rest.length === 0 ? [] : [{ action: `Fix ${listed(idsOf(rest), MANY)}`, detail: told(rest) }]),
  ];
}

function testFirst(repo: Repository, mending: Mending): Stage['steps'] {
  const { held, tests } = mending;
  const where = whereOf(repo, held);
  const red = tests.includes(placeOf(repo, held)?.path ?? '')
    ? {
        action: `RED: show that ${held.id} hides a failure`,
        detail: `${where}: break what this test guards, run it, and see that it does not fail.`,
      }
    : {
        action: `RED: a test in ${listed(tests, 3)} that fails because of ${held.id}`,
        detail: `${where}: ${stopped(cut(held.title, 300))}`,
      };
  return [red, mend('GREEN: fix', repo, mending)];
}

const mend = (verb: string, repo: Repository, { held }: Mending): Stage['steps'][number] => ({
  action: `${verb} ${held.id} at ${whereOf(repo, held)}`,
  detail: stopped(opening(held.recommendation || held.claim || held.title, 600)),
});

function validatorsOf(mendings: readonly Mending[], commands: Commands): ValidatorSpec[] {
  const code = mendings.some(({ files }) => files.some(isCode));
  // A test that is merely added fixes nothing.
  const changed = mendings.flatMap(({ held, files, tests }) =>
    files.filter((it) => !tests.includes(it) || held.evidence.some(({ path }) => path === it)),
  );
  return [
    ...(code && commands.test ? [{ kind: 'test-pass' as const, command: 'test' }] : []),
    ...(code && commands.build ? [{ kind: 'build-pass' as const, command: 'build' }] : []),
    ...(code && commands.lint ? [{ kind: 'command-pass' as const, command: 'lint' }] : []),
    changeOf(
      changed.map(globFor),
      mendings.map(({ held }) => held.title),
    ),
  ];
}

/** Proved by what changed. If only a glob that matches everything could name it, a person is asked. */
export function changeOf(globs: readonly string[], titles: readonly string[]): ValidatorSpec {
  const telling = [...new Set(globs)].filter((it) => !meansEverything([it])).slice(0, 200);
  if (telling.length > 0) return { kind: 'file-changed', globs: telling };
  return {
    kind: 'approval',
    asks: `Is this done? ${listed(
      titles.map((it) => cut(it, 200)),
      10,
    )}`,
  };
}

const whereOf = (repo: Repository, held: Mending['held']): string => {
  const place = placeOf(repo, held);
  if (place === undefined) return 'an unknown place';
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
