// How a simulated worker behaves: when it prints, writes a heartbeat, writes its result and exits, in milliseconds of its own life.
// The schedule is fixed when the session starts, so nothing depends on when anyone looks.

import type { Random } from '../../random.ts';

const MINUTE = 60_000;

export type Writing =
  /** `again` distinguishes a second answer from the first. */
  | { kind: 'valid'; again?: true }
  | { kind: 'half' }
  | { kind: 'invalid' }
  /** Complete, but for another dispatch. */
  | { kind: 'other-dispatch' }
  /** Complete, but without the nonce of its prompt. */
  | { kind: 'other-nonce' }
  /** Writes a result into the folder of another worker, in its name. */
  | { kind: 'forged' }
  | { kind: 'blocked' }
  | { kind: 'link' };

export type Schedule = {
  name: Behaviour;
  /** Each write replaces what was there before. */
  writes: { at: number; what: Writing }[];
  exitAt: number | null;
  exitCode: number;
  /** It shows signs of life until then. */
  beatEvery: number | null;
  printEvery: number | null;
  busyUntil: number;
  ignoresTerm: boolean;
  /** What it writes still arrives after it was killed. */
  writesAfterDeath: boolean;
  /** The time from the request to end until the end. */
  diesWithin: number;
};

export const BEHAVIOURS = [
  'good',
  'slow-but-healthy',
  'silent-but-busy',
  'hang-silent',
  'hang-busy',
  'crash',
  'crash-after-result',
  'half-then-whole',
  'invalid',
  'other-dispatch',
  'other-nonce',
  'forger',
  'blocked',
  'link',
  'stays',
  'twice',
  'whole-then-half',
  'last-moment',
  'late-orphan',
  'late',
  'never-starts',
  'quota',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** Workers that must never be ended for silence, whatever the schedule of looks. */
export const HEALTHY: ReadonlySet<Behaviour> = new Set([
  'good',
  'slow-but-healthy',
  'silent-but-busy',
  'half-then-whole',
  'stays',
  'twice',
  'crash-after-result',
]);

export function schedule(name: Behaviour, random: Random): Schedule {
  const life = random.between(1_000, 4 * MINUTE);
  const lively: Schedule = {
    name,
    writes: [{ at: life, what: { kind: 'valid' } }],
    exitAt: life + random.between(0, 2_000),
    exitCode: 0,
    beatEvery: MINUTE,
    printEvery: random.between(1_000, 20_000),
    busyUntil: life,
    ignoresTerm: false,
    writesAfterDeath: false,
    diesWithin: random.between(1, 300),
  };
  if (random.chance(0.1)) Object.assign(lively, { ignoresTerm: true, diesWithin: 5_000 });
  const never = { writes: [], exitAt: null };
  const mute = { beatEvery: null, printEvery: null };
  switch (name) {
    case 'good':
      return lively;
    case 'slow-but-healthy':
      return {
        ...lively,
        writes: [{ at: 15 * MINUTE, what: { kind: 'valid' } }],
        exitAt: 15 * MINUTE + 500,
        beatEvery: 8 * MINUTE,
        printEvery: null,
        busyUntil: 15 * MINUTE,
      };
    case 'silent-but-busy':
      return {
        ...lively,
        ...mute,
        writes: [{ at: 18 * MINUTE, what: { kind: 'valid' } }],
        exitAt: 18 * MINUTE + 500,
        busyUntil: 18 * MINUTE,
      };
    case 'hang-silent':
      return { ...lively, ...never, ...mute, busyUntil: 0 };
    case 'hang-busy':
      return { ...lively, ...never, ...mute, busyUntil: Number.POSITIVE_INFINITY };
    case 'crash':
      return {
        ...lively,
        writes: random.chance(0.5) ? [] : [{ at: Math.floor(life / 2), what: { kind: 'half' } }],
        exitAt: life,
        exitCode: random.pick([0, 1, 137]),
      };
    case 'crash-after-result':
      return { ...lively, exitAt: life + 1, exitCode: 1 };
    case 'half-then-whole':
      return {
        ...lively,
        writes: [
          { at: life - 900, what: { kind: 'half' } },
          { at: life, what: { kind: 'valid' } },
        ],
      };
    case 'invalid':
      return { ...lively, writes: [{ at: life, what: { kind: 'invalid' } }] };
    case 'other-dispatch':
      return { ...lively, writes: [{ at: life, what: { kind: 'other-dispatch' } }] };
    case 'other-nonce':
      return { ...lively, writes: [{ at: life, what: { kind: 'other-nonce' } }] };
    case 'forger':
      return {
        ...lively,
        writes: [
          { at: Math.floor(life / 2), what: { kind: 'forged' } },
          { at: life, what: { kind: 'valid' } },
        ],
      };
    case 'blocked':
      return { ...lively, writes: [{ at: life, what: { kind: 'blocked' } }] };
    case 'link':
      return { ...lively, writes: [{ at: life, what: { kind: 'link' } }] };
    case 'stays':
      return { ...lively, exitAt: null };
    case 'twice':
      return {
        ...lively,
        writes: [
          { at: life, what: { kind: 'valid' } },
          { at: life + random.between(1, 900), what: { kind: 'valid', again: true } },
        ],
        exitAt: life + 1_000,
      };
    case 'whole-then-half':
      return {
        ...lively,
        writes: [
          { at: life, what: { kind: 'valid' } },
          { at: life + random.between(1, 200), what: { kind: 'half' } },
        ],
        exitAt: life + 1_000,
      };
    case 'last-moment': {
      // Exactly at the silence limit: between the judgement and the kill.
      const edge = 10 * MINUTE + random.between(-20, 60);
      return { ...lively, ...mute, writes: [{ at: edge, what: { kind: 'valid' } }], exitAt: null, busyUntil: 0 };
    }
    case 'late-orphan':
      return { ...lively, ...never, ...mute, busyUntil: 0, writes: [{ at: 11 * MINUTE, what: { kind: 'valid' } }], writesAfterDeath: true };
    case 'late':
      return {
        ...lively,
        ...never,
        ...mute,
        busyUntil: 0,
        writes: [{ at: random.between(11, 45) * MINUTE, what: { kind: 'valid' } }],
        writesAfterDeath: true,
      };
    case 'never-starts':
      return { ...lively, writes: [], exitAt: 0, exitCode: 1 };
    case 'quota':
      return { ...lively, writes: [], exitCode: 1 };
  }
}
