// The table of evidence, against real repositories: what a worker claims, and what the program says to it.

import { createHash } from 'node:crypto';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Evidence, EvidenceCheck } from '../../../contracts/findings/finding.ts';
import { checkEvidence } from '../../../validators/evidence/check-evidence.ts';
import type { EvidenceSource } from '../../../validators/evidence/evidence-source.ts';
import { fingerprint } from '../../../validators/evidence/fingerprint.ts';
import { openEvidenceSource } from '../../../validators/evidence/source.ts';
import { type Sandbox, sandbox } from '../runtime/workspace/sandbox.ts';

type Context = { box: Sandbox; stop: AbortController };
type Row = [what: string, evidence: Evidence, expected: Partial<EvidenceCheck>];

const digestOf = (line: string): string => createHash('sha256').update(line).digest('hex');

async function check(evidence: Evidence, source: EvidenceSource): Promise<EvidenceCheck> {
  return EvidenceCheck.parse(await checkEvidence(Evidence.parse(evidence), source));
}

function withSandbox(name: string) {
  const test = suite<Context>(name);
  test.before.each((context) => {
    context.box = sandbox();
    context.stop = new AbortController();
  });
  test.after.each(({ box, stop }) => {
    stop.abort();
    box.remove();
  });
  return test;
}

async function holds(rows: readonly Row[], source: EvidenceSource): Promise<void> {
  for (const [what, evidence, expected] of rows) {
    const found = await check(evidence, source);
    const seen = Object.fromEntries(Object.keys(expected).map((key) => [key, found[key as keyof EvidenceCheck]]));
    assert.equal(seen, expected, `${what}: ${JSON.stringify(found)}`);
  }
}

const one = withSandbox('evidence in one tree');

const APP = [
  "import { connect } from './db.ts';", // 1
  '', // 2
  'export async function checkout(cart) {', // 3
  '\tconst connection = await connect();', // 4
  '  for (const item of cart.items) {', // 5
  '    await connection.query(item.sql);', // 6
  '  }', // 7
  '}', // 8
  ...Array.from({ length: 20 }, (_, n) => `// filler ${n}`), // 9..28
  'log("repeated statement");', // 29
  '', // 30
  'const once = 1;', // 31
  ...Array.from({ length: 20 }, (_, n) => `// more ${n}`), // 32..51
  'log("repeated statement");', // 52
  'x = 7', // 53
  '}', // 54
];

one('is told row by row', async ({ box, stop }) => {
  const repo = box.repo();
  repo.write({
    'src/app.ts': `${APP.join('\n')}\n`,
    'src/windows.txt': 'first line of it\r\nsecond line of it\r\n\r\nthird line of it\r\n',
    'src/mac.txt': 'first line of it\rsecond line of it\r',
    'src/näme.txt': 'Grüße an alle Leser\n',
    'src/decomposed.txt': 'Gru\u0308ße an alle Leser\n',
    'with space.txt': 'some text that is long enough\n',
    'new\nline.txt': 'some text that is long enough\n',
    'empty.txt': '',
    'blob.bin': Buffer.from([0, 1, 2, 3]),
    'huge.txt': Buffer.alloc(8 * 1024 * 1024 + 1, 'a line of text\n'),
    'config.env': 'A=1\nAPI_KEY =   "sk-verysecret123"\nB=2\nC=3\nD=4\nE=5\nF=6\nG=7\n',
    '.gitignore': 'dist\n',
  });
  symlinkSync('src/app.ts', join(repo.root, 'link'));
  const commit = repo.commit();
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, signal: stop.signal });
  const app = 'src/app.ts';
  const quote = 'await connection.query(item.sql);';

  await holds(
    [
      [
        'at the line',
        { path: app, line: 6, quote },
        { outcome: 'found', path: app, side: 'head', line: 6, endLine: undefined, note: undefined },
      ],
      ['three lines off, corrected and marked', { path: app, line: 9, quote }, { outcome: 'found', line: 6, note: 'claimed at line 9' }],
      ['three lines off the other way', { path: app, line: 3, quote }, { outcome: 'found', line: 6 }],
      ['four lines off', { path: app, line: 10, quote }, { outcome: 'moved', line: 6, note: 'claimed at line 10; elsewhere in the file' }],
      [
        'within the named lines',
        { path: app, line: 1, endLine: 20, quote },
        { outcome: 'found', line: 6, note: 'of lines 1 to 20 only what is quoted is evidence' },
      ],
      [
        'one quoted line, and the whole file claimed with it',
        { path: app, line: 6, endLine: 54, quote },
        { outcome: 'found', line: 6, endLine: undefined, note: 'of lines 6 to 54 only what is quoted is evidence' },
      ],
      [
        'an invention of few characters',
        { path: app, line: 6, quote: 'eval(x)' },
        { outcome: 'absent', note: 'the file does not contain this text' },
      ],
      [
        'few characters that another line holds',
        { path: app, line: 31, quote: 'item.sql' },
        { outcome: 'absent', line: undefined, note: 'the named line does not contain this text' },
      ],
      ['few characters of the named line', { path: app, line: 6, quote: 'item.sql' }, { outcome: 'uncheckable', line: 6 }],
      ['beyond the end of the file', { path: app, line: 5000, quote }, { outcome: 'moved', line: 6 }],
      ['without a line', { path: app, quote }, { outcome: 'found', line: 6 }],
      ['with an end before its line', { path: app, line: 6, endLine: 2, quote }, { outcome: 'found', line: 6 }],
      ['on a side, where there is no range', { path: app, side: 'from', line: 6, quote }, { outcome: 'found', side: 'head' }],
      ['of several places the nearest', { path: app, line: 50, quote: 'log("repeated statement");' }, { outcome: 'found', line: 52 }],
      [
        'of several places the nearest, far off',
        { path: app, line: 36, quote: 'log("repeated statement");' },
        { outcome: 'moved', line: 29 },
      ],
      ['tabs and blanks', { path: app, line: 4, quote: '    const   connection = await\tconnect();' }, { outcome: 'found', line: 4 }],
      [
        'over several lines',
        { path: app, line: 5, quote: 'for (const item of cart.items) {\n  await connection.query(item.sql);\n}' },
        { outcome: 'found', line: 5, endLine: 7 },
      ],
      [
        'over lines with an empty one between',
        { path: app, line: 1, quote: "from './db.ts';\nexport async function" },
        { outcome: 'found', line: 1, endLine: 3 },
      ],
      [
        'in one line what stands in two',
        { path: app, line: 5, quote: 'cart.items) { await connection.query' },
        { outcome: 'found', line: 5, endLine: 6 },
      ],
      ['invented', { path: app, line: 6, quote: 'await connection.close(item.sql);' }, { outcome: 'absent', path: app, line: undefined }],
      ['in another case', { path: app, line: 6, quote: 'AWAIT connection.query(item.sql);' }, { outcome: 'absent' }],
      ['with a dot before the path', { path: './src//app.ts', line: 6, quote }, { outcome: 'found', path: app }],

      ['a short whole line where it is', { path: app, line: 31, quote: 'x = 7' }, { outcome: 'moved', line: 53 }],
      ['a short whole line near', { path: app, line: 53, quote: 'x  =  7' }, { outcome: 'found', line: 53 }],
      ['a short whole line that stands once, without a line', { path: app, quote: 'x = 7' }, { outcome: 'found', line: 53 }],
      ['a brace near', { path: app, line: 8, quote: '}' }, { outcome: 'found', line: 8 }],
      ['a brace far off', { path: app, line: 30, quote: '}' }, { outcome: 'absent', line: undefined }],
      ['a brace without a line', { path: app, quote: '}' }, { outcome: 'uncheckable' }],
      ['a short part of a line', { path: app, line: 6, quote: 'item.sql' }, { outcome: 'uncheckable' }],
      ['eleven characters', { path: app, line: 6, quote: 'onnection.q' }, { outcome: 'uncheckable' }],
      ['twelve characters', { path: app, line: 6, quote: 'onnection.qu' }, { outcome: 'found' }],
      ['blanks do not lengthen', { path: app, line: 6, quote: 'await   c' }, { outcome: 'uncheckable' }],

      [
        'Windows line ends',
        { path: 'src/windows.txt', line: 2, quote: 'second line of it\n\nthird line of it' },
        { outcome: 'found', line: 2, endLine: 4 },
      ],
      ['old Mac line ends', { path: 'src/mac.txt', line: 2, quote: 'second line of it' }, { outcome: 'found', line: 2 }],
      [
        'a composed quote of decomposed text',
        { path: 'src/decomposed.txt', line: 1, quote: 'Gr\u00fcße an alle Leser' },
        { outcome: 'found', line: 1 },
      ],
      [
        'a decomposed quote of composed text',
        { path: 'src/näme.txt', line: 1, quote: 'Gru\u0308ße an alle Leser' },
        { outcome: 'found', line: 1 },
      ],
      ['a decomposed path', { path: 'src/na\u0308me.txt', line: 1, quote: 'Grüße an alle Leser' }, { outcome: 'found', line: 1 }],
      ['a path with blanks', { path: 'with space.txt', line: 1, quote: 'text that is long enough' }, { outcome: 'found' }],
      ['a path with a line break', { path: 'new\nline.txt', line: 1, quote: 'text that is long enough' }, { outcome: 'found' }],

      ['a place', { path: app, line: 31 }, { outcome: 'located', line: 31, endLine: undefined }],
      ['some lines', { path: app, line: 50, endLine: 90 }, { outcome: 'located', line: 50, endLine: 54 }],
      ['a file', { path: app }, { outcome: 'located', line: undefined }],
      ['a folder', { path: 'src/' }, { outcome: 'located', path: 'src' }],
      ['an empty quote', { path: app, line: 3, quote: ' \n' }, { outcome: 'located', line: 3 }],
      ['the last line', { path: app, line: 54 }, { outcome: 'located' }],
      ['a line after the last', { path: app, line: 55 }, { outcome: 'absent', note: 'the file has 54 lines' }],
      ['a line of an empty file', { path: 'empty.txt', line: 1 }, { outcome: 'absent' }],
      ['a line of a folder', { path: 'src', line: 1 }, { outcome: 'absent' }],
      ['a quote in a folder', { path: 'src', quote }, { outcome: 'absent' }],
      ['no such file', { path: 'src/none.ts', line: 1 }, { outcome: 'absent', note: 'no such file' }],
      ['no such file, with a quote', { path: 'src/none.ts', line: 1, quote }, { outcome: 'absent' }],
      ['an ignored file', { path: 'dist/app.js', line: 1, quote }, { outcome: 'absent' }],
      ['a link, by what it says', { path: 'link', quote: 'src/app.ts' }, { outcome: 'found' }],

      ['a binary file', { path: 'blob.bin' }, { outcome: 'located' }],
      [
        'a quote in a binary file',
        { path: 'blob.bin', line: 1, quote },
        { outcome: 'uncheckable', line: undefined, note: 'this is a binary file; it was skipped' },
      ],
      ['a quote in a huge file', { path: 'huge.txt', line: 1, quote }, { outcome: 'uncheckable' }],
      ['a line of a huge file', { path: 'huge.txt', line: 1 }, { outcome: 'uncheckable' }],

      [
        'a secret by its digest',
        { path: 'config.env', line: 2, quote: 'API_KEY = "sk-********"', quoteDigest: digestOf('API_KEY = "sk-verysecret123"') },
        { outcome: 'found', line: 2 },
      ],
      [
        'a secret by its digest, elsewhere',
        { path: 'config.env', line: 8, quoteDigest: digestOf('API_KEY = "sk-verysecret123"') },
        { outcome: 'moved', line: 2 },
      ],
      [
        'a secret by another digest',
        { path: 'config.env', line: 2, quote: 'API_KEY =   "sk-verysecret123"', quoteDigest: digestOf('other') },
        { outcome: 'absent' },
      ],

      [
        'a path out of the repository',
        { path: '../other/src/app.ts', line: 1, quote },
        { outcome: 'absent', note: 'the path leads outside the repository' },
      ],
      ['a path out of the repository, hidden', { path: 'src/../../x', line: 1 }, { outcome: 'absent' }],
      ['a path out of the repository, backwards', { path: 'src\\..\\..\\x', line: 1 }, { outcome: 'absent' }],
      ['an absolute path', { path: '/etc/passwd', line: 1, quote: 'root:x:0:0:root' }, { outcome: 'absent' }],
      ['a drive', { path: 'C:\\windows\\win.ini', line: 1 }, { outcome: 'absent' }],
      ['a home', { path: '~/.ssh/id_rsa', line: 1 }, { outcome: 'absent' }],
      ['git’s own folder', { path: '.git/config', line: 1 }, { outcome: 'absent' }],

      ['a command', { command: 'npm test', output: '3 failed' }, { outcome: 'uncheckable' }],
      ['a command about a file', { path: app, line: 6, command: 'sed -n 6p' }, { outcome: 'located' }],

      [
        'missing, and it is',
        { searched: { pattern: 'connection.release', scope: 'src/**' } },
        { outcome: 'found', path: 'src/**', note: 'searched again in 5 files: nothing found' },
      ],
      ['missing, and it is not', { searched: { pattern: 'connection.query', scope: 'src/**' } }, { outcome: 'absent', path: app, line: 6 }],
      [
        'missing, with a binary file in the scope',
        { searched: { pattern: 'nowhere at all', scope: '{blob.bin,empty.txt}' } },
        { outcome: 'found', note: 'searched again in 1 file: nothing found; 1 binary file was skipped' },
      ],
      ['missing from one file', { searched: { pattern: 'connection.query', scope: 'src/windows.txt' } }, { outcome: 'found' }],
      ['missing from a folder', { searched: { pattern: 'connection.query', scope: 'src' } }, { outcome: 'absent', path: app }],
      [
        'missing, over two lines',
        { searched: { pattern: 'first line of it\nsecond', scope: 'src/windows.txt' } },
        { outcome: 'absent', line: 1 },
      ],
      ['missing, as no regular expression', { searched: { pattern: 'connection.*query', scope: '**/*.ts' } }, { outcome: 'found' }],
      ['missing where nothing is', { searched: { pattern: 'describe(', scope: 'tests/**' } }, { outcome: 'uncheckable' }],
      ['missing where nobody could look', { searched: { pattern: 'describe(', scope: '**/*.txt' } }, { outcome: 'uncheckable' }],
      ['missing from elsewhere', { searched: { pattern: 'root', scope: '../**' } }, { outcome: 'absent' }],
      [
        'missing from a path that is named too',
        { path: app, searched: { pattern: 'connection.query', scope: app } },
        { outcome: 'absent' },
      ],
    ],
    source,
  );
  await source.close();
});

one('follows a file that git says was renamed', async ({ box, stop }) => {
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

const both = withSandbox('evidence in a range');

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

one.run();
both.run();

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

rules('whatever a worker writes, the check answers with a whole check', async () => {
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

rules.run();
