// Round 0: which findings become one, what the one is called, and that no order of arrival matters.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CanonicalFinding } from '../../../../../contracts/findings/convergence.ts';
import type { Dismissal } from '../../../../../contracts/findings/dismissal.ts';
import type { RaisedFinding } from '../../../../../contracts/findings/finding.ts';
import { SEVERITIES } from '../../../../../contracts/findings/names.ts';
import { runSteps } from '../../../../../runtime/steps.ts';
import { groupFindings } from '../../../../../skills/phases/convergence/grouping/group.ts';
import { raisedBy } from '../examination.ts';
import { corpus } from './corpus.ts';

const NOBODY: readonly Dismissal[] = [];
const grouped = (...given: Parameters<typeof groupFindings>) => runSteps(groupFindings(...given));
const at = (path: string, line: number) => [{ path, line, quote: 'const total = a + b;' }];
const group = suite('groups');

group('two workers who say the same of the same lines are one finding with two origins', () => {
  const found = grouped([raisedBy({ seat: 'codex', dispatch: 2 }), raisedBy({ seat: 'claude', evidence: at('src/a.ts', 12) })], NOBODY);
  assert.equal(
    found.map(({ id, origins, seats, line }) => ({ id, origins, seats, line })),
    [{ id: 'F-001', origins: ['r-abcdef.d1/a1', 'r-abcdef.d2/a1'], seats: ['claude', 'codex'], line: 12 }],
  );
});

group('the same words four lines away, in another file, or on the other side of a range are another finding', () => {
  const here = raisedBy({ seat: 'claude' });
  for (const evidence of [at('src/a.ts', 14), at('src/b.ts', 10), [{ path: 'src/a.ts', line: 10, side: 'from' as const }]]) {
    assert.is(grouped([here, raisedBy({ seat: 'codex', dispatch: 2, evidence })], NOBODY).length, 2);
  }
});

group('what one worker lists separately on neighbouring lines is two findings, also beside another worker who does the same', () => {
  const listed = (seat: string, dispatch: number) =>
    [10, 11].map((line) =>
      raisedBy({ seat, dispatch, localId: `a${line}`, evidence: [{ path: 'src/a.ts', line, quote: `const total${line} = a + b;` }] }),
    );
  assert.is(grouped(listed('claude', 1), NOBODY).length, 2);
  assert.equal(
    grouped([...listed('claude', 1), ...listed('codex', 2)], NOBODY).map(({ line, seats }) => ({ line, seats })),
    [10, 11].map((line) => ({ line, seats: ['claude', 'codex'] })),
  );
});

group('the place that the program found counts, not the claimed one', () => {
  const here = raisedBy({ seat: 'claude' });
  const moved = raisedBy({
    seat: 'codex',
    dispatch: 2,
    evidence: at('src/old.ts', 500),
    checks: [{ outcome: 'moved', path: 'src/a.ts', line: 11 }],
  });
  assert.is(grouped([here, moved], NOBODY).length, 1);
  const away = raisedBy({ seat: 'codex', dispatch: 2, evidence: at('src/a.ts', 10), checks: [{ outcome: 'moved', line: 90 }] });
  assert.is(grouped([here, away], NOBODY).length, 2);
});

group('evidence that was not found does not link findings', () => {
  const here = raisedBy({ seat: 'claude' });
  const half = raisedBy({
    seat: 'codex',
    dispatch: 2,
    evidence: [...at('src/a.ts', 10), ...at('src/z.ts', 1)],
    checks: [{ outcome: 'absent' }, { outcome: 'found', path: 'src/z.ts', line: 1 }],
  });
  assert.is(grouped([here, half], NOBODY).length, 2);
});

group('a chain of near findings by several workers is one group, even if its ends are far apart', () => {
  const chain = [10, 13, 16].map((line, index) => raisedBy({ seat: `w${index}`, dispatch: index + 1, evidence: at('src/a.ts', line) }));
  assert.is(grouped(chain, NOBODY).length, 1);
  assert.is(
    grouped(
      [chain[0], chain[2]].filter((it) => it !== undefined),
      NOBODY,
    ).length,
    2,
  );
});

group('findings that one worker listed separately are not joined by another’s in between', () => {
  const chain = [
    raisedBy({ seat: 'claude', localId: 'a1', evidence: at('src/a.ts', 10) }),
    raisedBy({ seat: 'codex', dispatch: 2, evidence: at('src/a.ts', 13) }),
    raisedBy({ seat: 'claude', localId: 'a2', evidence: at('src/a.ts', 16) }),
  ];
  assert.is(grouped(chain, NOBODY).length, 2);
});

const byRule = (seat: string, category: string, title: string, line: number, dispatch = 1) =>
  raisedBy({ seat, category, title, claim: `${title}.`, localId: `${category}-${line}`, dispatch, evidence: at('src/a.ts', line) });

group('two rules are two defects, even on one line and with a model’s finding that resembles both', () => {
  const unmatched = byRule('tests', 'tests/assert-tuple', 'The assertion can never fail', 10);
  const shadowed = byRule('slips', 'slips/identical-operands', 'The assertion can never fail', 10, 2);
  assert.is(grouped([unmatched, shadowed], NOBODY).length, 2);
  const model = raisedBy({ seat: 'claude', dispatch: 3, title: 'The assertion can never fail', claim: 'The assertion can never fail.' });
  const found = grouped([unmatched, shadowed, model], NOBODY);
  assert.equal(
    found.map(({ origins }) => origins.length).toSorted(),
    [1, 2],
    'the model agrees with one of them, and does not make them one',
  );
});

group('two rules of one other program are two defects, one rule of it three lines on is another hit', () => {
  const eslint = (rule: string, title: string, line: number) => byRule('eslint', `eslint/${rule}`, title, line);
  assert.is(grouped([eslint('eqeqeq', 'Expected ===', 10), eslint('use-isnan', 'Expected ===', 10)], NOBODY).length, 2);
  assert.is(grouped([eslint('no-var', 'Unexpected var', 10), eslint('no-var', 'Unexpected var', 12)], NOBODY).length, 2);
});

group('a program and a built-in rule that say the same of one line are one finding, with both wordings kept', () => {
  const found = grouped(
    [
      byRule('secrets', 'secrets/provider-token', 'A Stripe secret key is committed', 10),
      byRule('gitleaks', 'gitleaks/stripe-access-token', 'Found a Stripe access token: a committed secret key', 10, 2),
    ],
    NOBODY,
  );
  assert.equal(
    found.map(({ origins }) => origins),
    [['r-abcdef.d2/gitleaks/stripe-access-token-10', 'r-abcdef.d1/secrets/provider-token-10']],
  );
});

group('the same search in the same scope links findings, as does the same command', () => {
  const search = (seat: string, pattern: string) => raisedBy({ seat, evidence: [{ searched: { pattern, scope: 'src/**' } }] });
  assert.is(grouped([search('claude', 'rateLimit('), search('codex', 'rateLimit(')], NOBODY).length, 1);
  assert.is(grouped([search('claude', 'rateLimit('), search('codex', 'helmet(')], NOBODY).length, 2);
  const ran = (seat: string) => raisedBy({ seat, evidence: [{ command: 'npm  audit' }], checks: [{ outcome: 'uncheckable' }] });
  assert.is(grouped([ran('claude'), ran('codex')], NOBODY).length, 1);
});

group('the representative has the highest severity, then the better evidence, then seat and localId', () => {
  const first = (...raised: RaisedFinding[]) => grouped(raised, NOBODY)[0]?.origins[0];
  const located = [{ outcome: 'located' as const, path: 'src/a.ts', line: 10 }];
  assert.is(first(raisedBy({ seat: 'a', severity: 'minor' }), raisedBy({ seat: 'b', dispatch: 2, checks: located })), 'r-abcdef.d2/a1');
  assert.is(first(raisedBy({ seat: 'a', checks: located }), raisedBy({ seat: 'b', dispatch: 2 })), 'r-abcdef.d2/a1');
  assert.is(first(raisedBy({ seat: 'b' }), raisedBy({ seat: 'a', dispatch: 2 })), 'r-abcdef.d2/a1');
  assert.is(first(raisedBy({ seat: 'a', localId: 'a2' }), raisedBy({ seat: 'a', localId: 'a1' })), 'r-abcdef.d1/a1');
});

group('the severity is the highest on which two workers agree, otherwise the finder’s', () => {
  const severity = (...held: [seat: string, severity: RaisedFinding['finding']['severity']][]) =>
    grouped(
      held.map(([seat, severity], index) => raisedBy({ seat, severity, localId: `a${index}` })),
      NOBODY,
      (seat) => (seat.startsWith('rules-') ? 'rules' : seat),
    )[0]?.severity;
  assert.is(severity(['claude', 'critical']), 'critical');
  assert.is(severity(['claude', 'critical'], ['codex', 'minor'], ['gemini', 'minor']), 'minor');
  assert.is(severity(['claude', 'critical'], ['codex', 'major']), 'critical');
  assert.is(severity(['claude', 'minor'], ['claude', 'minor'], ['codex', 'major']), 'major', 'one worker twice is one worker');
  assert.is(severity(['rules-links', 'info'], ['rules-deps', 'info'], ['codex', 'minor']), 'minor', 'two built-ins are one voice');
});

group('ids follow severity, path, line and title', () => {
  const found = grouped(
    [
      raisedBy({ seat: 'a', localId: '1', severity: 'minor', evidence: at('src/a.ts', 1) }),
      raisedBy({ seat: 'a', localId: '2', evidence: at('src/b.ts', 1) }),
      raisedBy({ seat: 'a', localId: '3', evidence: at('src/a.ts', 40) }),
      raisedBy({ seat: 'a', localId: '4', evidence: at('src/a.ts', 9), title: 'B' }),
      raisedBy({ seat: 'a', localId: '5', evidence: at('src/a.ts', 9), title: 'A', claim: 'Quite another thing: nobody reads the log.' }),
      raisedBy({ seat: 'a', localId: '6', evidence: [{ command: 'npm test' }], checks: [{ outcome: 'uncheckable' }] }),
    ],
    NOBODY,
  );
  assert.equal(
    found.map(({ id, origins: [ref] }) => `${id} ${ref?.slice(-1)}`),
    ['F-001 5', 'F-002 4', 'F-003 3', 'F-004 2', 'F-005 6', 'F-006 1'],
  );
  for (const one of found) CanonicalFinding.parse(one);
});

group('a finding with only absent evidence is unsupported, and not merged with a supported one', () => {
  const absent = [{ outcome: 'absent' as const, note: 'src/a.ts has 4 lines' }];
  const found = grouped([raisedBy({ seat: 'claude' }), raisedBy({ seat: 'codex', dispatch: 2, checks: absent })], NOBODY);
  assert.equal(
    found.map(({ state, settledIn }) => ({ state, settledIn })),
    [
      { state: 'queued', settledIn: undefined },
      { state: 'unsupported', settledIn: 0 },
    ],
  );
  assert.match(found[1]?.reason ?? '', 'src/a.ts has 4 lines');
  assert.is(found[1]?.path, 'src/a.ts', 'the report still says where it was claimed to be');
});

group('without any check nothing is unsupported', () => {
  assert.is(grouped([raisedBy({ seat: 'claude', checks: [] })], NOBODY)[0]?.state, 'queued');
  assert.is(grouped([raisedBy({ seat: 'claude', evidence: [] })], NOBODY)[0]?.state, 'queued');
  const half = [{ outcome: 'absent' as const }, { outcome: 'uncheckable' as const }];
  assert.is(grouped([raisedBy({ seat: 'claude', checks: half })], NOBODY)[0]?.state, 'queued');
});

group.run();

const order = suite('no order matters');

const WORDS = ['timeout', 'race', 'null', 'memory leak', 'order', 'token'];
const written = fc.record({
  seat: fc.constantFrom('claude', 'codex', 'gemini', 'links'),
  severity: fc.constantFrom(...SEVERITIES),
  title: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
  claim: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
  path: fc.constantFrom('src/a.ts', 'src/b.ts'),
  line: fc.integer({ min: 1, max: 5 }),
  outcome: fc.constantFrom('found', 'moved', 'absent', 'located', 'uncheckable'),
});
const lists = fc.array(written, { maxLength: 14 }).map((many) =>
  many.map(({ path, line, outcome, ...it }, index) =>
    raisedBy({
      ...it,
      localId: `a${index}`,
      dispatch: 1 + ['claude', 'codex', 'gemini', 'links'].indexOf(it.seat),
      evidence: [{ path, line }],
      checks: [{ outcome, path, line: outcome === 'moved' ? line + 5 : line }],
      fingerprint: `f-${String(100000 + index)}`,
    }),
  ),
);
const real = fc
  .shuffledSubarray(
    corpus().flatMap(({ a, b }, index) => [
      { ...a, seat: 'claude', ref: `r-abcdef.d1/p${index}a`, finding: { ...a.finding, localId: `p${index}a` } },
      { ...b, seat: 'codex', ref: `r-abcdef.d2/p${index}b`, finding: { ...b.finding, localId: `p${index}b` } },
    ]),
    { maxLength: 30 },
  )
  .map((some) => some.toSorted((x, y) => (x.ref < y.ref ? -1 : 1)));

/** The same dispatches under other numbers, as when the workers had been started in another order. */
const renumbered = (raised: readonly RaisedFinding[]): RaisedFinding[] =>
  raised.map((it) => {
    const dispatch = `r-abcdef.d${100 - Number(it.dispatch.split('.d')[1])}`;
    return { ...it, dispatch, ref: `${dispatch}/${it.finding.localId}` };
  });

/** Everything but the number of the dispatch. */
const told = (raised: readonly RaisedFinding[]) =>
  grouped(raised, [{ fingerprint: 'f-100003', why: 'known' }]).map(({ origins, ...rest }) => ({
    ...rest,
    origins: origins.map((ref) => ref.split('/')[1]),
  }));

for (const [name, arbitrary] of [
  ['made-up', lists],
  ['real', real],
] as const) {
  let joined = 0;
  order(`${name} findings, shuffled and renumbered, give the same ids, groups and texts`, () => {
    fc.assert(
      fc.property(
        arbitrary.chain((raised) => fc.tuple(fc.constant(raised), fc.shuffledSubarray(raised, { minLength: raised.length }))),
        ([raised, shuffled]) => {
          assert.equal(told(shuffled), told(raised));
          assert.equal(told(renumbered(shuffled)), told(raised));
          const refs = grouped(shuffled, NOBODY).flatMap(({ origins }) => origins);
          joined += raised.length - grouped(shuffled, NOBODY).length;
          assert.equal(refs.toSorted(), raised.map(({ ref }) => ref).toSorted(), 'every finding is in exactly one group');
        },
      ),
      { numRuns: 150, seed: 4 },
    );
    assert.ok(joined > 50, `only ${joined} findings were joined: the property was hardly tried`);
  });
}

order.run();
