// The re-checks in `deps`: each agrees with a true claim, refutes a false one, and abstains if its method cannot tell.

import { deps } from '../../../../../agents/builtin/deps/analyser.ts';
import { lineDigest } from '../../../../../agents/builtin/secrets/masking.ts';
import { table, text } from '../judged.ts';
import type { Files } from '../planted.ts';

const MANIFEST: Files = {
  'package.json': text(
    '{',
    '  "main": "./lib/gone.js",',
    '  "bin": "./lib/there",',
    '  "types": "./lib/never.d.ts",',
    '  "scripts": {',
    '    "a": "node scripts/gone.js --x",',
    '    "b": "node lib/there.js"',
    '  }',
    '}',
  ),
  'lib/there.js': '1\n',
};
table('reads the files of a command', deps, 'links/missing-script-file', MANIFEST, [
  { at: 'package.json:6', says: 'AGREE' },
  { at: 'package.json:7', says: 'DISAGREE' },
  { at: 'package.json:2', says: 'AGREE' },
]);
table(
  'tries what a compiler tries',
  deps,
  'links/missing-tsconfig-path',
  {
    'tsconfig.json': text('{', '  "extends": "./base",', '  "files": ["./gone.ts"],', '  "x": ["./src/*"]', '}'),
    'base.json': '{}\n',
    'src/a.ts': '1\n',
  },
  [
    { at: 'tsconfig.json:2', says: 'DISAGREE' },
    { at: 'tsconfig.json:3', says: 'AGREE' },
    { at: 'tsconfig.json:4', says: 'DISAGREE' },
  ],
);
table(
  'searches manifests as text',
  deps,
  'links/unknown-script',
  {
    '.github/workflows/a.yml': text('run: npm run lint', 'run: npm run gone', 'run: npm ci'),
    'package.json': '{ "scripts": { "lint": "x" } }\n',
  },
  [
    { at: '.github/workflows/a.yml:1', says: 'DISAGREE' },
    { at: '.github/workflows/a.yml:2', says: 'AGREE' },
    { at: '.github/workflows/a.yml:3', says: 'ABSTAIN' },
  ],
);
table('asks for both spellings', deps, 'slips/case-collision', { 'a/Readme.md': '1\n', 'a/README.md': '2\n', 'b.md': '3\n' }, [
  { at: 'a/Readme.md', with: ['a/README.md'], says: 'AGREE' },
  { at: 'b.md', with: ['B.md'], says: 'DISAGREE' },
]);
const SECRET = 'SESSION_SECRET=q7Rk2Vx9Zt4Lm8Wp3';
for (const category of ['secrets/provider-token', 'secrets/assigned-literal', 'secrets/private-key']) {
  table(
    'asks the example beside it and .gitignore',
    deps,
    category,
    {
      '.env': `${SECRET}\n`,
      '.env.example': 'SESSION_SECRET=\n',
      'x/.env': `${SECRET}\n`,
      'x/.env.sample': `${SECRET}\n`,
      'y/a.txt': `${SECRET}\n`,
      'z/kept.txt': `${SECRET}\n`,
      '.gitignore': 'z/kept.txt\n',
    },
    [
      { at: '.env:1', says: 'AGREE', digest: lineDigest(SECRET) },
      { at: 'x/.env:1', says: 'DISAGREE', digest: lineDigest(SECRET) },
      { at: 'y/a.txt:1', says: 'ABSTAIN', digest: lineDigest(SECRET) },
      { at: 'z/kept.txt:1', says: 'AGREE', digest: lineDigest(SECRET) },
      { at: 'y/a.txt:1', says: 'DISAGREE', digest: lineDigest('another') },
    ],
  );
}
table('asks whether it is there', deps, 'secrets/still-in-history', { '.env': 'A=1\n' }, [
  { at: '', command: 'git show HEAD^:.env', says: 'DISAGREE' },
  { at: '', command: 'git show HEAD^:never', says: 'DISAGREE' },
  { at: '', command: 'ls', says: 'ABSTAIN' },
]);
table(
  'and which commit took it',
  deps,
  'secrets/still-in-history',
  { '.env': 'A=1\n', 'a.txt': '1\n' },
  [{ at: '', command: 'git show HEAD^:.env', says: 'AGREE' }],
  { remove: ['.env'] },
);
