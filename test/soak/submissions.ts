// What the soak test submits to a home: tasks as files and by command, some twice, some invalid, plans to be carried out, and
// sometimes a note or an abort. All choices are random but repeatable.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DaemonFixture, WORKERS } from '../e2e/daemon-fixture.ts';
import type { Random } from '../simulation/random.ts';

/** Scripted workers that do their work whatever happens around them: nothing but a lost host may cost one an attempt. */
const STEADY: Readonly<Record<string, readonly [worker: string, ...args: string[]]>> = {
  reviews: ['reviews.mjs'],
  agrees: ['agrees.mjs'],
  doubts: ['doubts.mjs'],
  stays: ['stays.mjs'],
  bursts: ['bursts.mjs', '150', '4'],
  halves: ['half-for-a-while.mjs'],
  forks: ['forks-away-answered.mjs'],
};
/** Two workers review the base and vote on a plan, and one writes it; a person decides. */
const PLANNERS = ['votes', 'elects', 'author'];
const PLANNING: typeof STEADY = { votes: ['votes.mjs'], elects: ['votes.mjs'], author: ['plans.mjs'] };
/** Carries out the approved plans. */
const EXECUTING: typeof STEADY = { does: ['executes.mjs', join(WORKERS, 'right-answer.mjs')] };
const SHAKY: typeof STEADY = { crashes: ['crashes-before.mjs'], invalid: ['never-valid.mjs'] };
const BUILT_IN = ['links', 'slips'];

/** A person here answers by file, which is refused beside agents that run commands unless the user allows it. */
export const SETTINGS = 'maxConcurrentRuns: 3\ngrace: { flush: 500ms, exit: 500ms, invalid: 1s, kill: 500ms }\nanswerFiles: on\n';

/** `slow` takes the place of some who would be done too soon. */
export function seatWorkers(
  fixture: Pick<DaemonFixture, 'config' | 'agent' | 'home' | 'write' | 'folder'>,
  settings: string = SETTINGS,
  slow: typeof STEADY = {},
): void {
  fixture.config(settings);
  for (const [name, [worker, ...args]] of Object.entries({ ...STEADY, ...slow, ...SHAKY, ...PLANNING, ...EXECUTING })) {
    fixture.agent(name, 'witnessed.mjs', startsFileOf(fixture), worker, ...args);
  }
  for (const [name, role] of [
    ['author', 'planner'],
    ['does', 'executor'],
  ] as const) {
    const path = join(fixture.home.agents, `${name}.md`);
    fixture.write(path, readFileSync(path, 'utf8').replace('[analyser]', `[${role}]`));
  }
}

export const startsFileOf = (fixture: Pick<DaemonFixture, 'folder'>): string => join(fixture.folder, 'began');

export const isSteady = (seat: string): boolean => seat in STEADY || seat in PLANNING || seat in EXECUTING;

/** Several of the same content are one content, given more than once. */
export type Submission =
  | { kind: 'drop'; names: string[]; text: string; valid: boolean }
  | { kind: 'submit'; text: string; times: number; valid: boolean }
  | { kind: 'note' | 'abort' };

/** `plans` are runs whose plan was approved. */
export function nextSubmission(
  n: number,
  project: string,
  chance: Random,
  task: DaemonFixture['task'],
  plans: readonly string[],
): Submission {
  const lot = chance.below(100);
  if (lot < 8) return { kind: 'note' };
  if (lot < 11) return { kind: 'abort' };
  const valid = lot >= 20;
  const text = valid ? right(n, project, chance, task, plans) : wrong(n, project, chance, task);
  if (chance.chance(0.6)) return { kind: 'drop', names: twiceAt(0.2, chance) ? [`n${n}.md`, `n${n}-again.md`] : [`n${n}.md`], text, valid };
  return { kind: 'submit', text, times: twiceAt(0.3, chance) ? 2 : 1, valid };
}

const twiceAt = (p: number, chance: Random): boolean => chance.chance(p);

function right(n: number, project: string, chance: Random, task: DaemonFixture['task'], plans: readonly string[]): string {
  if (plans.length > 0 && chance.chance(0.25))
    return task(project, ['does'], `type: implementation\nplan: ${chance.pick(plans)}\n`, `Carry it out, number ${n}.`);
  if (chance.chance(0.1)) return task(project, PLANNERS, 'type: implementation-planning\n', `Plan it, number ${n}.`);
  const more = chance.chance(0.1) ? 'type: final-verification\n' : '';
  return task(project, seatsFor(chance), more, `Look at it, number ${n}.`);
}

function seatsFor(chance: Random): string[] {
  const lot = chance.below(10);
  if (lot === 0) return [chance.pick(BUILT_IN), chance.pick(Object.keys(STEADY))];
  if (lot === 1) return [chance.pick(Object.keys(SHAKY)), chance.pick(Object.keys(STEADY))];
  const names = [chance.pick(Object.keys(STEADY)), chance.pick(Object.keys(STEADY))];
  return [...new Set(names)];
}

function wrong(n: number, project: string, chance: Random, task: DaemonFixture['task']): string {
  return chance.pick([
    task(project, ['reviews'], 'colour: red\n', `Wrong, number ${n}.`),
    task(`${project}-that-is-not-there`, ['reviews'], '', `Wrong, number ${n}.`),
    `---\ntitle: [\n---\nWrong, number ${n}.\n`,
  ]);
}
