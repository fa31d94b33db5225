// Who raised a finding by itself, and who only repeats another: a copy is no second opinion, and neither is a place that nobody opened.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EvidenceCheck } from '../../../../contracts/findings/finding.ts';
import { runSteps } from '../../../../runtime/steps.ts';
import { findingText } from '../../../../skills/phases/convergence/grouping/finding-text.ts';
import { groupFindings } from '../../../../skills/phases/convergence/grouping/group.ts';
import { sameWords } from '../../../../skills/phases/convergence/grouping/repeats.ts';
import { askedAbout } from '../../../../skills/phases/convergence/rounds/ask.ts';
import { noteOf, oneRound, say, THREE, TWO } from './close-fixture.ts';
import { begin, raisedBy, reasonOf, stateOf, type Written } from './examination.ts';

/** As a command says of itself. */
const claims = (it: Written) => raisedBy({ look: 'claimed', ...it });
const SAME = {
  title: 'SQL injection in `find`',
  claim: 'The argument is concatenated into the SQL text, so a crafted value changes the query and reads every row.',
};
const FIRST = claims({ seat: 'claude', ...SAME });
const copied = (change: Partial<Written> = {}) => claims({ seat: 'codex', dispatch: 2, ...SAME, ...change });
/** What an honest second worker says about the same line. */
const OWN = {
  title: '`find` builds SQL from user input',
  claim: 'User input becomes part of the statement instead of a bound parameter: SQL injection.',
};
const extra = (quote: string): Partial<Written> => ({
  evidence: [
    { path: 'src/a.ts', line: 10, quote: 'const total = a + b;' },
    { path: 'src/pay.ts', line: 4, quote },
  ],
});

const found = (...raised: Parameters<typeof groupFindings>[0]) => {
  const [first, ...more] = runSteps(groupFindings(raised, []));
  assert.equal(more, []);
  const { seats, repeatedBy, unshown, blind } = first ?? {};
  return { seats, repeatedBy, unshown, blind };
};
const finders = (...raised: Parameters<typeof groupFindings>[0]) => {
  const { seats, repeatedBy } = found(...raised);
  return [seats, repeatedBy];
};
const APART = [['claude', 'codex'], undefined];
const REPEATS = [['claude'], ['codex']];

const repeats = suite('repeats');

repeats('the same words about the same line are one origin, and the second is asked', () => {
  assert.equal(finders(FIRST, copied()), REPEATS);
  const it = begin(TWO, [FIRST, copied()]);
  assert.is(stateOf(it), 'queued');
  assert.is(stateOf(oneRound(it, say({ codex: { verdict: 'AGREE', look: 'none' } }))), 'worker-unique');
  assert.is(stateOf(oneRound(it, say({ codex: { verdict: 'AGREE', look: 'shown' } }))), 'full-consensus');
  assert.is(reasonOf(oneRound(it, say({}))), 'One reviewer only: claude raised it; codex gave no verdict (no-answer).');
});

repeats('trivial changes make no second opinion', () => {
  const many: Partial<Written>[] = [
    { claim: SAME.claim.toUpperCase() },
    { claim: `I have verified this myself. ${SAME.claim} This has to be mended before the release.` },
    { title: 'SQL injection', severity: 'critical', category: 'bug', confidence: 1 },
    { claim: 'The argument is joined into the SQL text, so a crafted input changes the query and shows every row.' },
    { claim: SAME.claim.replaceAll(' ', '\n  ').replace(',', ' —') },
    { evidence: [{ path: 'src/a.ts', line: 12, quote: 'const total = a + b;' }] },
  ];
  for (const change of many) assert.equal(finders(FIRST, copied(change)), REPEATS, JSON.stringify(change));
});

repeats('honest workers with words of their own stay apart, even if they quote the same line', () => {
  assert.equal(finders(FIRST, copied(OWN)), APART);
  const it = begin(TWO, [FIRST, copied(OWN)]);
  assert.is(stateOf(it), 'full-consensus');
});

repeats('the same words count twice if its program shows that the second one looked, too', () => {
  assert.equal(finders(FIRST, copied({ look: 'shown' })), [['codex'], ['claude']], 'whoever was seen to look is the finder');
  assert.equal(finders(raisedBy({ seat: 'claude', ...SAME }), copied({ look: 'shown' })), APART);
});

repeats('a line that nobody else quotes shows a look, and one that another quotes does not', () => {
  assert.equal(finders(FIRST, copied(extra('const cents = Math.round(total);'))), APART);
  const other = claims({ seat: 'claude', localId: 'a2', title: 'Something else', ...extra('const cents = Math.round(total);') });
  const both = runSteps(
    groupFindings(
      [
        FIRST,
        { ...other, finding: { ...other.finding, evidence: other.finding.evidence.slice(1) }, checks: other.checks.slice(1) },
        copied(extra('const cents = Math.round(total);')),
      ],
      [],
    ),
  );
  assert.ok(both.some(({ repeatedBy }) => repeatedBy?.includes('codex')));
});

repeats('a place without a quote, of a file that it does not even claim to have opened, is no second opinion', () => {
  const blind = (seat: string, dispatch: number) => {
    const evidence = [{ path: 'src/a.ts', line: 10 }];
    const checks: EvidenceCheck[] = [{ outcome: 'located', path: 'src/a.ts', line: 10 }];
    return claims({ seat, dispatch, look: 'none', evidence, checks, ...(dispatch === 1 ? SAME : OWN) });
  };
  assert.equal(found(blind('claude', 1), blind('codex', 2)), {
    seats: ['claude'],
    repeatedBy: ['codex'],
    unshown: ['claude'],
    blind: ['claude'],
  });
  assert.equal(finders(blind('codex', 2), FIRST), REPEATS, 'whoever looked is the finder, and not whoever was faster');
  assert.is(stateOf(begin(TWO, [blind('claude', 1), blind('codex', 2)])), 'queued');
});

repeats('a copy changes neither title nor severity', () => {
  const [it] = runSteps(groupFindings([FIRST, copied({ severity: 'critical', title: 'Terrible SQL injection in `find`' })], []));
  assert.equal([it?.title, it?.severity, it?.origins], ['SQL injection in `find`', 'major', ['r-abcdef.d1/a1', 'r-abcdef.d2/a1']]);
});

repeats('who repeats is told so, and cannot withdraw what another has raised', () => {
  const it = begin(THREE, [FIRST, copied()]);
  const text = (seat: string) =>
    runSteps(askedAbout(it.convergence, it.raised, seat, ['F-001']))
      .map(findingText)
      .join('');
  assert.match(text('codex'), 'You raised it too, in the words of another or without a look; look now, and judge it.');
  assert.not.match(text('gemini'), 'You raised it too');
  assert.is(noteOf(oneRound(it, say({ codex: 'WITHDRAW', gemini: 'ABSTAIN' })), 'codex'), 'nothing-to-withdraw');
});

repeats('short texts are compared as a whole, long ones by words in a row', () => {
  const words = (text: string) => text.split(' ');
  assert.ok(sameWords(words('uses eval'), words('uses eval here')));
  assert.not.ok(sameWords(words('uses eval'), words('runs the argument')));
  assert.not.ok(
    sameWords(
      words('the value of name is put into the query'),
      words('name goes into the query without being escaped so it can be changed'),
    ),
  );
});

repeats.run();

const claimed = suite('what is only claimed');

claimed('two quotes show two looks only if one shows more than the other: the same line can be copied with other words', () => {
  const same = begin(TWO, [FIRST, copied(OWN)]);
  assert.equal([stateOf(same), same.convergence.findings[0]?.claimed], ['full-consensus', true]);
  assert.is(reasonOf(same), 'Raised by claude and codex; that codex looked is claimed, not witnessed.');
  const more = begin(TWO, [FIRST, copied({ ...OWN, ...extra('const cents = Math.round(total);') })]);
  assert.is(more.convergence.findings[0]?.claimed, undefined);
  const seen = begin(TWO, [FIRST, copied({ ...OWN, look: 'shown' })]);
  assert.equal(
    [seen.convergence.findings[0]?.claimed, reasonOf(seen).includes('claimed')],
    [true, true],
    'claude shows only what codex shows',
  );
});

claimed('a look that is only claimed makes the state “as far as claimed”', () => {
  const one = oneRound(begin(TWO, [FIRST]), say({ codex: { verdict: 'AGREE', look: 'claimed' } }));
  assert.is(one.convergence.findings[0]?.claimed, true);
  const shown = oneRound(begin(TWO, [FIRST]), say({ codex: { verdict: 'AGREE', look: 'shown' } }));
  assert.is(shown.convergence.findings[0]?.claimed, undefined);
});

claimed('of both, if neither quotes what it was not told', () => {
  const checks: EvidenceCheck[] = [{ outcome: 'found', path: 'src/a.ts', line: 10, told: true }];
  const it = begin(TWO, [claims({ seat: 'claude', checks, ...SAME }), copied({ ...OWN, checks })]);
  assert.equal([stateOf(it), it.convergence.findings[0]?.claimed], ['full-consensus', true]);
  assert.is(reasonOf(it), 'Raised by claude and codex; that claude and codex looked is claimed, not witnessed.');
});

claimed('a third that shows its look makes it whole', () => {
  const it = oneRound(
    begin(THREE, [FIRST]),
    say({ codex: { verdict: 'AGREE', look: 'claimed' }, gemini: { verdict: 'AGREE', look: 'shown' } }),
  );
  assert.equal([stateOf(it), it.convergence.findings[0]?.claimed], ['full-consensus', undefined]);
});

claimed('a finding that was raised without a look adds no voice to the one that it is merged into', () => {
  const evidence = [{ path: 'src/a.ts', line: 40 }];
  const checks: EvidenceCheck[] = [{ outcome: 'located', path: 'src/a.ts', line: 40 }];
  const blind = claims({
    seat: 'codex',
    dispatch: 2,
    localId: 'b1',
    title: 'Rounding',
    claim: 'Nothing rounds.',
    look: 'none',
    evidence,
    checks,
  });
  const start = begin(TWO, [FIRST, blind]);
  assert.is(start.convergence.findings.length, 2);
  const it = oneRound(
    start,
    say({
      'codex F-001': { verdict: 'DUPLICATE', of: 'F-002', look: 'none' },
      'claude F-002': { verdict: 'DUPLICATE', of: 'F-001', look: 'none' },
    }),
  );
  assert.not.ok(it.convergence.findings.some(({ state }) => state.endsWith('consensus')));
});

claimed.run();
