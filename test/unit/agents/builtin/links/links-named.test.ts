// Files, scripts and targets that manifests, workflows and documents name, and patterns that match nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeownersNothing } from '../../../../../agents/builtin/links/codeowners-nothing.ts';
import { missingScriptFile } from '../../../../../agents/builtin/links/missing-script-file.ts';
import { missingTsconfigPath } from '../../../../../agents/builtin/links/missing-tsconfig-path.ts';
import { missingWorkflowFile } from '../../../../../agents/builtin/links/missing-workflow-file.ts';
import { unknownScript } from '../../../../../agents/builtin/links/unknown-script.ts';
import { workflowPathsNothing } from '../../../../../agents/builtin/links/workflow-paths-nothing.ts';
import { type Files, places } from '../planted.ts';
import { text } from './links-fixture.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const script = suite('links/missing-script-file');

script('finds files that scripts run but do not exist', async () => {
  const files: Files = {
    'package.json': json({
      scripts: {
        a: 'node scripts/gone.js --flag',
        b: 'NODE_ENV=test node -r ./setup.js scripts/there && bash ./lost.sh',
        c: './lost-too.sh | tee log',
      },
    }),
    'scripts/there.js': 't',
    'setup.js': 's',
  };
  assert.equal(await places(missingScriptFile, [files]), ['package.json:3', 'package.json:4', 'package.json:5']);
});

script('leaves alone binaries, inline code, variables, other folders, build outputs, compiled twins', async () => {
  const files: Files = {
    'package.json': json({
      scripts: {
        'a': 'node -e "require(\'./x.js\')"',
        'b': 'cd sub && node x.js',
        'c': 'node $FILE && node ./node_modules/.bin/x.js && node .',
        'd': 'node dist/cli.js && node src/main.js',
        'build': 'tsc',
        'e': 'eslint . && nodemon x.js',
        'f': 'node --test',
        'g': 'sh -c "./x.sh"',
      },
    }),
    'src/main.ts': 'm',
    'install/package.json': json({ scripts: { start: 'node loader.js' } }),
    'loader.js': 'l',
    'static/lib/package.json': json({ scripts: { test: 'node test/run.js' } }),
  };
  assert.equal(await places(missingScriptFile, [files]), []);
});

const tsconfig = suite('links/missing-tsconfig-path');

tsconfig('finds parents, references and files that are not there', async () => {
  const files: Files = {
    'tsconfig.json': `{
  // comments are allowed
  "extends": "./base.json",
  "files": ["src/a.ts", "src/lost.ts"],
  "references": [{ "path": "./packages/a" }, { "path": "./packages/gone" }],
  // a mapping that leads nowhere stops nothing
  "compilerOptions": { "paths": { "@b/*": ["./nowhere/*"] } },
}
`,
    'src/a.ts': 'a',
    'packages/a/tsconfig.json': '{ "extends": "@tsconfig/node20/tsconfig.json" }\n',
  };
  assert.equal(await places(missingTsconfigPath, [files]), ['tsconfig.json:3', 'tsconfig.json:4', 'tsconfig.json:5']);
});

const WORKFLOW = '.github/workflows/ci.yml';

const workflow = suite('links/missing-workflow-file');

workflow('finds scripts and local actions that a workflow names but do not exist', async () => {
  const files: Files = {
    [WORKFLOW]: text(
      'on: push',
      'jobs:',
      '  a:',
      '    runs-on: ubuntu-latest',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '      - uses: ./.github/actions/lost',
      '      - uses: ./.github/actions/there',
      '      - run: ./ci/there.sh',
      '      - run: |',
      '          echo hello',
      '          ./ci/lost.sh --fast',
      '      - run: python3 tools/lost.py',
      '        working-directory: sub',
      '  b:',
      '    uses: ./.github/workflows/lost.yml',
    ),
    '.github/actions/there/action.yml': 'name: x\n',
    'ci/there.sh': 't',
  };
  assert.equal(await places(missingWorkflowFile, [files]), [`${WORKFLOW}:12`, `${WORKFLOW}:13`, `${WORKFLOW}:16`, `${WORKFLOW}:7`]);
});

workflow('leaves alone what is downloaded, written, elsewhere, or of another repository', async () => {
  const files: Files = {
    [WORKFLOW]: text(
      'on: push',
      'jobs:',
      '  a:',
      '    runs-on: ubuntu-latest',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '      - run: curl -sSL https://example.org/get.sh > get.sh && bash get.sh',
      '      - run: cd sub && ./x.sh',
      '      - run: ./configure && bash ${{ matrix.script }}.sh',
      '  b:',
      '    runs-on: ubuntu-latest',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '        with: { repository: other/repo }',
      '      - run: bash tools/x.sh',
    ),
  };
  assert.equal(await places(missingWorkflowFile, [files]), []);
});

const named = suite('links/unknown-script and links/unknown-make-target');

const CI = (run: string): string =>
  text('on: push', 'jobs:', '  a:', '    runs-on: x', '    steps:', '      - run: |', ...run.split('\n').map((it) => `          ${it}`));

named('finds scripts that CI and CONTRIBUTING name and no package.json has', async () => {
  const files: Files = {
    'package.json': json({ scripts: { build: 'tsc' } }),
    'packages/a/package.json': json({ scripts: { 'test:unit': 'uvu' } }),
    [WORKFLOW]: CI('npm run build\nnpm run lint\nnpm run test:unit'),
    'CONTRIBUTING.md': text(
      'Run `npm run check` first.',
      '',
      '```sh',
      '$ npm run build',
      '# npm run commented',
      'pnpm run typecheck:all -- --watch',
      '```',
      'Do not npm run prose.',
    ),
  };
  assert.equal(await places(unknownScript, [files]), [`${WORKFLOW}:8`, 'CONTRIBUTING.md:1', 'CONTRIBUTING.md:6']);
});

named('leaves alone other packages, placeholders, npm’s own, binaries, and repositories without a manifest', async () => {
  const files: Files = {
    'package.json': json({ scripts: { build: 'tsc' } }),
    [WORKFLOW]: CI(
      'npm run x --workspace=a\npnpm --filter b run y\nyarn z\nnpm ci\nnpm run env\nnpm run ${{ matrix.task }}\nyarn run eslint',
    ),
    'CONTRIBUTING.md': 'Use `npm run <script>` or `npm run`.\n',
  };
  assert.equal(await places(unknownScript, [files]), []);
  assert.equal(await places(unknownScript, [{ [WORKFLOW]: CI('npm run lint') }]), []);
});

named('finds a script that a range removes', async () => {
  const first: Files = {
    'package.json': json({ scripts: { lint: 'biome', build: 'tsc' } }),
    [WORKFLOW]: CI('npm run lint\nnpm run never'),
  };
  const second: Files = { 'package.json': json({ scripts: { build: 'tsc' } }) };
  assert.equal(await places(unknownScript, [first, second], { range: true }), [`${WORKFLOW}:7`]);
});

const patterns = suite('links: patterns that match nothing');

patterns('CODEOWNERS', async () => {
  const files: Files = {
    '.github/CODEOWNERS': text(
      '# all',
      '* @all',
      '/docs/ @docs',
      'src/old/ @old',
      '*.rs @rust',
      '.env @ops',
      '[Section]',
      'lib/**/*.ts @ts',
    ),
    '.gitignore': '.env\n',
    'docs/a.md': 'a',
    'lib/deep/b.ts': 'b',
  };
  assert.equal(await places(codeownersNothing, [files]), ['.github/CODEOWNERS:4', '.github/CODEOWNERS:5']);
});

patterns('path filters of workflows: what once matched and does not now', async () => {
  const filters = text(
    'on:',
    '  push:',
    '    paths:',
    "      - 'src/**'",
    "      - 'old/**'",
    "      - '**.md'",
    "      - '!docs/**'",
    "      - 'never/**'",
    "      - '**/*.yaml?'",
    'jobs: {}',
  );
  const first: Files = { 'old/a.ts': 'a', 'src/b.ts': 'b', 'README.md': 'r', 'c.yaml': 'c' };
  assert.equal(await places(workflowPathsNothing, [first, { [WORKFLOW]: filters }], { remove: ['old/a.ts'] }), [`${WORKFLOW}:5`]);
  const synced = { [WORKFLOW]: `# This file is synced from example/shared\n${filters}` };
  assert.equal(await places(workflowPathsNothing, [first, synced], { remove: ['old/a.ts'] }), []);
});

script.run();
tsconfig.run();
workflow.run();
named.run();
patterns.run();
