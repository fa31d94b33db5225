// Which findings a dismissal covers: those of its fingerprint, as far as they say what a person has seen.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runSteps } from '../../../../../runtime/steps.ts';
import { placesShown } from '../../../../../skills/phases/convergence/grouping/covered.ts';
import { groupFindings } from '../../../../../skills/phases/convergence/grouping/group.ts';
import { raisedBy } from '../examination.ts';

const grouped = (...given: Parameters<typeof groupFindings>) => runSteps(groupFindings(...given));
const dismissals = suite('a dismissal');

dismissals('of one fingerprint dismisses its group, whoever else raised it and under which fingerprint', () => {
  const found = grouped(
    [raisedBy({ seat: 'claude', fingerprint: 'f-aaaaaa' }), raisedBy({ seat: 'codex', dispatch: 2, fingerprint: 'f-bbbbbb' })],
    [{ fingerprint: 'f-bbbbbb', why: 'generated', who: 'mira', when: '2026-08-01' }],
  );
  assert.equal(
    found.map(({ state, settledIn, fingerprint }) => ({ state, settledIn, fingerprint })),
    [{ state: 'dismissed', settledIn: 0, fingerprint: 'f-aaaaaa' }],
  );
  assert.is(found[0]?.reason, 'Dismissed as f-bbbbbb by mira on 2026-08-01; no worker was asked: generated');
});

dismissals('matches by the full fingerprint and by another worker’s wording, and by nothing else', () => {
  const raised = [raisedBy({ seat: 'claude', fingerprint: 'f-aaaaaabbbbbb' })];
  assert.is(grouped(raised, [{ fingerprint: 'f-aaaaaa', why: 'known' }])[0]?.state, 'queued');
  const [one] = grouped(raised, [{ fingerprint: 'f-aaaaaabbbbbb', why: 'known' }]);
  assert.is(one?.reason, 'Dismissed as f-aaaaaabbbbbb by a person; no worker was asked: known');
  assert.is(one?.untrusted, undefined);
  // A stranger's word is shown as one, unless a person says the same.
  const stranger = { fingerprint: 'f-aaaaaabbbbbb', why: 'trust me', source: 'stranger' as const };
  assert.is(grouped(raised, [stranger])[0]?.untrusted, true);
  assert.is(grouped(raised, [stranger, { fingerprint: 'f-aaaaaabbbbbb', why: 'known' }])[0]?.untrusted, undefined);
  const also = [{ fingerprint: 'f-cccccc', also: ['f-aaaaaabbbbbb'], why: 'known' }];
  assert.is(grouped([raisedBy({ seat: 'claude', fingerprint: 'f-aaaaaabbbbbb' })], also)[0]?.state, 'dismissed');
  const other = [{ fingerprint: 'f-bbbbbb', why: 'known' }];
  assert.is(grouped([raisedBy({ seat: 'claude', fingerprint: 'f-aaaaaabbbbbb' })], other)[0]?.state, 'queued');
});

dismissals('covers what was dismissed, and not another claim about the same line', () => {
  const dismissal = { fingerprint: 'f-aaaaaabbbbbb', title: 'SQL injection in the query', why: 'it is a constant' };
  const state = (title: string, claim: string, category = 'correctness') =>
    grouped([raisedBy({ seat: 'claude', fingerprint: 'f-aaaaaabbbbbb', title, claim, category })], [dismissal])[0]?.state;
  assert.is(state('The query is open to SQL injection', 'A name with a quote ends the string.'), 'dismissed', 'in other words');
  assert.is(state('The name is wrong', 'It says nothing that we know.'), 'dismissed', 'of no kind that is known');
  assert.is(state('The query has no timeout', 'A slow database makes it hang without a deadline.'), 'queued', 'of another kind');
  assert.is(state('The query has no timeout', 'A slow database makes it hang.', 'sql/injection'), 'dismissed', 'of one rule');
});

dismissals('of a finding with many places covers these, and no new ones', () => {
  const lines = ['const a = old();', 'const b = old();', 'const c = old();'];
  const folded = (texts: readonly string[]) =>
    raisedBy({
      seat: 'claude',
      fingerprint: 'f-aaaaaabbbbbb',
      folded: true,
      evidence: texts.map((quote, n) => ({ path: 'src/a.ts', line: n + 1, quote })),
    });
  const of = (texts: readonly string[]) => placesShown([folded(texts)]);
  const state = (texts: readonly string[], places: string[]) =>
    grouped([folded(texts)], [{ fingerprint: 'f-aaaaaabbbbbb', why: 'known', places }])[0]?.state;
  assert.is(state(lines, of(lines)), 'dismissed');
  assert.is(state(lines.slice(0, 2), of(lines)), 'dismissed', 'one is gone');
  assert.is(state(lines, of(lines.slice(0, 2))), 'queued', 'one is new');
  assert.is(state([...lines, lines[2] ?? ''], of(lines)), 'queued', 'a line that was there is there once more');
  assert.is(grouped([folded(lines)], [{ fingerprint: 'f-aaaaaabbbbbb', why: 'known' }])[0]?.state, 'dismissed', 'an older entry');
});

dismissals.run();
