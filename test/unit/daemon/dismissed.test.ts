// The file of dismissals: read entry by entry, and added to without touching what a person wrote.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Dismissal, MOST_DISMISSALS } from '../../../contracts/findings/dismissal.ts';
import { dismissedIn, withDismissal } from '../../../daemon/dismissals/dismissed.ts';

const reading = suite('a file of dismissals is read');
const adding = suite('a dismissal is added');

const entry = (fingerprint: string, more: Partial<Dismissal> = {}): Dismissal => ({ fingerprint, why: 'it is generated', ...more });
const named = (text: string) => dismissedIn(text).dismissed.map((it) => it.fingerprint);

reading('with nothing in it, as nothing', () => {
  for (const text of ['', '# only a comment\n', 'dismissed:\n', 'dismissed: []\n', 'dismissed: # none yet\n']) {
    assert.equal(dismissedIn(text), { dismissed: [], faults: [] }, JSON.stringify(text));
  }
});

reading('entry by entry: an invalid one loses only itself and gives its position', () => {
  const { dismissed, faults } = dismissedIn(
    [
      'dismissed:',
      '  - fingerprint: f-1',
      '    why: too short',
      '  - why: no name',
      '  - 7',
      '  -',
      '  - fingerprint: f-aaaaaaaaaaaa',
      '    why: known',
      '    whyy: a slip',
      '  - fingerprint: f-bbbbbbbbbbbb',
      '    why: known',
      '    when: 2026-08-30',
    ].join('\n'),
  );
  assert.equal(dismissed, [{ fingerprint: 'f-bbbbbbbbbbbb', why: 'known', when: '2026-08-30' }]);
  assert.equal(
    faults.map((it) => it.split(': ')[0]),
    ['line 2, column 5', 'line 4, column 5', 'line 5, column 5', 'line 6, column 4', 'line 7, column 5'],
  );
  assert.match(faults[0] ?? '', '`fingerprint`: ');
  assert.match(faults[4] ?? '', 'whyy');
});

reading('as no list: one fault, nothing dismissed, whatever it is', () => {
  const strange = ['- a', 'foo: 1', 'dismissed: 7', 'dismissed: {a: b}', 'just text', 'dismissed: [', '\t- x', 'a: &a [*a]'];
  for (const text of strange) {
    const { dismissed, faults } = dismissedIn(text);
    assert.equal(dismissed, [], text);
    assert.is(faults.length, 1, `${text}: ${faults}`);
    assert.match(faults[0] ?? '', /^line \d+, column \d+: /);
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => dismissedIn(text).dismissed.length === 0),
    { numRuns: 300 },
  );
});

reading('with nested aliases: no entry, and no exhausted memory', () => {
  const bomb = [
    'dismissed:',
    '  - &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((it, at) => `  - &${it} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(', ')}]`),
  ];
  assert.equal(dismissedIn(bomb.join('\n')).dismissed, []);
});

reading('up to a limit of entries', () => {
  const text = `dismissed:\n${Array.from({ length: MOST_DISMISSALS + 3 }, (_, at) => `  - { fingerprint: f-${String(100_000_000_000 + at)}, why: w }\n`).join('')}`;
  const { dismissed, faults } = dismissedIn(text);
  assert.is(dismissed.length, MOST_DISMISSALS);
  assert.match(faults.join(), `${MOST_DISMISSALS + 3} entries`);
});

adding('to no file creates one that says what it is', () => {
  const text = withDismissal(undefined, entry('f-aaaaaaaaaaaa', { title: 'A: "quoted" # one', who: 'Ann', when: '2026-08-30' }), 'x');
  assert.match(text, /^# Findings of Muster .*\n# .*remove its entry\.\n\ndismissed:\n {2}- fingerprint: f-aaaaaaaaaaaa\n/);
  assert.equal(dismissedIn(text).dismissed, [
    { fingerprint: 'f-aaaaaaaaaaaa', title: 'A: "quoted" # one', why: 'it is generated', who: 'Ann', when: '2026-08-30' },
  ]);
});

const OWN = `# ours
version: 3 # somebody's own key

dismissed:   # the list
# about c
- fingerprint: f-cccccccccccc   # trailing
  why: 'single quoted'

# about e
- why: >-
    folded text that
    stays folded
  fingerprint: f-eeeeeeeeeeee
# the end`;

adding('in the order of fingerprints, leaving a person’s lines as they are', () => {
  for (const [fingerprint, order] of [
    ['f-aaaaaaaaaaaa', ['f-aaaaaaaaaaaa', 'f-cccccccccccc', 'f-eeeeeeeeeeee']],
    ['f-dddddddddddd', ['f-cccccccccccc', 'f-dddddddddddd', 'f-eeeeeeeeeeee']],
    ['f-ffffffffffff', ['f-cccccccccccc', 'f-eeeeeeeeeeee', 'f-ffffffffffff']],
  ] as const) {
    const text = withDismissal(OWN, entry(fingerprint, { why: 'one\n\nand two' }), 'x');
    assert.equal(named(text), [...order]);
    const added = [`- fingerprint: ${fingerprint}`, '  why: |-', '    one', '', '    and two'].join('\n');
    assert.is(text.replace(`${added}\n`, '').trimEnd(), OWN);
    assert.is(dismissedIn(text).dismissed.find((it) => it.fingerprint === fingerprint)?.why, 'one\n\nand two');
  }
});

adding('keeps a comment with the entry below it', () => {
  const text = withDismissal(OWN, entry('f-dddddddddddd'), 'x');
  assert.ok(text.indexOf('f-dddddddddddd') < text.indexOf('# about e'));
  assert.ok(withDismissal(OWN, entry('f-aaaaaaaaaaaa'), 'x').indexOf('f-aaaaaaaaaaaa') < OWN.indexOf('# about c') + 30);
});

adding('keeps the line ends of Windows', () => {
  const own = OWN.replaceAll('\n', '\r\n');
  const text = withDismissal(own, entry('f-dddddddddddd', { why: 'a\nb' }), 'x');
  assert.not.match(text, /[^\r]\n/);
  assert.equal(named(text), ['f-cccccccccccc', 'f-dddddddddddd', 'f-eeeeeeeeeeee']);
});

adding('to a list in brackets', () => {
  const text = withDismissal('# ours\ndismissed: [{ fingerprint: f-bbbbbbbbbbbb, why: w }]\n', entry('f-aaaaaaaaaaaa'), 'x');
  assert.equal(named(text), ['f-aaaaaaaaaaaa', 'f-bbbbbbbbbbbb']);
  assert.match(text, '# ours');
  assert.equal(named(withDismissal('dismissed: []', entry('f-aaaaaaaaaaaa'), 'x')), ['f-aaaaaaaaaaaa']);
});

adding('one after another gives what was added, sorted, whatever the words', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((it) => it.trim() !== '');
  const several = fc.uniqueArray(
    fc.record({ name: fc.integer({ min: 0, max: 0xffffff }).map((it) => it.toString(16).padStart(12, '0')), why: words, title: words }),
    {
      selector: (it) => it.name,
      minLength: 1,
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(several, (list) => {
      const all = list.map(({ name, why, title }) => entry(`f-${name}`, { why, title }));
      const text = all.reduce<string | undefined>((before, it) => withDismissal(before, it, 'x'), undefined);
      assert.equal(dismissedIn(text ?? ''), { faults: [], dismissed: all.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)) });
    }),
    { numRuns: 100 },
  );
});

adding('is refused if the file is invalid, so nothing is lost', () => {
  for (const text of ['dismissed: [', 'foo: 1', 'dismissed:\n  - fingerprint: f-1\n']) {
    assert.throws(
      () => withDismissal(text, entry('f-aaaaaaaaaaaa'), '/p/.muster/dismissed.yaml'),
      (error: { code: string; message: string }) =>
        error.code === 'config-invalid' && error.message.startsWith('/p/.muster/dismissed.yaml: line '),
    );
  }
});

reading.run();
adding.run();
