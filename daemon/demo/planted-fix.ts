// The small project that `muster demo --fix` repairs: two tests fail, for reasons that the built-in
// analysers find and that the built-in executor can certainly fix.

import type { PlantedCommit } from './planted.ts';

const MANIFEST = `{
  "name": "tide-bell",
  "version": "1.0.0",
  "type": "module",
  "scripts": {
    "test": "node --test"
  }
}
`;

const README = `# Tide bell

Rings at high water. To begin, read [Installing](docs/setup.md).

\`\`\`sh
./scripts/ring.sh
\`\`\`
`;

const GUIDE = '# Installing\n\nPut the bell where you can hear it, and run `./scripts/ring.sh` once to see that it works.\n';

const TESTS = `import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('the bell rings', () => {
  assert.match(execFileSync('./scripts/ring.sh', { encoding: 'utf8' }), /ding/);
});

test('every link of the README leads somewhere', () => {
  for (const [, to] of readFileSync('README.md', 'utf8').matchAll(/\\]\\(([^)]+)\\)/g)) assert.ok(existsSync(to), to);
});
`;

export const PLANTED_FIX: readonly PlantedCommit[] = [
  {
    message: 'Ring at high water',
    write: {
      'package.json': MANIFEST,
      'README.md': README,
      'docs/setup.md': GUIDE,
      'scripts/ring.sh': '#!/bin/sh\necho ding dong\n',
      'test/bell.test.js': TESTS,
    },
    remove: [],
  },
  { message: 'Call the guide by what it is about', write: { 'docs/installing.md': GUIDE }, remove: ['docs/setup.md'] },
];
