// The built-in executor on real repositories: what the built-in analysers found and the built-in planner planned is
// repaired where one change is right, and left alone, whole, where it is not.

import { mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { analyse } from '../../../../agents/builtin/analysis.ts';
import { carryOut, type ExecutorAnswer, type StageTask } from '../../../../agents/builtin/executor/executor.ts';
import { makeEdits } from '../../../../agents/builtin/executor/make-edits.ts';
import { planFrom } from '../../../../agents/builtin/planner/planner.ts';
import type { OpenedRepository } from '../../../../agents/builtin/repository.ts';
import { allBuiltins } from './matrix.ts';
import { type Files, withRepository } from './planted.ts';

const repairs = suite('the built-in executor');

/** The stages that the built-in planner makes of what the built-in analysers find. */
async function stagesFor(repo: OpenedRepository, only: string): Promise<StageTask[]> {
  const raised = [];
  for (const analyser of await allBuiltins()) raised.push(...(await analyse(repo, analyser, () => {})).findings);
  const findings = raised
    .filter(({ category }) => category === only)
    .map((it, at) => ({
      id: `F-${String(at + 1).padStart(3, '0')}`,
      title: it.title,
      category: it.category,
      severity: it.severity,
      claim: it.claim,
      evidence: it.evidence,
      recommendation: it.recommendation ?? '',
      state: 'rechecked',
    }));
  assert.ok(findings.length > 0, `nothing of ${only} was found`);
  const planning = await planFrom(repo, { requirements: findings.map(({ id }) => id), findings, carries: [] });
  return planning.status === 'done' ? planning.plan.stages : [];
}

type Case = {
  first: Files;
  /** Old name, new name, in the second commit. */
  moves?: [string, string][];
  remove?: string[];
  next?: Files;
  links?: [string, string];
  category: string;
  /** What the files hold afterwards. */
  after?: Record<string, string>;
  more?: (root: string) => void;
  blocked?: RegExp;
};

const TESTS = (body: string): string => `import assert from 'node:assert';\nimport { test } from 'node:test';\n${body}`;
const MANIFEST = (scripts: Record<string, string>): string => `${JSON.stringify({ name: 'x', version: '1.0.0', scripts }, null, 2)}\n`;
const GUIDE = '# Guide\n\nHow to begin, and what to read then. It is long enough to be known again.\n';

const CASES: Record<string, Case> = {
  'a link whose target was renamed, with its anchor': {
    first: { 'README.md': 'See [it](docs/a.md#top), [again](./docs/a.md) and [this](README.md).\n', 'docs/a.md': GUIDE },
    moves: [['docs/a.md', 'docs/the guide.md']],
    category: 'links/dead-relative-link',
    after: { 'README.md': 'See [it](docs/the%20guide.md#top), [again](./docs/the%20guide.md) and [this](README.md).\n' },
  },
  'a link in another case': {
    first: { 'docs/x.md': 'See [it](Guide.md) and\n\n[ref]: Guide.md "title"\n', 'docs/guide.md': GUIDE },
    category: 'links/dead-relative-link',
    after: { 'docs/x.md': 'See [it](guide.md) and\n\n[ref]: guide.md "title"\n' },
  },
  'a link whose target is gone': {
    first: { 'README.md': 'See [it](docs/a.md).\n', 'docs/a.md': GUIDE },
    remove: ['docs/a.md'],
    category: 'links/dead-relative-link',
    blocked: /sure how to fix F-001/,
  },
  'one link that is known and one that is not, in one stage': {
    first: { 'README.md': 'See [it](docs/a.md).\n\nAnd [that](docs/gone.md).\n', 'docs/a.md': GUIDE, 'docs/gone.md': 'Other.\n' },
    moves: [['docs/a.md', 'docs/b.md']],
    remove: ['docs/gone.md'],
    category: 'links/dead-relative-link',
    blocked: /F-002, and it does not carry out a part of a stage/,
  },
  'many links of one rule, as one finding': {
    first: Object.fromEntries(
      [...Array(7).keys()].map((n) => [`docs/p${n}.md`, `See [it](guide.md) of ${n}.\n`]).concat([['docs/guide.md', GUIDE]]),
    ),
    moves: [['docs/guide.md', 'docs/manual.md']],
    category: 'links/dead-relative-link',
    after: { 'docs/p0.md': 'See [it](manual.md) of 0.\n', 'docs/p6.md': 'See [it](manual.md) of 6.\n' },
  },
  'a symbolic link whose target was renamed': {
    first: { 'docs/a.md': GUIDE },
    links: ['docs/a.md', 'guide.md'],
    moves: [['docs/a.md', 'docs/b.md']],
    category: 'slips/broken-symlink',
    more: (root) => assert.is(readlinkSync(join(root, 'guide.md')), 'docs/b.md'),
  },
  'a test marked as the only one': {
    first: { 'test/a.test.js': TESTS("test.only('one', () => assert.ok(1));\ntest('only.two', () => assert.ok(0));\n") },
    category: 'tests/focused-test',
    after: { 'test/a.test.js': TESTS("test('one', () => assert.ok(1));\ntest('only.two', () => assert.ok(0));\n") },
  },
  'a focused group': {
    first: { 'test/a.test.js': "fdescribe('group', () => {\n  it('does', () => expect(1).toBe(1));\n});\n" },
    category: 'tests/focused-test',
    after: { 'test/a.test.js': "describe('group', () => {\n  it('does', () => expect(1).toBe(1));\n});\n" },
  },
  'an assertion that is not awaited': {
    first: {
      'test/a.test.js': TESTS(
        "test('one', async () => {\n  if (1) {\n    assert.rejects(fetch('x'));\n  }\n});\ntest('two', () => {\n  assert.rejects(fetch('y'), /z/);\n});\n",
      ),
    },
    category: 'tests/unawaited-assertion',
    after: {
      'test/a.test.js': TESTS(
        "test('one', async () => {\n  if (1) {\n    await assert.rejects(fetch('x'));\n  }\n});\ntest('two', async () => {\n  await assert.rejects(fetch('y'), /z/);\n});\n",
      ),
    },
  },
  'one in a test that calls back': {
    first: { 'test/a.test.js': TESTS("test('one', (t, done) => {\n  assert.rejects(fetch('x'));\n  done();\n});\n") },
    category: 'tests/unawaited-assertion',
    blocked: /sure how to fix F-001/,
  },
  'a script without the executable bit': {
    first: { 'README.md': 'Run it:\n\n```sh\n./run.sh\n```\n', 'run.sh': '#!/bin/sh\necho ok\n' },
    category: 'slips/missing-exec-bit',
    after: { 'README.md': 'Run it:\n\n```sh\n./run.sh\n```\n' },
    more: (root) => assert.is(statSync(join(root, 'run.sh')).mode & 0o777, 0o755),
  },
  'a package script whose file was renamed': {
    first: { 'package.json': MANIFEST({ make: 'node scripts/a.js --all' }), 'scripts/a.js': GUIDE },
    moves: [['scripts/a.js', 'tools/a.js']],
    category: 'links/missing-script-file',
    after: { 'package.json': MANIFEST({ make: 'node tools/a.js --all' }) },
  },
  'a renamed script that a guide names': {
    first: { 'package.json': MANIFEST({ style: 'node style.js', test: 'node t.js' }), 'style.js': '', 't.js': '' },
    next: {
      'package.json': MANIFEST({ lint: 'node style.js', test: 'node t.js' }),
      'CONTRIBUTING.md': '# How\n\n```sh\nnpm run style\n```\n',
    },
    category: 'links/unknown-script',
    after: { 'CONTRIBUTING.md': '# How\n\n```sh\nnpm run lint\n```\n' },
  },
  'a script that is gone': {
    first: { 'package.json': MANIFEST({ test: 'node t.js' }), 't.js': '', 'CONTRIBUTING.md': '# How\n\n```sh\nnpm run style\n```\n' },
    category: 'links/unknown-script',
    blocked: /sure how to fix F-001/,
  },
  'what no rule repairs': {
    first: { 'a.js': 'export const f = (x) => {\n  if (x > 1) return 1;\n  else if (x < 0) return 2;\n  else if (x > 1) return 3;\n};\n' },
    category: 'slips/repeated-condition',
    blocked: /sure how to fix F-001/,
  },
};

for (const [name, it] of Object.entries(CASES)) {
  repairs(name, () =>
    withRepository(
      [it.next ?? {}],
      async (repo, git) => {
        const all: ExecutorAnswer[] = [];
        for (const stage of await stagesFor(repo, it.category)) {
          const answer = await carryOut(repo, stage, () => {});
          all.push(answer);
          if (answer.status === 'done') await makeEdits(git.root, repo, answer.edits);
        }
        const told = all.map((one) => (one.status === 'done' ? 'done' : one.question));
        if (it.blocked) {
          assert.ok(
            told.every((one) => it.blocked?.test(one)),
            told.join('\n'),
          );
          assert.is(git.git('status', '--porcelain'), '', 'nothing was changed');
          return;
        }
        assert.ok(
          all.every(({ status }) => status === 'done'),
          told.join('\n'),
        );
        for (const [path, text] of Object.entries(it.after ?? {})) assert.is(readFileSync(join(git.root, path), 'utf8'), text);
        it.more?.(git.root);
      },
      {
        before(git) {
          git.write(it.first);
          if (it.links) symlinkSync(it.links[0], join(git.root, it.links[1]));
          git.commit({}, 'Begin');
          for (const [from, to] of it.moves ?? []) {
            mkdirSync(dirname(join(git.root, to)), { recursive: true });
            git.git('mv', from, to);
          }
          if (it.remove) git.git('rm', '--quiet', ...it.remove);
        },
      },
    ),
  );
}

const HAND: Pick<StageTask, 'title' | 'goal' | 'files'> = { title: 'Fix it', goal: 'F-007 is fixed.', files: ['**'] };
const BY_HAND: Record<string, { files: Files; says: string; after?: Files }> = {
  'CRLF under a shebang, as a model would report it': {
    files: { 'run.sh': '#!/bin/sh\r\necho a\r\n' },
    says: 'F-007: run.sh:1 has CRLF line endings',
    after: { 'run.sh': '#!/bin/sh\necho a\n' },
  },
  'another problem at the same place': { files: { 'run.sh': '#!/bin/sh\r\necho a\r\n' }, says: 'F-007: run.sh:1 needs bash, and names sh' },
  'the same problem at another place': { files: { 'run.sh': '#!/bin/sh\r\necho a\r\n' }, says: 'F-007: xrun.sh:1 has CRLF line endings' },
  'a mark of the byte order is kept': {
    files: { 'docs/x.md': '\uFEFFSee [it](Guide.md).\n', 'docs/guide.md': GUIDE },
    says: 'F-007: docs/x.md:1: the link is dead',
    after: { 'docs/x.md': '\uFEFFSee [it](guide.md).\n' },
  },
};

for (const [name, { files, says, after }] of Object.entries(BY_HAND)) {
  repairs(name, () =>
    withRepository([files], async (repo, git) => {
      const answer = await carryOut(repo, { ...HAND, steps: [{ action: 'Fix F-007', detail: says }] }, () => {});
      assert.is(answer.status, after ? 'done' : 'blocked');
      if (answer.status === 'done') await makeEdits(git.root, repo, answer.edits);
      for (const [path, text] of Object.entries(after ?? files)) assert.is(readFileSync(join(git.root, path), 'utf8'), text);
    }),
  );
}

repairs('changes nothing if one of the files differs from the tree', () =>
  withRepository(
    [{ 'docs/a.md': 'See [it](Guide.md).\n', 'docs/b.md': 'See [it](Guide.md).\n', 'docs/guide.md': GUIDE }],
    async (repo, git) => {
      const [stage] = await stagesFor(repo, 'links/dead-relative-link');
      const answer = await carryOut(
        repo,
        { ...HAND, files: ['docs/**'], steps: [{ action: 'Fix', detail: 'F-007: docs/a.md:1: the link is dead' }] },
        () => {},
      );
      assert.ok(stage && answer.status === 'done');
      git.write({ 'docs/a.md': 'Changed [it](Guide.md).\n' });
      let told = '';
      await makeEdits(git.root, repo, answer.edits).catch((error: Error) => {
        told = error.message;
      });
      assert.match(told, 'docs/a.md is not as');
      assert.is(readFileSync(join(git.root, 'docs/a.md'), 'utf8'), 'Changed [it](Guide.md).\n');
    },
  ),
);

repairs.run();
