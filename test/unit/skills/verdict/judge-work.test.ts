// The table of a final verdict: what blocks, what is a condition, and what asks for nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CanonicalFinding, FindingState } from '../../../../contracts/findings/convergence.ts';
import type { Severity } from '../../../../contracts/findings/finding.ts';
import type { GapOutcome, NamedGap } from '../../../../contracts/findings/gap.ts';
import { WorkVerdict } from '../../../../contracts/findings/work-verdict.ts';
import { bounded } from '../../../../contracts/text.ts';
import { judgeWork, type Work } from '../../../../skills/phases/verdict/judge-work.ts';

const CALM: Work = {
  findings: [],
  gaps: [],
  against: new Set(),
  unargued: [],
  claimingCritics: [],
  missing: [],
  unjudged: false,
  opened: { of: 'change', all: 3, unopened: 0, unshown: 0, claimedBy: [] },
  trusted: new Set(),
  vague: new Set(),
  audit: { changed: [] },
};

const finding = (state: FindingState, severity: Severity): CanonicalFinding => ({
  id: 'F-001',
  fingerprint: 'f-000001',
  origins: ['r-aaaaaa.d1/a'],
  seats: ['one'],
  title: 'The total is wrong',
  category: 'correctness',
  severity,
  path: 'src/a.ts',
  line: 10,
  state,
});

const gap = (outcome: GapOutcome | undefined): NamedGap => ({
  id: 'G-001',
  seat: 'critic',
  gap: { title: 'Nobody tried the way back', claim: 'it does not work', category: 'recovery' },
  ...(outcome === undefined ? {} : { outcome }),
});

const short = (work: Partial<Work>): string => {
  const { verdict, blockers, conditions } = WorkVerdict.parse(judgeWork({ ...CALM, ...work }));
  return [verdict, ...blockers.map((it) => `!${it.ref}`), ...conditions.map((it) => `?${it.ref}`)].join(' ');
};

const verdict = suite('the verdict on work');

verdict('is accepted only if nothing at all speaks against it', () => {
  assert.is(short({}), 'accepted');
});

const ROWS: readonly [FindingState, Severity, string][] = [
  ['full-consensus', 'critical', 'blocked !F-001'],
  ['full-consensus', 'major', 'blocked !F-001'],
  ['partial-consensus', 'major', 'blocked !F-001'],
  ['partial-consensus', 'critical', 'blocked !F-001'],
  ['full-consensus', 'minor', 'conditional-accept ?F-001'],
  ['partial-consensus', 'info', 'accepted'],
  ['rechecked', 'critical', 'blocked !F-001'],
  ['rechecked', 'minor', 'conditional-accept ?F-001'],
  ['rule-only', 'critical', 'conditional-accept ?F-001'],
  ['worker-unique', 'critical', 'conditional-accept ?F-001'],
  ['worker-unique', 'info', 'conditional-accept ?F-001'],
  ['contested', 'major', 'conditional-accept ?F-001'],
  ['not-examined', 'minor', 'conditional-accept ?F-001'],
  ['queued', 'minor', 'conditional-accept ?F-001'],
  ['refuted', 'critical', 'accepted'],
  ['withdrawn', 'critical', 'accepted'],
  ['unsupported', 'critical', 'accepted'],
  ['dismissed', 'critical', 'accepted'],
  ['merged', 'critical', 'accepted'],
];
for (const [state, severity, expected] of ROWS) {
  verdict(`with a ${severity} finding that is ${state}: ${expected}`, () => {
    assert.is(short({ findings: [finding(state, severity)] }), expected);
  });
}

verdict('is conditional if a finding is refuted only as far as claimed', () => {
  assert.is(short({ findings: [{ ...finding('refuted', 'critical'), claimed: true }] }), 'conditional-accept ?F-001');
});

verdict('is conditional if a finding is dismissed only by the file of an untrusted project', () => {
  assert.is(short({ findings: [{ ...finding('dismissed', 'critical'), untrusted: true }] }), 'conditional-accept ?F-001');
});

verdict('is blocked by a confirmed gap of the critic that argued against it, and conditional by any other', () => {
  const against = new Set(['G-001']);
  assert.is(short({ gaps: [gap('confirmed')], against }), 'blocked !G-001');
  assert.is(short({ gaps: [gap('residual-risk')], against }), 'conditional-accept ?G-001');
  assert.is(short({ gaps: [gap(undefined)], against }), 'conditional-accept ?G-001');
  assert.is(short({ gaps: [gap('confirmed')] }), 'conditional-accept ?G-001');
  const { id: _, ...unnamed } = gap(undefined);
  assert.is(short({ gaps: [unnamed] }), 'accepted', 'a remark of a worker is no gap of a critic');
});

verdict('is blocked by changed sources, and conditional if that is unknown', () => {
  assert.is(short({ audit: { changed: ['src/a.ts'] } }), 'blocked !sources');
  assert.is(short({ audit: { changed: [], unknown: 'the repository is gone' } }), 'conditional-accept ?sources');
  const many = judgeWork({ ...CALM, audit: { changed: Array.from({ length: 12 }, (_, at) => `src/${at}.ts`) } });
  assert.match(many.blockers[0]?.why ?? '', /src\/9\.ts and 2 more$/);
});

verdict('is conditional if too few looked, or nobody argued the other side', () => {
  assert.is(short({ missing: ['1 of 2 required results arrived', 'two: silent'] }), 'conditional-accept ?workers ?workers');
  assert.is(short({ unargued: [{ seat: 'critic', why: 'silent' }] }), 'conditional-accept ?critic');
});

for (const [state, severity, expected] of [
  ['worker-unique', 'critical', 'blocked !F-001'],
  ['worker-unique', 'major', 'blocked !F-001'],
  ['not-examined', 'major', 'blocked !F-001'],
  ['queued', 'critical', 'blocked !F-001'],
  ['worker-unique', 'minor', 'conditional-accept ?F-001'],
  ['contested', 'critical', 'conditional-accept ?F-001'],
  ['refuted', 'critical', 'accepted'],
] as const) {
  verdict(`one judge with found evidence, unopposed, with a ${severity} finding that is ${state}: ${expected}`, () => {
    assert.is(short({ findings: [finding(state, severity)], trusted: new Set(['F-001']) }), expected);
  });
}

verdict('is not blocked by one judge who quotes only a comment, and says so as a condition', () => {
  const it = judgeWork({ ...CALM, findings: [finding('worker-unique', 'major')], vague: new Set(['F-001']) });
  assert.is(it.verdict, 'conditional-accept');
  assert.match(it.conditions[0]?.why ?? '', /^major, one reviewer only, and it quotes nothing but a comment: /);
  assert.is(short({ findings: [finding('full-consensus', 'major')], vague: new Set(['F-001']) }), 'blocked !F-001');
});

verdict('is never accepted if nobody who can judge it has looked', () => {
  assert.is(short({ unjudged: true }), 'not-judged');
  const opened = { of: 'change', all: 3, unopened: 1, unshown: 0, claimedBy: [] } as const;
  assert.is(short({ opened }), 'conditional-accept ?scope');
  assert.is(short({ opened: { ...opened, of: 'scope' } }), 'conditional-accept ?scope');
  assert.is(short({ opened, findings: [finding('full-consensus', 'major')] }), 'blocked !F-001 ?scope');
  assert.is(short({ unjudged: true, findings: [finding('full-consensus', 'minor')] }), 'not-judged ?F-001');
  assert.is(short({ unjudged: true, findings: [finding('full-consensus', 'major')] }), 'blocked !F-001');
});

verdict('is never accepted on words alone: what is only claimed to be opened is a condition', () => {
  const opened = { of: 'change', all: 3, unopened: 0, unshown: 2, claimedBy: ['aider'] } as const;
  const it = judgeWork({ ...CALM, opened });
  assert.equal(
    [it.verdict, it.conditions],
    ['conditional-accept', [{ ref: 'scope', why: 'that aider opened 2 of the 3 files that the change touches is claimed, not witnessed' }]],
  );
  assert.is(short({ claimingCritics: ['critic'] }), 'conditional-accept ?critic');
  assert.is(short({ opened, unjudged: true }), 'not-judged ?scope');
});

verdict('copes with titles of any length: its texts are cut to the limits of events', () => {
  const long = { ...finding('full-consensus', 'major'), title: 'x'.repeat(5000) };
  assert.is(bounded(WorkVerdict, judgeWork({ ...CALM, findings: [long] })).blockers[0]?.why.length, 2000);
});

verdict.run();
