// The bench that tells what examination is worth: its cases are what it says, its two scorings agree on outcomes that are
// known by hand, and nothing that does not exist is confirmed.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCases, repositoryOf } from '../../../bench/trust/cases.ts';
import { tell } from '../../../bench/trust/methods.ts';
import { type Raised, raise, sourceOf } from '../../../bench/trust/raise.ts';
import { type Claim, look } from '../../../bench/trust/reviewers.ts';
import { type Score, score } from '../../../bench/trust/score.ts';
import { scoreAgain } from '../../../bench/trust/score-again.ts';
import { SKILLS } from '../../../bench/trust/sweep.ts';
import { KINDS, wordingOf } from '../../../bench/trust/wordings.ts';
import { checkEvidence } from '../../../validators/evidence/check-evidence.ts';

const test = suite('what examination is worth');
const cases = readCases();
const repository = repositoryOf(cases);
const world = (skill: string) => ({ seed: 3, together: 0.3, skill: SKILLS[skill] ?? assert.unreachable(skill), repository }) as never;

test('at least 120 cases in six languages, each with one fault and one correct line in its place', () => {
  assert.ok(cases.length >= 120, `${cases.length}`);
  assert.is(new Set(cases.map((it) => it.language)).size, 6);
  for (const { language, kind, fn, lines } of cases) {
    assert.ok(KINDS.includes(kind), `${fn}: ${kind}`);
    for (const mark of ['-', '+']) assert.is(lines.filter((it) => it.mark === mark).length, 1, `${language} ${fn} ${mark}`);
  }
  const marked = (mark: string) => cases.flatMap(({ lines }) => lines.filter((it) => it.mark === mark).map((it) => it.text.trim()));
  const sound = new Set([...marked('+'), ...marked(' ')]);
  assert.equal(
    marked('-').filter((it) => sound.has(it)),
    [],
    'no faulty line is a correct one elsewhere',
  );
});

test('each case occurs once with its fault and once without, and three workers word it differently', () => {
  assert.is(repository.spots.filter((it) => it.faulty).length, cases.length);
  assert.is(repository.spots.filter((it) => !it.faulty).length, cases.length);
  for (const kind of KINDS) {
    const wordings = [0, 1, 2].map((nth) => wordingOf(kind, nth, 'f'));
    assert.is(new Set(wordings.map((it) => it.title)).size, 3, kind);
    assert.is(new Set(wordings.map((it) => it.claim)).size, 3, kind);
  }
});

test('what a reviewer quotes exists, and what it invents does not', async () => {
  const claims = [0, 1, 2].flatMap((reviewer) => look(world('weak'), reviewer));
  assert.ok(claims.some((it) => it.truth.invented === 'quote') && claims.some((it) => it.truth.spot?.faulty === false));
  for (const { truth, evidence } of claims) {
    const checks = await Promise.all(evidence.map((it) => checkEvidence(it, sourceOf(repository))));
    const there = checks.filter((it) => it.outcome !== 'absent').length;
    assert.is(there, truth.invented === undefined || truth.invented === 'half' ? 1 : 0, `${truth.key} ${truth.invented}`);
  }
});

/** What a hand-made outcome is worth by both scorings, which must be one. */
async function worth(groups: readonly (readonly Claim[])[]): Promise<Score> {
  const told: Raised[][] = await Promise.all(groups.map((group) => raise(group)));
  const again = scoreAgain(
    told.map((group) => group.map((it) => ({ evidence: it.claim.evidence }))),
    repository.files,
  );
  assert.equal(again, score(told));
  return again;
}

test('both scorings agree on outcomes that are known', async () => {
  const [fault, other] = repository.spots.filter((it) => it.faulty);
  const sound = repository.spots.find((it) => !it.faulty);
  if (!fault || !other || !sound) throw new Error('the cases have faults and look-alikes');
  const claim = (spot: typeof fault, reviewer = 0): Claim => ({
    reviewer,
    truth: { spot, key: spot.id },
    wording: wordingOf(spot.kind, reviewer, spot.fn),
    evidence: [{ path: spot.path, line: spot.line, quote: spot.text }],
  });
  const invented: Claim = {
    ...claim(fault),
    truth: { invented: 'quote', key: 'i' },
    evidence: [{ path: fault.path, line: 1, quote: 'no such line' }],
  };
  const half: Claim = {
    ...invented,
    truth: { invented: 'half', key: 'h' },
    evidence: [...invented.evidence, { path: sound.path, line: sound.line, quote: sound.text }],
  };
  const none = { right: 0, wrong: 0, found: 0, invented: 0, half: 0 };
  assert.equal(await worth([]), none);
  assert.equal(await worth([[claim(fault), claim(fault, 1)], [claim(fault, 2)]]), { ...none, right: 2, found: 1 });
  assert.equal(await worth([[claim(fault), claim(other)]]), { ...none, wrong: 1 }, 'two faults joined');
  assert.equal(await worth([[claim(sound)], [claim(other)]]), { ...none, right: 1, wrong: 1, found: 1 });
  assert.equal(await worth([[invented], [half]]), { ...none, wrong: 2, invented: 1, half: 1 });
});

test('invented findings are reported by a union, and confirmed by nobody', async () => {
  for (const skill of ['weak', 'good']) {
    const [union, ours] = [await tell('union', world(skill)), await tell('ours', world(skill))];
    assert.ok(score(union.groups).invented > 0, skill);
    assert.is(score(ours.groups).invented, 0, skill);
    assert.ok(score(ours.groups).found > 0 && ours.bytes > 0, skill);
  }
});

test.run();
