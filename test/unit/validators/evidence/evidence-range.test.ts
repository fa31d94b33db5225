// Evidence in a range, which may be on either side, and in a file that was renamed; and what checks and fingerprints mean.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EvidenceSource } from '../../../../validators/evidence/evidence-source.ts';
import { fingerprint } from '../../../../validators/evidence/fingerprint.ts';
import { openEvidenceSource } from '../../../../validators/evidence/source.ts';
import { check, holds, withSandbox } from './evidence-fixture.ts';

const both = withSandbox('evidence in a range');
const renamed = withSandbox('evidence in a renamed file');

both('may point at either side', async ({ box, stop }) => {
  const repo = box.repo();
  const body = Array.from({ length: 12 }, (_, n) => `// the body of this file, line ${n}\n`).join('');
  const from = repo.commit({
    'a.ts': `checkPermission(user);\n${body}`,
    'gone.ts': 'the text of a file that went\n',
    'old.ts': `${body}oldTextAtTheEnd();\n`,
  });
  rmSync(join(repo.root, 'gone.ts'));
  repo.git('mv', 'old.ts', 'new.ts');
  const commit = repo.commit({
    'a.ts': `${body}allowEverybody(user);\n`,
    'new.ts': `${body}newTextAtTheEnd();\n`,
    'born.ts': 'the text of a file that came\n',
    'born.bin': Buffer.from([0, 1, 2, 3]),
  });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, from, signal: stop.signal });
  const removed = 'checkPermission(user);';
  await holds(
    [
      ['head', { path: 'a.ts', line: 13, quote: 'allowEverybody(user);' }, { outcome: 'found', side: 'head' }],
      ['head, said so', { path: 'a.ts', side: 'head', line: 13, quote: 'allowEverybody(user);' }, { outcome: 'found' }],
      ['from', { path: 'a.ts', side: 'from', line: 1, quote: removed }, { outcome: 'found', side: 'from', line: 1 }],
      [
        'removed, and the side forgotten',
        { path: 'a.ts', line: 1, quote: removed },
        { outcome: 'moved', side: 'from', line: 1, note: 'it exists only before the change' },
      ],
      ['removed, and said to be there', { path: 'a.ts', side: 'head', line: 1, quote: removed }, { outcome: 'absent', side: 'head' }],
      [
        'added, and said to have been there',
        { path: 'a.ts', side: 'from', line: 13, quote: 'allowEverybody(user);' },
        { outcome: 'absent', side: 'from' },
      ],
      ['in a removed file', { path: 'gone.ts', side: 'from', line: 1, quote: 'the text of a file that went' }, { outcome: 'found' }],
      [
        'a removed file, by a line',
        { path: 'gone.ts', line: 1 },
        { outcome: 'located', side: 'from', line: 1, note: 'it exists only before the change' },
      ],
      ['a removed file, by its name', { path: 'gone.ts' }, { outcome: 'located', side: 'from' }],
      [
        'a removed file, quoted without a side',
        { path: 'gone.ts', line: 1, quote: 'the text of a file that went' },
        { outcome: 'found', side: 'from', note: 'it exists only before the change' },
      ],
      [
        'a removed file, said to be there',
        { path: 'gone.ts', side: 'head', line: 1, quote: 'the text of a file that went' },
        { outcome: 'found', side: 'from' },
      ],
      ['a removed file, with an invention', { path: 'gone.ts', line: 1, quote: 'what this file never held' }, { outcome: 'absent' }],
      ['a line that a removed file never had', { path: 'gone.ts', line: 9 }, { outcome: 'absent' }],
      [
        'an added file, said to have been there',
        { path: 'born.ts', side: 'from', line: 1, quote: 'the text of a file that came' },
        { outcome: 'found', side: 'head', note: 'it exists only after the change' },
      ],
      ['an added file, by a line of the wrong side', { path: 'born.ts', side: 'from', line: 1 }, { outcome: 'located', side: 'head' }],
      [
        'a line of a renamed file by its old name',
        { path: 'old.ts', line: 13 },
        { outcome: 'located', path: 'old.ts', side: 'from', line: 13 },
      ],
      [
        'a line of a renamed file before the change, by its new name',
        { path: 'new.ts', side: 'from', line: 13 },
        { outcome: 'located', path: 'new.ts', side: 'head' },
      ],
      [
        'an added picture',
        { path: 'born.bin', line: 1, quote: 'the text of a file that came' },
        { outcome: 'uncheckable', note: 'this is a binary file; it was skipped' },
      ],
      ['a line of a file that was on neither side', { path: 'never.ts', line: 1 }, { outcome: 'absent' }],
      [
        'in a renamed file by its old name',
        { path: 'old.ts', line: 13, quote: 'newTextAtTheEnd();' },
        { outcome: 'moved', path: 'new.ts', side: 'head' },
      ],
      [
        'before the change by its new name',
        { path: 'new.ts', side: 'from', line: 13, quote: 'oldTextAtTheEnd();' },
        { outcome: 'moved', path: 'old.ts', side: 'from' },
      ],
      [
        'before the change by its new name, side forgotten',
        { path: 'new.ts', line: 13, quote: 'oldTextAtTheEnd();' },
        { outcome: 'moved', path: 'old.ts', side: 'from' },
      ],
      ['missing before', { side: 'from', searched: { pattern: 'allowEverybody', scope: '**' } }, { outcome: 'found', side: 'from' }],
      ['missing now', { searched: { pattern: 'checkPermission', scope: '**' } }, { outcome: 'found', side: 'head' }],
    ],
    source,
  );
  await source.close();
});

const rules = suite('what checks mean');

rules('a fingerprint is the same for the same thing, and for nothing else', () => {
  const name = fingerprint('links/dead', 'docs/a.md', 'see [b](b.md)');
  assert.match(name, /^f-[0-9a-f]{12}$/);
  assert.is(fingerprint('Links/Dead', './docs//a.md', '  see\t[b](b.md)\r\n'), name);
  assert.is(fingerprint('x', 'ä.md', 'ü'), fingerprint('x', 'a\u0308.md', 'u\u0308'));
  const others = [
    fingerprint('links/dead', 'docs/a.md', 'see [c](b.md)'),
    fingerprint('links/dead', 'docs/b.md', 'see [b](b.md)'),
    fingerprint('other', 'docs/a.md', 'see [b](b.md)'),
  ];
  assert.is(new Set([name, ...others]).size, 4);
  assert.is.not(fingerprint('a', 'b c', ''), fingerprint('a', 'b', 'c'));
});

rules('whatever a worker writes, the result of the check is valid', async () => {
  const text = 'one line of text\n'.repeat(3);
  const source: EvidenceSource = {
    hasFrom: true,
    file: async (_side, path) => (path === 'a' ? { kind: 'text', text } : { kind: 'absent' }),
    paths: async () => ['a'],
    renamed: async () => undefined,
  };
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('a', '**', '../a', 'one line of text', '\n', '\0', '.'),
  );
  const evidence = fc.record(
    {
      path: words.filter((it) => it !== ''),
      side: fc.constantFrom('head' as const, 'from' as const),
      line: fc.integer({ min: 1 }),
      endLine: fc.integer({ min: 1 }),
      quote: words,
      searched: fc.record({ pattern: words.filter((it) => it !== ''), scope: words.filter((it) => it !== '') }),
    },
    { requiredKeys: ['path'] },
  );
  await fc.assert(
    fc.asyncProperty(evidence, async (it) => {
      await check(it, source);
    }),
  );
});

renamed('follows a file that git says was renamed', async ({ box, stop }) => {
  const repo = box.repo();
  const text = 'the quick brown fox jumps\nover the lazy dog again\n';
  repo.commit({ 'a.txt': text, 'split.txt': text });
  repo.git('mv', 'a.txt', 'b.txt');
  repo.commit();
  repo.git('mv', 'b.txt', 'deep.txt');
  repo.git('mv', 'split.txt', 'other.txt');
  repo.commit();
  const commit = repo.commit({ 'split.txt': 'something else altogether\n' });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, signal: stop.signal });
  const quote = 'over the lazy dog again';
  await holds(
    [
      [
        'twice renamed',
        { path: 'a.txt', line: 2, quote },
        { outcome: 'moved', path: 'deep.txt', line: 2, note: 'git says that a.txt was renamed to this' },
      ],
      ['renamed, and not in there', { path: 'a.txt', line: 2, quote: 'never in any of them' }, { outcome: 'absent', path: 'a.txt' }],
      ['renamed, and another took its name', { path: 'split.txt', line: 1, quote }, { outcome: 'moved', path: 'other.txt' }],
      ['a place in what was renamed', { path: 'a.txt', line: 2 }, { outcome: 'absent' }],
    ],
    source,
  );
  await source.close();
});

both.run();
renamed.run();
rules.run();
