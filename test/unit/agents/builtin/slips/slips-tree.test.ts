// What `slips` finds in the tree itself and in what is written about it, and what it leaves alone.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type OpenedRepository, openRepository } from '../../../../../agents/builtin/repository.ts';
import { conflictBlock } from '../../../../../agents/builtin/slips/conflict-block.ts';
import { brokenSymlink } from '../../../../../agents/builtin/slips/paths/broken-symlink.ts';
import { caseCollision } from '../../../../../agents/builtin/slips/paths/case-collision.ts';
import { missingExecBit } from '../../../../../agents/builtin/slips/paths/missing-exec-bit.ts';
import { promiseDue } from '../../../../../agents/builtin/slips/versions/promise-due.ts';
import { promisesIn } from '../../../../../agents/builtin/slips/versions/promises.ts';
import { type Repo, sandbox } from '../../../runtime/workspace/sandbox.ts';
import { checkedHits, type Files, places } from '../planted.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const text = (...lines: string[]): string => `${lines.join('\n')}\n`;

/** A repository that a table of texts cannot make: links, modes, names that differ in case. */
async function prepared<Out>(prepare: (git: Repo) => string, use: (repository: OpenedRepository) => Promise<Out>): Promise<Out> {
  const place = sandbox();
  try {
    const git = place.repo();
    const repository = await openRepository({ gitDir: git.gitDir, commit: prepare(git), scope: [] });
    try {
      return await use(repository);
    } finally {
      await repository.close();
    }
  } finally {
    place.remove();
  }
}

const conflict = suite('slips/conflict-block');

const CONFLICT = text('<<<<<<< HEAD', 'ours', '=======', 'theirs', '>>>>>>> branch');

conflict('finds a block with all three markers', async () => {
  assert.equal(await places(conflictBlock, [{ 'a.js': `one\n${CONFLICT}two\n`, 'b.txt': CONFLICT.replaceAll('\n', '\r\n') }]), [
    'a.js:2',
    'b.txt:1',
  ]);
});

conflict('leaves alone headings, parts of a block, the code of a guide, tests and fixtures', async () => {
  const files: Files = {
    'title.rst': 'Title\n=======\n\n<<<<<<< is a marker\n',
    'parts.txt': '<<<<<<< HEAD\nours\n',
    'order.txt': '>>>>>>> b\n=======\n<<<<<<< a\n',
    'guide.md': `\`\`\`\n${CONFLICT}\`\`\`\n`,
    'test/merge.txt': CONFLICT,
    'src/fixtures/merge.txt': CONFLICT,
  };
  assert.equal(await places(conflictBlock, [files]), []);
});

const links = suite('slips: links and names in the tree');

links('finds links that lead nowhere within the repository', async () => {
  const found = await prepared(
    (git) => {
      git.write({ 'docs/a.md': 'a', '.gitignore': 'made\n' });
      for (const [target, path] of [
        ['docs/a.md', 'good'],
        ['docs', 'good-folder'],
        ['docs/gone.md', 'broken'],
        ['made/later', 'ignored'],
        ['../sibling', 'out'],
        ['/etc/hosts', 'absolute'],
        ['/dev/null', 'device'],
      ] as const)
        symlinkSync(target, join(git.root, path));
      git.write({ 'test/data/x': 'x' });
      symlinkSync('nowhere', join(git.root, 'test/data/on-purpose'));
      return git.commit();
    },
    async (repository) => (await checkedHits(brokenSymlink, repository)).map((it) => it.evidence[0]?.path),
  );
  assert.equal(found, ['broken']);
});

links('finds paths that differ only in case, once for a folder', async () => {
  const files: Files = {
    'Readme.md': 'a',
    'README.md': 'b',
    'src/a.ts': 'a',
    'Src/b.ts': 'b',
    'Src/a.ts': 'c',
    'docs/x': 'x',
    'test/fixtures/A': 'a',
    'test/fixtures/a': 'b',
  };
  assert.equal(await places(caseCollision, [files]), ['README.md:', 'Src:']);
});

const start = suite('slips: scripts that do not start');

start('finds scripts run as ./x without the executable bit, and ignores those that get it', async () => {
  const workflow = (name: string, ...runs: string[]): Files => ({
    [`.github/workflows/${name}.yml`]: text(
      'on: push',
      'jobs:',
      '  a:',
      '    runs-on: ubuntu-latest',
      '    steps:',
      ...runs.map((it) => `      - run: ${it}`),
    ),
  });
  const found = await prepared(
    (git) => {
      git.write({
        ...workflow('ci', './ci/plain.sh', './ci/with-bit.sh', 'bash ./ci/by-bash.sh', './win.bat'),
        ...workflow('chmod', 'chmod +x ci/chmod.sh', './ci/chmod.sh'),
        'package.json': json({ scripts: { a: './scripts/a.sh', b: 'cd x && ./scripts/b.sh' } }),
        'README.md': 'Run `./docs/d.sh`, or edit `./docs/e.sh`.\n\n```sh\n$ ./docs/f.sh --now\n./docs/data.json\n```\n',
        'docs/data.json': '{}',
        'Makefile': 'all:\n\t@./scripts/c.sh x\n\tcd y && ./scripts/b.sh\n',
      });
      for (const path of [
        'ci/plain.sh',
        'ci/with-bit.sh',
        'ci/by-bash.sh',
        'ci/chmod.sh',
        'win.bat',
        'scripts/a.sh',
        'scripts/b.sh',
        'scripts/c.sh',
        'docs/d.sh',
        'docs/e.sh',
        'docs/f.sh',
      ])
        git.write({ [path]: '#!/bin/sh\n' });
      git.git('add', '--all');
      git.git('update-index', '--chmod=+x', 'ci/with-bit.sh');
      git.git('commit', '--quiet', '-m', 'x');
      return git.git('rev-parse', 'HEAD');
    },
    async (repository) => (await checkedHits(missingExecBit, repository)).map((it) => it.evidence[1]?.path),
  );
  assert.equal(found, ['ci/plain.sh', 'scripts/a.sh', 'scripts/c.sh', 'docs/f.sh', 'docs/d.sh']);
});

const promise = suite('slips/promise-due');

promise('finds promises that the project or the calendar has passed', async () => {
  const files: Files = {
    'package.json': json({ name: 'shop', version: '2.3.1' }),
    'a.js': text(
      '// TODO: remove this shim in 2.0',
      '// remove after v3.0',
      '// this one will be removed in shop 2.3',
      '/* drop the old path',
      ' * once 2.1 is out */',
      'warn("legacy() is deprecated and will be removed in version 2.2.0");',
      '// FIXME: revisit after 2025-12-31',
      '// TODO: delete by 2027-01-01',
    ),
  };
  assert.equal(await places(promiseDue, [files]), ['a.js:1', 'a.js:3', 'a.js:4', 'a.js:6', 'a.js:7']);
});

promise('leaves other products, what was done, changelogs, tests, pre-releases and placeholders alone', async () => {
  const files: Files = {
    'package.json': json({ name: 'shop', version: '2.3.1' }),
    'a.js': text(
      '// remove when Python 2.0 support is dropped',
      '// will be removed in node 1.8',
      '// removed in 2.0, see the notes',
      '// added in 2.0',
      '// remove the last 1.5 percent',
      'const text = "remove after 2.0";',
    ),
    'CHANGELOG.js': '// will be removed in 2.0\n',
    'test/a.test.js': '// will be removed in 2.0\n',
    'beta/package.json': json({ version: '3.0.0-beta.1' }),
    'beta/b.js': '// will be removed in 3.0\n',
    'none/package.json': json({ version: '0.0.0' }),
    'none/c.js': '// will be removed in 0.1\n',
  };
  assert.equal(await places(promiseDue, [files]), []);
});

promise('reads other manifests than package.json', async () => {
  const files: Files = {
    'py/pyproject.toml': '[project]\nname = "shop"\nversion = "4.1"\n',
    'py/a.py': 'import warnings\nwarnings.warn("old() will be removed in shop 4.0")\n',
    'rs/Cargo.toml': '[package]\nname = "shop"\nversion = "1.2.0"\n',
    'rs/a.rs': '// TODO: remove in 1.1\n',
  };
  assert.equal(await places(promiseDue, [files]), ['py/a.py:2', 'rs/a.rs:1']);
});

promise('what a sentence promises', () => {
  const said = (words: string) => [...promisesIn(words, true)].map((it) => it.promised);
  for (const quoted of [
    'Finds “remove in 2.0” and “TODO … after 2024-03-01”',
    'such as "remove after 2.0"',
    'a comment `TODO: drop in 2.0`',
  ])
    assert.equal(said(quoted), [], quoted);
  assert.is(said('TODO: drop `old()` in 2.0').length, 1);
  assert.equal(said('will be removed in Flask 2.3'), [{ kind: 'version', version: '2.3', product: 'Flask' }]);
  assert.equal(said('to be removed in the release 2.3.4'), [{ kind: 'version', version: '2.3.4', product: undefined }]);
  assert.equal(said('TODO remove by 2024-05'), [{ kind: 'date', date: '2024-05' }]);
  assert.equal(said('(like remove or add)\n * @since 4.13'), []);
});

for (const it of [conflict, links, start, promise]) it.run();
