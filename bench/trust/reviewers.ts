// Reviewers with a known skill, in place of models. A reviewer's behaviour at a place depends only on the seed and the place, so all methods are
// compared on the same reviewers. Every place has a difficulty shared by all, and each reviewer has one of its own; `together` says how often the
// shared one decides. At 0 their errors are independent; at 0.9 nearly all are wrong about the same places, like models of one family.
//
// Every place has a difficulty that all share, and each reviewer one of its own; `together` says how often the shared one
// decides. At 0 they err apart; at 0.9 nearly all are wrong about the same places, as models of one family are.

import { placed } from '../../test/simulation/random.ts';
import type { Repository, Spot } from './cases.ts';
import { KINDS, type Wording, wordingOf } from './wordings.ts';

export type Skill = {
  /** The share of faults that it sees by itself. */
  sees: number;
  /** The share of correct lookalikes that it takes for faults. */
  alarms: number;
  /** How often it is right when asked about a place. */
  judges: number;
  /** Invented claims per file. */
  invents: number;
  /** How often it gives in to those who spoke before. */
  yields: number;
  /** How often it does not look at all and says yes. */
  lazy: number;
};

/** What the last reviewer does instead of looking. */
export const HABITS = ['agrees blindly', 'denies blindly', 'copies', 'claims a look', 'lists all files'] as const;
export type Habit = (typeof HABITS)[number];

export type World = { seed: number; together: number; skill: Skill; repository: Repository; habit?: Habit };

/** What a claim really is; no method may see it. */
export type Truth = { spot?: Spot; invented?: 'quote' | 'path' | 'line' | 'half'; key: string };
export type Quoted = { path: string; line: number; quote?: string };
export type Claim = { reviewer: number; truth: Truth; wording: Wording; evidence: Quoted[] };
export type Judgement = { says: 'yes' | 'no' | 'unsure'; shows?: Quoted };

/** In [0, 1): how hard a place is for a reviewer. */
function difficulty({ seed, together }: World, reviewer: number, place: string): number {
  const own = placed(seed, `${reviewer} ${place}`);
  return own.chance(Math.sqrt(together)) ? placed(seed, `all ${place}`).next() : own.next();
}

export function look(world: World, reviewer: number): Claim[] {
  const { seed, skill, repository } = world;
  const claims: Claim[] = [];
  for (const path of repository.files.keys()) {
    const spots = repository.spots.filter((it) => it.path === path);
    if (placed(seed, `${reviewer} skips ${path}`).chance(skill.lazy)) continue;
    for (const spot of spots) {
      const hard = difficulty(world, reviewer, spot.id);
      if (spot.faulty ? hard >= skill.sees : hard >= skill.alarms) continue;
      const miscounts = placed(seed, `${reviewer} counts ${spot.id}`);
      const line = miscounts.chance(0.2) ? Math.max(1, spot.line + miscounts.between(-2, 2)) : spot.line;
      claims.push({
        reviewer,
        truth: { spot, key: spot.id },
        wording: wordingOf(spot.kind, reviewer, spot.fn),
        evidence: [{ path, line, quote: spot.text }],
      });
    }
    if (difficulty(world, reviewer, `invents ${path}`) < skill.invents) claims.push(invention(world, reviewer, path, spots));
  }
  return claims;
}

/** Reviewers that invent something at a place invent the same: the claim depends only on the place. */
function invention({ seed, repository }: World, reviewer: number, path: string, spots: readonly Spot[]): Claim {
  const chance = placed(seed, `invention ${path}`);
  const spot = chance.pick(spots);
  const invented = chance.pick(['quote', 'quote', 'path', 'line', 'half'] as const);
  const text = `${spot.text.trimEnd()} // unchecked ${chance.below(1000)}`;
  const wording = wordingOf(chance.pick(KINDS.filter((it) => it !== spot.kind)), reviewer, spot.fn);
  const lines = (repository.files.get(path) ?? '').split('\n').length;
  const nowhere: Quoted = { path, line: spot.line, quote: text };
  const evidence: Record<typeof invented, Quoted[]> = {
    quote: [nowhere],
    path: [{ path: path.replace('part', 'helper'), line: spot.line, quote: spot.text }],
    line: [{ path, line: lines + 40 }],
    half: [nowhere, { path, line: spot.beside.line, quote: spot.beside.text }],
  };
  return { reviewer, truth: { invented, key: `invention ${path}` }, wording, evidence: evidence[invented] };
}

/** Asked about one claim, without having heard anyone else. */
export function judge(world: World, reviewer: number, { spot, key }: Truth, turn: string): Judgement {
  const { seed, skill } = world;
  const chance = placed(seed, `${reviewer} judges ${key} ${turn}`);
  if (chance.chance(skill.lazy)) return { says: 'yes' };
  if (chance.chance(0.05)) return { says: 'unsure' };
  const hard = difficulty(world, reviewer, key);
  const isFault = spot?.faulty === true;
  // Something that does not exist is easier to recognise than something that only looks wrong.
  const wrong = isFault ? hard >= skill.judges : hard < (1 - skill.judges) / (spot === undefined ? 2 : 1);
  const says = isFault === wrong ? 'no' : 'yes';
  const argues = says === 'no' && spot !== undefined && chance.chance(isFault ? 0.3 : 0.8);
  return argues && spot ? { says, shows: { path: spot.path, line: spot.beside.line, quote: spot.beside.text } } : { says };
}

/** Shown what somebody said before: gives in to it, or looks by itself. */
export const yields = ({ seed, skill }: World, reviewer: number, key: string, turn: string): boolean =>
  placed(seed, `${reviewer} yields ${key} ${turn}`).chance(skill.yields);
