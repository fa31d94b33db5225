// The table of states: a case for every row, and every combination of stances of two to four voices, judged a second time by mutually
// exclusive rules.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import { type Occasion, settle, TABLE } from '../../../../skills/phases/convergence/voices/settle.ts';
import type { SeatStance } from '../../../../skills/phases/convergence/voices/stance.ts';
import type { Tally, Voice } from '../../../../skills/phases/convergence/voices/tally.ts';
import { begin, raisedBy } from './examination.ts';

/** o origin, + supports, r supports and has rechecked it, d divided, w opposes what a seat of its own raised, - opposes, ! opposes with a proof, f failed and may be asked again, s skipped, u unasked, x outside. */
type Sign = 'o' | '+' | 'r' | 'd' | 'w' | '-' | '!' | 'f' | 's' | 'u' | 'x';
const STANCES: Record<Sign, Voice['stance']> = {
  'r': 'supports',
  'd': 'divided',
  'w': 'opposes',
  'o': 'supports',
  '+': 'supports',
  '-': 'opposes',
  '!': 'opposes',
  'f': 'skipped',
  's': 'skipped',
  'u': 'unasked',
  'x': 'outside',
};

const [finding] = begin([], [raisedBy({ seat: 'a' })]).convergence.findings;

function seatsOf(sign: Sign): SeatStance['stance'][] {
  if (sign === 'r') return ['supports', 'supports'];
  const stance = STANCES[sign];
  return sign === 'd' || sign === 'w' ? ['supports', 'opposes'] : stance === 'divided' ? [] : [stance];
}

function tally(signs: string, heard = false, kind: Voice['kind'] = 'model'): Tally {
  const voices = [...signs].map((sign, at): Voice => {
    const name = 'abcdef'[at] ?? '?';
    const stance = STANCES[sign as Sign];
    const it = {
      origin: 'or'.includes(sign),
      again: sign === 'f',
      proof: sign === '!' || sign === 'w',
      claimed: false,
      aside: false,
      since: 1,
      why: stance,
    };
    return {
      ...it,
      name,
      stance,
      kind,
      rechecked: sign === 'r',
      seats: seatsOf(sign as Sign).map((one) => ({ ...it, seat: name, stance: one })),
    };
  });
  const of = (stance: string) => voices.filter((voice) => voice.stance === stance);
  if (finding === undefined) throw new Error('there is a finding');
  return {
    finding,
    supporters: of('supports'),
    opponents: of('opposes'),
    divided: of('divided'),
    skipped: of('skipped'),
    unasked: of('unasked'),
    outside: of('outside'),
    heard,
    proven: /[!w]/.test(signs),
  };
}

const round = (final: boolean, adversarial = false): Occasion => ({ round: 1, final, adversarial });
const GOES_ON = round(false);
const LAST = round(true);
const LAST_ADVERSARIAL = round(true, true);

const rows = suite('the table, row by row');

const SITUATIONS: [what: string, signs: string, occasion: Occasion, heard: boolean, state: FindingState, row: number | undefined][] = [
  ['nobody supports it, one took it back', '-', GOES_ON, false, 'withdrawn', 0],
  ['nobody supports it, though others were not asked', '-u', GOES_ON, false, 'withdrawn', 0],
  ['all support it', 'o+', GOES_ON, false, 'full-consensus', 1],
  ['all raised it', 'ooo', GOES_ON, false, 'full-consensus', 1],
  ['all whose field it is support it', 'o+x', GOES_ON, false, 'full-consensus', 1],
  ['two of three support it, the third abstained', 'o+s', GOES_ON, false, 'partial-consensus', 2],
  ['two of three support it, the third failed for the last time', 'o+f', LAST, false, 'partial-consensus', 2],
  ['one voice rechecked it, nobody else can judge it', 'rx', GOES_ON, false, 'rechecked', 3],
  ['one voice rechecked it, the others were skipped', 'rs', GOES_ON, false, 'rechecked', 3],
  ['one voice rechecked it, another was never asked, at the end', 'ru', LAST, false, 'rechecked', 3],
  ['one voice rechecked it, another is divided', 'rd', GOES_ON, false, 'rechecked', 3],
  ['one voice rechecked it, another was not asked yet', 'ru', GOES_ON, false, 'queued', undefined],
  ['one voice rechecked it, another agrees', 'r+', GOES_ON, false, 'full-consensus', 1],
  ['one voice rechecked it, another opposes, at the end', 'r-', LAST, true, 'contested', 10],
  ['one supports it, the others were skipped', 'oss', GOES_ON, false, 'worker-unique', 5],
  ['one supports it, nobody else can judge it', 'oxx', GOES_ON, false, 'worker-unique', 5],
  ['one supports it, the other is divided', '+d', GOES_ON, false, 'worker-unique', 5],
  ['one supports it, the other failed and the rounds are over', 'of', LAST, false, 'worker-unique', 5],
  ['one supports it at the end, somebody was never asked', 'osu', LAST, false, 'not-examined', 6],
  ['two oppose the origin, who was heard', 'o--', GOES_ON, true, 'refuted', 7],
  ['two oppose the origin at the end, unheard', 'o--', LAST, false, 'refuted', 7],
  ['its own recheck opposes it, and the origin was heard', 'w', GOES_ON, true, 'refuted', 7],
  ['its own recheck opposes it, and the origin was not heard', 'w', GOES_ON, false, 'queued', undefined],
  ['its own recheck opposes it, another voice was not asked yet', 'wu', GOES_ON, true, 'queued', undefined],
  ['its own recheck opposes it, another voice agrees', 'w+', LAST, true, 'contested', 10],
  ['its own recheck is divided', 'd', LAST, true, 'contested', 10],
  ['its own recheck is divided, two voices oppose', 'd--', LAST, true, 'refuted', 7],
  ['two oppose the origin without a proof, adversarial', 'o--', LAST_ADVERSARIAL, true, 'contested', 10],
  ['two oppose the origin, one with a proof, adversarial', 'o-!', LAST_ADVERSARIAL, true, 'refuted', 7],
  ['its own recheck opposes it with a proof, adversarial', 'w', LAST_ADVERSARIAL, true, 'refuted', 7],
  ['two support it at the end, one was never asked', 'o+u', LAST, false, 'partial-consensus', 8],
  ['two support it, one is divided', 'o+d', GOES_ON, false, 'partial-consensus', 2],
  ['two against one at the end', 'o+-', LAST, true, 'partial-consensus', 9],
  ['two against an unproved one, adversarial', 'o+-', LAST_ADVERSARIAL, true, 'partial-consensus', 9],
  ['two against a proof, not adversarial', 'o+!', LAST, true, 'partial-consensus', 9],
  ['two against a proof, adversarial', 'o+!', LAST_ADVERSARIAL, true, 'contested', 10],
  ['one against one at the end', 'o-', LAST, true, 'contested', 10],
  ['two against two at the end', 'o+--', LAST, true, 'contested', 10],
  ['one who only agreed against two, the origin took it back', '+--', LAST, true, 'contested', 10],
  ['one of two failed and may be asked again', 'of', GOES_ON, false, 'queued', undefined],
  ['two oppose the origin, who was not heard yet', 'o--', GOES_ON, false, 'queued', undefined],
  ['two against one, another round may change it', 'o+-', GOES_ON, true, 'queued', undefined],
  ['two support it, one was not asked yet', 'o+u', GOES_ON, false, 'queued', undefined],
];

for (const [what, signs, occasion, heard, state, row] of SITUATIONS) {
  rows(`${what}: ${state}`, () => {
    const it = settle(tally(signs, heard), occasion);
    assert.is(it.state, state);
    assert.is(it.row, row === undefined ? 'otherwise' : TABLE[row]?.name);
    assert.match(it.reason, /\.$/);
    assert.ok(it.reason.length > 10);
  });
}

rows('support by one rule gives rule-only', () => {
  assert.equal(
    [settle(tally('o', false, 'rules'), GOES_ON).row, TABLE[4]?.name],
    Array(2).fill('one rule supports it, nobody is left to ask'),
  );
  assert.is(settle(tally('os', false, 'rules'), GOES_ON).state, 'rule-only');
});

rows('every row has a situation', () => {
  const told = new Set(SITUATIONS.map(([, , , , , row]) => row));
  assert.equal(
    [...TABLE.keys(), undefined].filter((row) => row !== 4 && !told.has(row)),
    [],
  );
});

rows('a reason names who said what', () => {
  assert.match(settle(tally('o+s'), GOES_ON).reason, /^Raised by a, confirmed by b; c skipped\.$/);
  assert.match(settle(tally('o+-', true), LAST).reason, /^Raised by a, confirmed by b; dissent: c opposes\.$/);
});

rows.run();

const all = suite('all combinations');

/** The document's table once more, as conditions of which exactly one holds. */
function exclusive(signs: string, { final, adversarial }: Occasion, heard: boolean): FindingState[] {
  const count = (of: string): number => [...signs].filter((sign) => of.includes(sign)).length;
  const [s, d, skipped, unasked] = [count('o+r'), count('-!w'), count('fsd'), count('u')];
  const held = s + count('dw') > 0;
  const open = unasked > 0 || (!final && count('f') > 0);
  const outnumbered = d >= 2 && s === count('or') && s <= 1;
  const ownRecheck = d === 1 && s === 0 && count('d') === 0 && (final || !open);
  const refuted = held && (outnumbered || ownRecheck) && (heard || final) && (!adversarial || count('!w') > 0);
  const outvoted = s > d && s >= 2 && !(adversarial && count('!w') > 0);
  const rechecked = d === 0 && s === 1 && count('r') === 1;
  const cases: [FindingState, boolean][] = [
    ['withdrawn', !held],
    ['full-consensus', d === 0 && s >= 2 && skipped + unasked === 0],
    ['partial-consensus', d === 0 && s >= 2 && skipped + unasked > 0 && (!open || final)],
    ['rechecked', rechecked && (final || !open)],
    ['worker-unique', d === 0 && s === 1 && !rechecked && !open],
    ['not-examined', d === 0 && s === 1 && !rechecked && open && final],
    ['refuted', refuted],
    ['partial-consensus', final && d > 0 && outvoted],
    ['contested', final && held && !refuted && (d > 0 ? !outvoted : s === 0)],
    ['queued', !final && held && !refuted && (d > 0 || s === 0 || open)],
  ];
  return cases.filter(([, holds]) => holds).map(([state]) => state);
}

function* words(length: number): Generator<string> {
  if (length === 0) return yield '';
  for (const rest of words(length - 1)) for (const sign of 'o+rdw-!fsux') yield rest + sign;
}

for (const voices of [1, 2, 3, 4]) {
  all(`${voices} voices: each combination falls in exactly one row, and at the end nothing stays queued`, () => {
    let seen = 0;
    for (const signs of words(voices)) {
      for (const final of [false, true]) {
        for (const adversarial of [false, true]) {
          for (const heard of [false, true]) {
            const occasion = { round: 1, final, adversarial };
            const expected = exclusive(signs, occasion, heard);
            const { state } = settle(tally(signs, heard), occasion);
            assert.equal(expected, [state], `${signs} ${JSON.stringify({ ...occasion, heard })}`);
            if (final) assert.is.not(state, 'queued', signs);
            seen += 1;
          }
        }
      }
    }
    assert.is(seen, 11 ** voices * 8);
  });

  all(`${voices} voices: what is settled before the end would be settled the same at the end`, () => {
    for (const signs of words(voices)) {
      for (const adversarial of [false, true]) {
        for (const heard of [false, true]) {
          const early = settle(tally(signs, heard), { round: 1, final: false, adversarial }).state;
          const late = settle(tally(signs, heard), { round: 1, final: true, adversarial }).state;
          assert.ok(early === 'queued' || early === late, signs);
        }
      }
    }
  });
}

all.run();
