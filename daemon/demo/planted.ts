// The small project that `muster demo` reviews. Each built-in analyser finds something in it, and one
// finding is meant to be refuted: a literal that looks like a secret but is the sample value of the docs.

export type PlantedCommit = { message: string; write: Readonly<Record<string, string>>; remove: readonly string[] };

const MANIFEST = `{
  "name": "tide-table",
  "version": "1.2.0",
  "type": "module",
  "main": "src/index.js",
  "scripts": {
    "start": "node src/server.js",
    "test": "node --test"
  },
  "dependencies": {
    "suncalc": "^1.9.0"
  }
}
`;

const README = `# Tide table

High and low water for small harbours.

- [Installing](docs/setup.md)
- [Configuration](docs/configuration.md)

To publish a new table, run \`./scripts/release.sh\`.
`;

const INDEX = `import kleur from 'kleur';
import SunCalc from 'suncalc';
import { levelAt, phaseOf } from './tides.js';

export function lineFor(harbour, at) {
  const level = levelAt(harbour, at);
  const sunrise = SunCalc.getTimes(at, harbour.latitude, harbour.longitude).sunrise;
  return \`\${kleur.bold(harbour.name)} \${level.toFixed(2)} m, \${phaseOf(level, harbour)}, sunrise \${sunrise.toISOString()}\`;
}
`;

const TIDES = `const HOURS_BETWEEN = 12.42;

export function levelAt(harbour, at) {
  const hours = (at.getTime() - harbour.epoch) / 3_600_000;
  return harbour.mean + harbour.range * Math.cos((2 * Math.PI * hours) / HOURS_BETWEEN);
}

export function phaseOf(level, harbour) {
  if (level > harbour.mean + harbour.range * 0.9) {
    return 'high water';
  } else if (level < harbour.mean - harbour.range * 0.9) {
    return 'low water';
  } else if (level > harbour.mean + harbour.range * 0.9) {
    return 'slack water';
  }
  return 'between';
}
`;

const SERVER = `import { createServer } from 'node:http';
import { sessionSecret } from './config.js';
import { lineFor } from './index.js';
import { harbours } from './harbours.js';

createServer((request, response) => {
  const harbour = harbours.find((it) => \`/\${it.name}\` === request.url);
  response.setHeader('x-session', sessionSecret.slice(0, 4));
  response.end(harbour ? lineFor(harbour, new Date()) : 'no such harbour');
}).listen(8080);
`;

const HARBOURS = `export const harbours = [
  { name: 'cuxhaven', latitude: 53.87, longitude: 8.7, mean: 5.2, range: 1.5, epoch: 0 },
  { name: 'husum', latitude: 54.47, longitude: 9.05, mean: 5.0, range: 1.7, epoch: 2_400_000 },
];
`;

/** In three places on purpose: comparing them shows that it is a sample. */
const SAMPLE = `export const sessionSecret = 'q7Lm2Vx9Rt4Bz8Wk';\n`;

const CONFIGURATION = `# Configuration

Copy \`src/config.example.js\` to \`src/config.js\` and put your own value there:

\`\`\`js
${SAMPLE.trimEnd()}
\`\`\`
`;

const TESTS = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelAt, phaseOf } from '../src/tides.js';

const harbour = { mean: 5, range: 1.5, epoch: 0 };

test('high water is at the epoch', () => {
  assert.equal(phaseOf(levelAt(harbour, new Date(0)), harbour), 'high water');
});

test('refuses a harbour without a range', async () => {
  assert.rejects(async () => levelAt(undefined, new Date(0)), TypeError);
});
`;

const WORKFLOW = `name: ci
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm run lint
      - run: npm test
`;

const INSTALLING = '# Installing\n\nRun `npm install`, then `npm start`, and open http://localhost:8080/cuxhaven.\n';

export const PLANTED: readonly PlantedCommit[] = [
  {
    message: 'Compute the tide of a harbour',
    write: {
      'package.json': MANIFEST,
      'README.md': README,
      'docs/setup.md': INSTALLING,
      'src/index.js': INDEX,
      'src/tides.js': TIDES,
      'src/harbours.js': HARBOURS,
      'test/tides.test.js': TESTS,
    },
    remove: [],
  },
  {
    message: 'Serve the table, and say how to configure it',
    write: {
      'src/server.js': SERVER,
      'src/config.js': SAMPLE,
      'src/config.example.js': SAMPLE,
      'docs/configuration.md': CONFIGURATION,
      '.github/workflows/ci.yml': WORKFLOW,
    },
    remove: [],
  },
  {
    message: 'Call the guide by what it is about, and add the release script',
    write: {
      'docs/installing.md': INSTALLING,
      'scripts/release.sh': '#!/bin/sh\nset -eu\nnpm test\nnpm version minor\ngit push --follow-tags\n',
    },
    remove: ['docs/setup.md'],
  },
];
