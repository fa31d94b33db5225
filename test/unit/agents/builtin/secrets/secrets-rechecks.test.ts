// The re-checks in `secrets`: each agrees with a true claim, refutes a false one, and abstains if its method cannot tell.

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { secrets } from '../../../../../agents/builtin/secrets/analyser.ts';
import { table, text } from '../judged.ts';

table(
  'asks git and history for the target',
  secrets,
  'links/dead-relative-link',
  {
    'docs/a.md': text('[a](gone.md)', '[b](../b.md#x)', '[c](https://example.org)', '```', '[d](gone.md)', '```', '[e]: gone/e.md'),
    'b.md': '1\n',
  },
  [
    { at: 'docs/a.md:1', says: 'AGREE' },
    { at: 'docs/a.md:2', says: 'DISAGREE' },
    { at: 'docs/a.md:3', says: 'ABSTAIN' },
    { at: 'docs/a.md:5', says: 'DISAGREE' },
    { at: 'docs/a.md:7', says: 'AGREE' },
  ],
);
table(
  'tries the pattern with another matcher',
  secrets,
  'links/codeowners-nothing',
  { 'CODEOWNERS': text('/src/ @a', '/gone/ @a', '*.js @a', '*.rb @a', 'docs/**/x.md @a'), 'src/a.js': '1\n', 'docs/a/b/x.md': '1\n' },
  [
    { at: 'CODEOWNERS:1', says: 'DISAGREE' },
    { at: 'CODEOWNERS:2', says: 'AGREE' },
    { at: 'CODEOWNERS:3', says: 'DISAGREE' },
    { at: 'CODEOWNERS:4', says: 'AGREE' },
    { at: 'CODEOWNERS:5', says: 'DISAGREE' },
  ],
);
table(
  'and path filters likewise',
  secrets,
  'links/workflow-paths-nothing',
  { '.github/workflows/a.yml': text("- 'src/**'", "- 'gone/**'", '- src/*.rb', 'x: 1'), 'src/a.js': '1\n' },
  [
    { at: '.github/workflows/a.yml:1', says: 'DISAGREE' },
    { at: '.github/workflows/a.yml:2', says: 'AGREE' },
    { at: '.github/workflows/a.yml:3', says: 'AGREE' },
    { at: '.github/workflows/a.yml:4', says: 'ABSTAIN' },
  ],
);
table(
  'counts the markers',
  secrets,
  'slips/conflict-block',
  { 'a.js': text('<<<<<<< HEAD', 'a', '=======', 'b', '>>>>>>> x', '<<<<<<< HEAD', 'a') },
  [
    { at: 'a.js:1', with: ['a.js:5'], says: 'AGREE' },
    { at: 'a.js:6', says: 'DISAGREE' },
    { at: 'a.js:2', says: 'DISAGREE' },
  ],
);
table(
  'asks when it was promised',
  secrets,
  'slips/promise-due',
  [
    {
      'package.json': '{ "version": "1.0.0" }\n',
      'a.js': text('// remove in 2.0', '// TODO after 2024-01-01', '// TODO after 2099-01-01'),
    },
    { 'package.json': '{ "version": "2.1.0" }\n' },
  ],
  [
    {
      at: 'a.js:1',
      title: 'promises a removal that was due at 2.0',
      claim: '“remove in 2.0”. package.json says that the project is at 2.1.0.',
      says: 'AGREE',
    },
    {
      at: 'a.js:1',
      title: 'promises a removal that was due at 3.0',
      claim: '“remove in 3.0”. package.json says that the project is at 2.1.0.',
      says: 'DISAGREE',
    },
    // The sandbox commits in 2026: the sentence is younger than its date.
    { at: 'a.js:2', title: 'promises a removal that was due at 2024-01-01', says: 'ABSTAIN' },
    { at: 'a.js:3', title: 'promises a removal that was due at 2099-01-01', says: 'DISAGREE' },
  ],
);
table(
  'asks for the mode',
  secrets,
  'slips/missing-exec-bit',
  { 'ci.yml': text('run: ./a.sh', 'run: sh ./a.sh', 'run: ./gone.sh', 'run: a.sh'), 'a.sh': '#!/bin/sh\n' },
  [
    { at: 'ci.yml:1', with: ['a.sh'], says: 'AGREE' },
    { at: 'ci.yml:2', with: ['a.sh'], says: 'DISAGREE' },
    { at: 'ci.yml:3', says: 'ABSTAIN' },
    { at: 'ci.yml:4', says: 'DISAGREE' },
  ],
);

const LINKS = { 'a/b.txt': '1\n', 'a/plain': 'b.txt\n' };
const makeLinks = (git: { root: string }): void => {
  mkdirSync(join(git.root, 'a'));
  for (const [path, target] of [
    ['a/good', 'b.txt'],
    ['a/broken', '../gone.txt'],
    ['a/out', '../../x'],
  ] as const)
    symlinkSync(target, join(git.root, path));
};
table(
  'walks from the link to its target',
  secrets,
  'slips/broken-symlink',
  LINKS,
  [
    { at: 'a/broken', says: 'AGREE' },
    { at: 'a/good', says: 'DISAGREE' },
    { at: 'a/plain', says: 'DISAGREE' },
    { at: 'a/out', says: 'ABSTAIN' },
  ],
  { before: makeLinks },
);
