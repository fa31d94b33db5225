// Evidence in one tree, row by row.

import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openEvidenceSource } from '../../../../validators/evidence/source.ts';
import { holds, withSandbox } from './evidence-fixture.ts';

const digestOf = (line: string): string => createHash('sha256').update(line).digest('hex');

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
    'old.c': Buffer.from('/* Caf\xe9 of G\xf6del */\nint one = 1;\n', 'latin1'),
    'door.ts':
      'if (unauthorized === true) deny();\n// allowEverybody(door);\nif (!isClosed(door)) open();\nconst isAdministrator = ask();\n',
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
      [
        'a path that comes back',
        { path: 'src/../src/app.ts', line: 1, quote },
        { outcome: 'absent', note: 'the path goes back by `..`; it must be written without' },
      ],
      [
        'a path out of the repository, hidden',
        { path: 'src/../../x', line: 1 },
        { outcome: 'absent', note: 'the path leads outside the repository' },
      ],
      ['a path out of the repository, backwards', { path: 'src\\..\\..\\x', line: 1 }, { outcome: 'absent' }],
      ['an absolute path', { path: '/etc/passwd', line: 1, quote: 'root:x:0:0:root' }, { outcome: 'absent' }],
      ['a drive', { path: 'C:\\windows\\win.ini', line: 1 }, { outcome: 'absent' }],
      ['a home', { path: '~/.ssh/id_rsa', line: 1 }, { outcome: 'absent' }],
      ['git’s own folder', { path: '.git/config', line: 1 }, { outcome: 'absent' }],

      [
        'bytes that are no UTF-8, as they were meant',
        { path: 'old.c', line: 1, quote: '/* Café of Gödel */' },
        { outcome: 'found', line: 1 },
      ],
      [
        'bytes that are no UTF-8, as a tool shows them',
        { path: 'old.c', line: 1, quote: '/* Caf\ufffd of G\ufffddel */' },
        { outcome: 'found' },
      ],
      [
        'missing, and it is there in an old encoding',
        { searched: { pattern: 'Gödel', scope: '*.c' } },
        { outcome: 'absent', path: 'old.c', line: 1 },
      ],
      [
        'missing in these capitals',
        { searched: { pattern: 'ISADMINISTRATOR', scope: 'door.ts' } },
        { outcome: 'found', note: 'searched again in 1 file: nothing found; in other capitals it is in door.ts:4' },
      ],

      [
        'the end of a word',
        { path: 'door.ts', line: 1, quote: 'authorized === true' },
        { outcome: 'found', note: 'the quote begins within the word “unauthorized”' },
      ],
      [
        'the beginning of a word',
        { path: 'door.ts', line: 4, quote: 'const isAdmin' },
        { outcome: 'found', note: 'the quote ends within the word “isAdministrator”' },
      ],
      [
        'code without the mark of its comment',
        { path: 'door.ts', line: 2, quote: 'allowEverybody(door);' },
        { outcome: 'found', note: 'the quote leaves out that its line begins with “//”' },
      ],
      [
        'a condition without its not',
        { path: 'door.ts', line: 3, quote: 'isClosed(door)) open();' },
        { outcome: 'found', note: 'the quote leaves out the “!” before it' },
      ],
      [
        'elsewhere, and over two lines',
        { path: 'door.ts', line: 40, quote: 'authorized === true) deny();\n// allowEvery' },
        {
          outcome: 'moved',
          note: 'claimed at line 40; elsewhere in the file; the quote begins within the word “unauthorized”; the quote ends within the word “allowEverybody”',
        },
      ],

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

one.run();
