// What becomes of findings from one review to the next: a table of situations.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FindingState } from '../../../../contracts/findings/convergence.ts';
import type { FindingChange, TrackedFinding } from '../../../../contracts/findings/tracked.ts';
import { anchorAt, locateAgain } from '../../../../skills/identity/anchor.ts';
import { type CurrentFinding, type CurrentReview, compareReview } from '../../../../skills/identity/compare-review.ts';
import type { KnownFinding } from '../../../../skills/identity/match.ts';
import { fingerprint } from '../../../../validators/evidence/fingerprint.ts';

const test = suite('from one review to the next');

const BEFORE = ['function pay(price, amount) {', '  const total = price * amount + tax;', '  return send(total);', '}'];

type Raised = { line?: number; category?: string; title?: string; claim?: string; state?: FindingState; path?: string; seats?: string[] };

function found(lines: readonly string[], raised: Raised = {}, n = 1): CurrentFinding {
  const {
    line = 2,
    category = 'correctness',
    title = 'The tax is added twice',
    claim = 'Callers add the tax too.',
    path = 'pay.ts',
  } = raised;
  const print = fingerprint(category, path, lines[line - 1] ?? '');
  return {
    finding: `F-00${n}`,
    fingerprint: print,
    severity: 'major',
    state: raised.state ?? 'full-consensus',
    seats: raised.seats ?? ['claude'],
    claim: { title, category, claim, fingerprints: [print] },
    anchor: anchorAt(path, lines, line),
  };
}

type Now = {
  lines?: readonly string[];
  files?: Record<string, readonly string[]>;
  found?: CurrentFinding[];
  dismissed?: string[];
  wholeBy?: string[];
};

let reviews = 0;
function review(known: readonly TrackedFinding[], { lines = BEFORE, files = { 'pay.ts': lines }, ...now }: Now): FindingChange[] {
  reviews += 1;
  const at = `2026-08-01T10:${String(reviews % 60).padStart(2, '0')}:00.000Z`;
  const asked: CurrentReview = {
    run: 'r-aaaaaa',
    at,
    commit: String(reviews).padStart(40, '0'),
    found: now.found ?? [],
    known: known.map(
      (tracked): KnownFinding => ({
        tracked,
        where: tracked.anchor ? locateAgain(tracked.anchor, undefined, (path) => files[path]) : { kind: 'unsure', path: '' },
      }),
    ),
    dismissed: new Set(now.dismissed),
    wholeBy: new Set(now.wholeBy),
  };
  return compareReview(asked);
}

const first = (raised: Raised = {}): TrackedFinding[] => review([], { found: [found(BEFORE, raised)] }).map((it) => it.tracked);
const short = (traces: readonly FindingChange[]) => traces.map((it) => `${it.change} ${it.finding ?? '-'} ${it.tracked.standing}`);

test('a first one is new, under the fingerprint that it has', () => {
  const [it] = review([], { found: [found(BEFORE)] });
  assert.equal([it?.change, it?.tracked.id, it?.tracked.standing], ['first-seen', found(BEFORE).fingerprint, 'open']);
});

test('seen again under another category, with other words and further down, it keeps its id', () => {
  const known = first();
  const lines = ['// a comment', '', ...BEFORE];
  const again = found(lines, {
    line: 4,
    category: 'logic',
    title: 'Tax counted twice',
    claim: 'The tax is added here and by every caller too.',
  });
  const [it, ...more] = review(known, { lines, found: [again] });
  assert.equal([it?.change, it?.tracked.id, it?.tracked.anchor?.line, more.length], ['seen', known[0]?.id, 4, 0]);
  assert.ok(it?.tracked.aliases.includes(again.fingerprint));
});

test('another problem in the same line is another finding', () => {
  const known = first();
  const other = {
    title: 'A huge price overflows silently',
    claim: 'There is no bound on price, so the product loses precision.',
    category: 'numbers',
  };
  assert.equal(short(review(known, { found: [found(BEFORE, other)] })), ['first-seen F-001 open', 'still-there - open']);
});

test('two rules in one line stay two, and each is recognised by its own finding', () => {
  const known = review([], {
    found: [found(BEFORE, { category: 'slips/one', title: 'a' }), found(BEFORE, { category: 'slips/two', title: 'b' }, 2)],
  }).map((it) => it.tracked);
  const again = review(known, {
    found: [found(BEFORE, { category: 'slips/two', title: 'b' }), found(BEFORE, { category: 'slips/one', title: 'a' }, 2)],
  });
  assert.equal(
    again.map((it) => [it.change, it.tracked.category]),
    [
      ['seen', 'slips/two'],
      ['seen', 'slips/one'],
    ],
  );
});

test('two with one fingerprint have two ids', () => {
  const lines = [...BEFORE, ...BEFORE];
  const traces = review([], { lines, found: [found(lines), found(lines, { line: 6 }, 2)] });
  assert.is(new Set(traces.map((it) => it.tracked.id)).size, 2);
});

test('what nobody raises again is checked by the program: still there, or fixed', () => {
  const known = first();
  assert.equal(short(review(known, {})), ['still-there - open']);
  const fixed = review(known, { lines: ['function pay(price, amount) {', '  return send(price * amount);', '}'] });
  assert.equal(short(fixed), ['fixed - fixed']);
  assert.is(fixed[0]?.tracked.fixed?.why, 'its line is gone');
  assert.is(review(known, { files: {} })[0]?.tracked.fixed?.why, 'its file is gone');
});

test('a line that was edited and has the same problem is the same finding', () => {
  const known = first();
  const lines = BEFORE.with(1, '  const total = price * amount * rate + tax;');
  const [it, ...more] = review(known, { lines, found: [found(lines)] });
  assert.equal([it?.change, it?.tracked.id, more.length], ['seen', known[0]?.id, 0]);
});

test('two lines that could be it are both new, and reported as possible matches', () => {
  const known = first();
  const lines = [
    'function pay(price, amount) {',
    '  const a = price + tax;',
    '  log();',
    '  log();',
    '  log();',
    '  log();',
    '  const b = amount + tax;',
    '}',
  ];
  const traces = review(known, { lines, found: [found(lines, { line: 2 }), found(lines, { line: 7 }, 2)] });
  assert.equal(short(traces), ['first-seen F-001 open', 'first-seen F-002 open', 'fixed - fixed']);
  assert.equal([traces[0]?.possibly, traces[1]?.possibly], [known[0]?.id, known[0]?.id]);
});

test('what was fixed and is raised again in the same line came back', () => {
  const gone = review(first(), { lines: ['nothing'] }).map((it) => it.tracked);
  assert.equal(short(review(gone, { lines: ['nothing'] })), []);
  const [back] = review(gone, { found: [found(BEFORE)] });
  assert.equal(
    [back?.change, back?.tracked.id, back?.tracked.standing, back?.tracked.fixed],
    ['came-back', gone[0]?.id, 'open', undefined],
  );
});

test('what is dismissed stays dismissed under any of its fingerprints, until that is withdrawn', () => {
  const known = first();
  const [it] = review(known, { dismissed: [known[0]?.id ?? ''] });
  assert.equal([it?.change, it?.tracked.standing], ['dismissed', 'dismissed']);
  const waved = it ? [it.tracked] : [];
  const renamed = found(BEFORE, { category: 'other-word' });
  assert.is(review(waved, { found: [renamed], dismissed: [known[0]?.id ?? ''] })[0]?.tracked.standing, 'dismissed');
  assert.is(review(waved, { found: [renamed] })[0]?.tracked.standing, 'open');
});

test('a finding whose evidence is nowhere was examined by nobody, so it changes nothing of an earlier one', () => {
  const known = first();
  const invented = found(BEFORE, { state: 'unsupported' });
  assert.equal(
    review(known, { found: [invented] }).map((it) => [it.change, it.tracked.standing, it.tracked.state]),
    [['still-there', 'open', 'full-consensus']],
  );
  assert.equal(short(review(known, { found: [invented, found(BEFORE, {}, 2)] })), ['seen F-002 open']);
  assert.equal(review([], { found: [invented] }), []);
});

test('that a state rests on claims is kept until the finding is examined again', () => {
  const [known] = review([], { found: [{ ...found(BEFORE), claimed: true }] }).map((it) => it.tracked);
  assert.is(known?.claimed, true);
  const [later] = review(known ? [known] : [], {}).map((it) => it.tracked);
  assert.is(later?.claimed, true);
  const [again] = review(known ? [known] : [], { found: [found(BEFORE)] }).map((it) => it.tracked);
  assert.is(again?.claimed, undefined);
});

test('what others refute is closed, and what was refuted when first raised has no history', () => {
  assert.equal(short(review(first(), { found: [found(BEFORE, { state: 'refuted' })] })), ['refuted F-001 refuted']);
  assert.equal(review([], { found: [found(BEFORE, { state: 'refuted' })] }), []);
  const inWords = { found: [{ ...found(BEFORE, { state: 'refuted' }), claimed: true as const }] };
  assert.equal(short(review(first(), inWords)), ['seen F-001 open'], 'it stays open');
  assert.equal(review([], inWords).length, 1);
});

test('what a rule that looked at everything no longer reports is fixed; a model may only have missed it', () => {
  const rule = first({ category: 'deps/unused', seats: ['deps'] });
  assert.equal(short(review(rule, { wholeBy: ['deps'] })), ['fixed - fixed']);
  assert.equal(short(review(rule, { wholeBy: ['links'] })), ['still-there - open']);
  assert.equal(short(review(first(), { wholeBy: ['claude'] })), ['still-there - open']);
});

test('without a place it is recognised by its fingerprint', () => {
  const nowhere = { ...found(BEFORE), anchor: undefined };
  const known = review([], { found: [nowhere] }).map((it) => it.tracked);
  assert.equal(short(review(known, { found: [nowhere] })), ['seen F-001 open']);
  assert.equal(short(review(known, {})), ['still-there - open']);
});

test.run();
