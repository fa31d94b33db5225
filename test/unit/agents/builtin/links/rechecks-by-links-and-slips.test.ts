// The re-checks in `links` and `slips`: each agrees with a planted problem, and disagrees with or abstains on what only looks like one.

import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { links } from '../../../../../agents/builtin/links/analyser.ts';
import { lockfileOutOfRangeRecheck } from '../../../../../agents/builtin/links/rechecks/lockfile-out-of-range.ts';
import { openRepository } from '../../../../../agents/builtin/repository.ts';
import type { BuiltinAnalyser, ClaimedFinding } from '../../../../../agents/builtin/rule.ts';
import { lineDigest, masked } from '../../../../../agents/builtin/secrets/masking.ts';
import { slips } from '../../../../../agents/builtin/slips/analyser.ts';
import type { Evidence, VerdictWord } from '../../../../../contracts/findings/finding.ts';
import { Evidence as EvidenceSchema } from '../../../../../contracts/findings/finding.ts';
import { sandbox } from '../../../runtime/workspace/sandbox.ts';
import { type Files, withRepository } from '../planted.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const text = (...lines: string[]): string => `${lines.join('\n')}\n`;

type Word = { verdict: VerdictWord; basis: string };

async function judged(
  analyser: BuiltinAnalyser,
  category: string,
  commits: readonly Files[],
  evidence: Evidence[],
  options: { remove?: string[]; title?: string } = {},
): Promise<Word> {
  const recheck = analyser.rechecks.find((it) => it.category === category);
  if (!recheck) throw new Error(`${analyser.name} does not re-check ${category}`);
  const claimed: ClaimedFinding = { id: 'F-001', title: options.title ?? 'x', category, severity: 'major', claim: 'x', evidence };
  return withRepository(
    commits,
    async (repository) => {
      const word = await recheck.judge(repository, claimed);
      for (const piece of word.evidence ?? []) EvidenceSchema.parse(piece);
      assert.ok(word.basis.startsWith(recheck.method), 'the basis says the method');
      return word;
    },
    options,
  );
}

/** Evidence of one line, quoted whole. */
function at(files: Files, path: string, line: number): Evidence {
  return { path, line, quote: (files[path] ?? '').split('\n')[line - 1] ?? '' };
}

const deps = suite('links on deps');

deps('an undeclared import: named nowhere, named in a block, a package of this repository', async () => {
  const files: Files = {
    'package.json': json({ name: 'shop', dependencies: { express: '4' } }),
    'packages/money/package.json': json({ name: '@shop/money' }),
    'a.js': text("import lost from 'lost/deep.js';", "import express from 'express';", "import money from '@shop/money';", 'const x = 1;'),
  };
  const said = async (line: number) => (await judged(links, 'deps/undeclared-import', [files], [at(files, 'a.js', line)])).verdict;
  assert.equal([await said(1), await said(2), await said(3), await said(4)], ['AGREE', 'DISAGREE', 'DISAGREE', 'ABSTAIN']);
});

deps('a lockfile that lags: an older line, an override, the same commit', async () => {
  const manifest = (range: string, more: object = {}) => json({ dependencies: { express: range }, ...more });
  const lock = (version: string) => text('{', `  "node_modules/express": { "version": "${version}" }`, '}');
  const first: Files = { 'package.json': manifest('^4.0.0'), 'package-lock.json': lock('4.18.0') };
  const second: Files = { 'package.json': manifest('^5.0.0') };
  const pair = (files: Files, lockfile: Files): Evidence[] => [at(files, 'package.json', 3), at(lockfile, 'package-lock.json', 2)];
  assert.is(
    (await judged(links, 'deps/lockfile-out-of-range', [first, second], pair(second, first))).verdict,
    'ABSTAIN',
    'one second: the order does not tell',
  );
  const overridden: Files = { 'package.json': manifest('^5.0.0', { overrides: { express: '4.18.0' } }) };
  const word = await judged(links, 'deps/lockfile-out-of-range', [first, overridden], pair(overridden, first));
  assert.is(word.verdict, 'DISAGREE');
  assert.match(word.basis, /overrides express on line 6/);
  const absent: Evidence[] = [at(second, 'package.json', 3), { searched: { pattern: 'node_modules/koa', scope: 'package-lock.json' } }];
  assert.is((await judged(links, 'deps/lockfile-out-of-range', [first, second], absent)).verdict, 'AGREE');
  const present: Evidence[] = [
    at(second, 'package.json', 3),
    { searched: { pattern: 'node_modules/express', scope: 'package-lock.json' } },
  ];
  assert.is((await judged(links, 'deps/lockfile-out-of-range', [first, second], present)).verdict, 'DISAGREE');
});

deps('a lockfile that lags: the manifest was changed later', async () => {
  const place = sandbox();
  try {
    const git = place.repo();
    const first: Files = {
      'package.json': json({ dependencies: { koa: '^1.0.0' } }),
      'package-lock.json': text('{ "node_modules/koa": { "version": "1.0.0" } }'),
    };
    const second: Files = { 'package.json': json({ dependencies: { koa: '^2.0.0' } }) };
    git.commit(first);
    git.write(second);
    git.git('add', '--all');
    execFileSync('git', ['commit', '--quiet', '-m', 'later'], {
      cwd: git.root,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: place.folder,
        GIT_AUTHOR_NAME: 'A',
        GIT_AUTHOR_EMAIL: 'a@b',
        GIT_COMMITTER_NAME: 'A',
        GIT_COMMITTER_EMAIL: 'a@b',
        GIT_COMMITTER_DATE: '2026-03-01T00:00:00Z',
      },
    });
    const repository = await openRepository({ gitDir: git.gitDir, commit: git.git('rev-parse', 'HEAD'), scope: [] });
    try {
      const evidence = [at(second, 'package.json', 3), at(first, 'package-lock.json', 1)];
      const word = await lockfileOutOfRangeRecheck.judge(repository, {
        id: 'F-001',
        title: 'x',
        category: 'deps/lockfile-out-of-range',
        severity: 'major',
        claim: 'x',
        evidence,
      });
      assert.is(word.verdict, 'AGREE');
      assert.match(word.basis, /\(2026-03-01\).*\(2026-01-02\)/);
    } finally {
      await repository.close();
    }
  } finally {
    place.remove();
  }
});

const tests = suite('slips on tests');

const spoken = async (category: string, path: string, lines: string[], line: number) => {
  const files: Files = { [path]: text(...lines) };
  return (await judged(slips, category, [files], [at(files, path, line)])).verdict;
};

tests('an expectation without a matcher', async () => {
  const of = (...lines: string[]) => spoken('tests/assertion-without-matcher', 'a.test.js', lines, 1);
  assert.is(await of('expect(a(b, "c)"));'), 'AGREE');
  assert.is(await of('expect(a)', '  .not'), 'AGREE');
  assert.is(await of('expect(a).toBe;'), 'AGREE');
  assert.is(await of('expect(a)', '  .toBe(b);'), 'DISAGREE');
  assert.is(await of('expect(a).to.be.true;'), 'DISAGREE');
  assert.is(await of('expect(a);', 'function expect(x) { check(x); }'), 'DISAGREE');
  assert.is(await of('// expect(a);'), 'ABSTAIN');
});

tests('a promise that is not awaited', async () => {
  const of = (line: string) => spoken('tests/unawaited-assertion', 'a.test.js', [line], 1);
  assert.is(await of('{ expect(a()).resolves.toBe(1); }'), 'AGREE');
  assert.is(await of('assert.rejects(() => a());'), 'AGREE');
  assert.is(await of('await expect(a()).resolves.toBe(1);'), 'DISAGREE');
  assert.is(await of('return expect(a()).rejects.toThrow();'), 'DISAGREE');
  assert.is(await of('await Promise.all([expect(a()).resolves.toBe(1)]);'), 'DISAGREE');
  assert.is(await of('expect(a()).toBe(1);'), 'DISAGREE');
  assert.is(await of('expect(a()).resolves.toBe(1).then(done);'), 'ABSTAIN');
});

tests('an assert of a tuple', async () => {
  const of = (...lines: string[]) => spoken('tests/assert-tuple', 'test_a.py', lines, 1);
  assert.is(await of('assert (a == b, "why")'), 'AGREE');
  assert.is(await of('assert (', '    a == b,', ')'), 'AGREE');
  assert.is(await of('assert (a == f(b, c))'), 'DISAGREE');
  assert.is(await of('assert (a, b) == c'), 'DISAGREE');
  assert.is(await of("assert (a == 'x, y')"), 'DISAGREE');
});

tests('a focused test', async () => {
  const of = (...lines: string[]) => spoken('tests/focused-test', 'a.test.js', lines, lines.length);
  assert.is(await of("it.only('x', () => {});"), 'AGREE');
  assert.is(await of("describe('a', () => {", "  fit('x', () => {});"), 'AGREE');
  assert.is(await of('const fit = makeFit(canvas);', "fit('x', box);"), 'DISAGREE');
  assert.is(await of("const only = it.only('x', f);"), 'DISAGREE');
  assert.is(await of("run('it.only', x);"), 'DISAGREE');
});

tests('a shadowed test', async () => {
  const files: Files = {
    'test_a.py': text(
      'class A:',
      '    def test_x(self):',
      '        pass',
      '    def test_y(self):',
      '        pass',
      '    def test_x(self):',
      '        pass',
      'class B:',
      '    def test_y(self):',
      '        pass',
    ),
  };
  const said = async (...lines: number[]) =>
    (
      await judged(
        slips,
        'tests/shadowed-test',
        [files],
        lines.map((line) => at(files, 'test_a.py', line)),
      )
    ).verdict;
  assert.equal([await said(2, 6), await said(4, 9), await said(1)], ['AGREE', 'DISAGREE', 'ABSTAIN']);
});

const secrets = suite('slips on secrets');

/** Put together here, so that no text of this repository has the form of a secret. */
const VALUE = ['q7Lm2V', 'x9Rt4Bz8', 'Wk3'].join('');
const hidden = (files: Files, path: string, line: number): Evidence => {
  const whole = (files[path] ?? '').split('\n')[line - 1] ?? '';
  return { path, line, quote: masked(whole, [{ text: VALUE, shown: 0 }]).trim(), quoteDigest: lineDigest(whole) };
};

secrets('a literal: nobody else has it, the docs show it, it stands in for a variable, it was moved, it is gone', async () => {
  const line = `const password = '${VALUE}';\n`;
  const said = async (files: Files, evidence = hidden(files, 'a.js', 1)) =>
    (await judged(slips, 'secrets/assigned-literal', [files], [evidence])).verdict;
  assert.is(await said({ 'a.js': line }), 'AGREE');
  assert.is(await said({ 'a.js': line, 'docs/setup.md': `Use \`${VALUE}\`.\n` }), 'DISAGREE');
  assert.is(await said({ 'a.js': `const password = process.env.PASSWORD || '${VALUE}';\n` }), 'DISAGREE');
  assert.is(await said({ 'a.js': `\n\n${line}` }, { ...hidden({ 'a.js': line }, 'a.js', 1) }), 'AGREE');
  assert.is(await said({ 'a.js': 'const password = read();\n' }, hidden({ 'a.js': line }, 'a.js', 1)), 'DISAGREE');
});

secrets('no explanation ever contains the secret', async () => {
  const files: Files = { 'a.js': `const token = '${VALUE}';\n` };
  const word = await judged(slips, 'secrets/provider-token', [files], [hidden(files, 'a.js', 1)]);
  assert.is(word.verdict, 'AGREE');
  assert.not.ok(word.basis.includes(VALUE));
});

secrets('a private key: one that OpenSSL reads, a broken one, one that tests hold too', async () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const said = async (files: Files) =>
    (await judged(slips, 'secrets/private-key', [files], [{ path: 'conf/key.pem', line: 1, quote: pem.split('\n')[0] ?? '' }])).verdict;
  assert.is(await said({ 'conf/key.pem': pem }), 'AGREE');
  assert.is(await said({ 'conf/key.pem': pem.replace(/\n.{20}/, '\n') }), 'DISAGREE');
  assert.is(await said({ 'conf/key.pem': pem, 'test/key.pem': pem }), 'DISAGREE');
  assert.is(await said({ 'conf/key.pem': 'nothing\n' }), 'DISAGREE');
});

secrets('a deleted file: gone with a secret, gone with placeholders, no deletion of that name', async () => {
  const evidence = async (files: Files, named?: string) =>
    withRepository(
      [files, {}],
      async (repository) => [
        {
          command: `git show ${((await repository.departure('.env'))?.commit ?? 'a'.repeat(12)).slice(0, 12)}^:${named ?? '.env'}`,
          output: 'x',
        },
      ],
      { remove: ['.env'] },
    );
  const said = async (files: Files, named?: string) =>
    (await judged(slips, 'secrets/still-in-history', [files, {}], await evidence(files, named), { remove: ['.env'] })).verdict;
  assert.is(await said({ '.env': `DB_PASSWORD=${VALUE}\n`, 'a': 'a' }), 'AGREE');
  assert.is(await said({ '.env': 'DB_PASSWORD=changeme-please\n', 'a': 'a' }), 'DISAGREE');
  assert.is(await said({ '.env': `DB_PASSWORD=${VALUE}\n`, 'a': 'a' }, 'other.env'), 'DISAGREE');
});

for (const it of [deps, tests, secrets]) it.run();
