// What a change breaks in lines that it did not touch: each rule that reports it also shows what the change took away, so that the
// finding is not taken for an older one.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { analyse } from '../../../../agents/builtin/analysis.ts';
import { Finding } from '../../../../contracts/findings/finding.ts';
import { checkEvidence } from '../../../../validators/evidence/check-evidence.ts';
import { markUntouched } from '../../../../validators/evidence/range/since-when.ts';
import { openEvidenceSource } from '../../../../validators/evidence/source.ts';
import type { Repo } from '../../runtime/workspace/sandbox.ts';
import { allBuiltins } from './matrix.ts';
import { type Files, withRepository } from './planted.ts';

const test = suite('what a change breaks elsewhere');

const workflow = (...steps: string[]) =>
  `on:\n  push:\n    paths: ["tools/**"]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n${steps.map((it) => `      - ${it}\n`).join('')}`;
const BEFORE: Files = {
  'README.md': '# x\n\n[guide](docs/guide.md)\n',
  'docs/guide.md': 'a guide\n',
  'package.json': '{ "name": "x", "scripts": { "go": "node tools/run.js" } }\n',
  'tools/run.js': 'run();\n',
  'tsconfig.json': '{ "extends": "./tsconfig.base.json" }\n',
  'tsconfig.base.json': '{}\n',
  '.github/workflows/ci.yml': workflow('run: node ci/check.js'),
  'ci/check.js': 'check();\n',
  '.github/CODEOWNERS': '/docs/ @docs\n',
};

/** What all analysers find in the range from the first commit, with whether each piece of evidence was there before. */
async function found(before: Files, remove: string[], plant: (git: Repo) => void = () => undefined) {
  return withRepository(
    [before],
    async (repository, git) => {
      const source = openEvidenceSource({ gitDir: git.gitDir, commit: git.git('rev-parse', 'HEAD'), from: git.git('rev-parse', 'HEAD~1') });
      try {
        const all: { title: string; category: string; folded: boolean; shown: string[]; older: boolean }[] = [];
        for (const analyser of await allBuiltins()) {
          for (const it of (await analyse(repository, analyser, () => undefined)).findings) {
            const { evidence, category, title, folded = false } = Finding.parse(it);
            const checks = [];
            for (const one of evidence) checks.push(await markUntouched(one, await checkEvidence(one, source), source));
            assert.ok(
              checks.every(({ outcome }) => outcome !== 'absent'),
              JSON.stringify(checks),
            );
            const older = checks.every(({ untouched }) => untouched === true);
            all.push({ title, category, folded, shown: evidence.map(({ path, side }) => `${side ?? 'head'} ${path}`), older });
          }
        }
        return all;
      } finally {
        await source.close();
      }
    },
    { range: true, remove, before: plant },
  );
}

test('every rule shows the file that the change removed', async () => {
  const all = await found(BEFORE, ['docs/guide.md', 'tools/run.js', 'tsconfig.base.json', 'ci/check.js'], ({ root }) =>
    symlinkSync('tools/run.js', join(root, 'run')),
  );
  assert.equal(all.map(({ category }) => category).sort(), [
    'links/codeowners-nothing',
    'links/dead-relative-link',
    'links/missing-script-file',
    'links/missing-tsconfig-path',
    'links/missing-workflow-file',
    'links/workflow-paths-nothing',
    'slips/broken-symlink',
  ]);
  assert.equal(
    all.filter(({ older }) => older),
    [],
    'none was there before',
  );
  assert.equal(all.find(({ category }) => category === 'links/dead-relative-link')?.shown, ['head README.md', 'from docs/guide.md']);
});

test('many places that one removed file breaks are one finding of the change, beside older hits of the same rule', async () => {
  const links = (of: string) => Array.from({ length: 7 }, (_, at) => `[${at}](${of})\n`).join('\n');
  const before: Files = {
    'README.md': links('docs/guide.md'),
    'A.md': '[b](docs/b.md)\n',
    'docs/guide.md': 'g\n',
    'docs/b.md': 'b\n',
    'c.md': 'c\n',
  };
  const all = await found(before, ['docs/guide.md', 'docs/b.md']);
  assert.equal(all.map(({ title, older }) => `${older} ${title}`).sort(), [
    'false A.md links to docs/b.md, which does not exist',
    'false docs/guide.md is gone: 7 × a relative link in Markdown to a file that does not exist',
  ]);
  assert.is(all.find(({ title }) => title.includes('7 ×'))?.shown.at(-1), 'from docs/guide.md');
});

test.run();
