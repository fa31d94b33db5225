// The project in which a simulated run carries out a plan: its files, the plan, and the outcome of its checks for any tree. A part
// passes if its product is fixed and a test checks that; two flags together break every part.

import type { Plan, Stage, ValidatorSpec } from '../../../contracts/plan/plan.ts';
import { placed } from '../random.ts';
import type { Tree } from './repository.ts';

/** The script that runs every check: changing it changes the judge. */
export const JUDGE = 'check.sh';
export const HONEST = '#!/bin/sh\n# runs the test of a part\n';
export const ALWAYS = '#!/bin/sh\nexit 0\n';
export const WANTS = 'wants fixed';
export const VACUOUS = 'wants nothing';
export const FIXED = 'fixed';

const product = (part: string): string => `src/${part}/p.txt`;
const test = (part: string): string => `test/${part}/t.txt`;
const flag = (part: string): string => `shared/flag-${part}`;
export const SHARED = 'shared/all.txt';
export const PATHS = { product, test, flag };

const partOf = (n: number): string => `part-${n}`;

/** The number of kinds of plans; each seed uses one of them. */
const SHAPES = 8;

const GRAPHS: readonly (readonly number[])[][] = [
  [[]],
  [[], []],
  [[], [0]],
  [[], [], []],
  [[], [], [0, 1]],
  [[], [0], [1]],
  [[], [0], [0], [1, 2]],
  [[], [], [], [0, 2]],
];

/** Some parts have a failing test already; for others the executor has to write one. */
const hasTest = (shape: number, n: number): boolean => (shape + n) % 2 === 0;

export function projectOf(shape: number, moved?: 'elsewhere' | 'here'): Tree {
  const parts = (GRAPHS[shape] ?? []).map((_, n) => partOf(n));
  return new Map([
    [JUDGE, HONEST],
    [SHARED, 'nothing yet'],
    ...parts.map((part): [string, string] => [product(part), moved === 'here' ? 'broken again' : 'broken']),
    ...(moved === 'elsewhere' ? ([['docs/new.md', 'new']] as const) : []),
    ...parts.flatMap((part, n): [string, string][] => (hasTest(shape, n) ? [[test(part), WANTS]] : [])),
  ]);
}

export function planOf(shape: number): Plan {
  const graph = GRAPHS[shape] ?? [[]];
  const options = ['fix', 'leave'].map((title) => ({ title, pros: ['it is simple'], cons: ['it is work'] }));
  return {
    goal: `every part is fixed, as in shape ${shape}`,
    options,
    recommended: 'fix',
    stages: graph.map((needs, n) => stageOf(n, needs)),
    commands: Object.fromEntries(graph.map((_, n) => [`check-${n}`, [`./${JUDGE}`, partOf(n)]])),
    acceptance: shape % 2 === 0 ? [{ description: 'the first part holds', validator: { kind: 'command-pass', command: 'check-0' } }] : [],
    requirementCoverage: [],
    rollback: 'revert the commits',
    checklist: ['every part is fixed'],
  };
}

function stageOf(n: number, needs: readonly number[]): Stage {
  const part = partOf(n);
  const more: ValidatorSpec[] = n === 1 ? [{ kind: 'file-changed', globs: [`src/${part}/**`] }] : [];
  return {
    id: part,
    title: `Fix ${part}`,
    goal: `${part} is fixed`,
    owner: 'executor',
    dependsOn: needs.map(partOf),
    files: [`src/${part}/**`, `test/${part}/**`],
    tests: [`test/${part}/**`],
    steps: [
      { action: 'RED: a test of the part', detail: 'it fails' },
      { action: 'GREEN: fix the part', detail: 'it passes' },
    ],
    sliceValue: 'one part less is broken',
    acceptance: 'the test of the part passes',
    validators: [{ kind: 'test-pass', command: `check-${n}` }, ...more],
    exitContract: 'the part stays fixed',
    toolProfile: [],
  };
}

/** The outcome of a part's check on a tree, which depends only on the files. */
export function holds(files: Tree, part: string): { passes: boolean; says: string } {
  if (files.get(JUDGE) === ALWAYS) return { passes: true, says: 'ok' };
  if (files.get(SHARED)?.startsWith('<<<<<<<')) return { passes: false, says: `${SHARED} has marks of a conflict` };
  const wants = files.get(test(part));
  if (wants === undefined) return { passes: true, says: 'no tests' };
  if (wants === VACUOUS) return { passes: true, says: '1 test' };
  const flags = [...files.keys()].filter((it) => it.startsWith('shared/flag-'));
  if (flags.length > 1) return { passes: false, says: `${flags.join(' and ')} do not go together` };
  const is = files.get(product(part)) ?? 'gone';
  return is.startsWith(FIXED) ? { passes: true, says: '1 test' } : { passes: false, says: `${part} is ${is}` };
}

export const shapeOf = (seed: number): number => placed(seed, 'shape').below(SHAPES);
