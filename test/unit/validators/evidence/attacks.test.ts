// Attacks on evidence: a correct line number with a quote from elsewhere, a quote put together from parts, names that are almost right,
// files on the wrong side of a range, and files that nobody can read through.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Evidence, type EvidenceCheck } from '../../../../contracts/findings/finding.ts';
import { checkEvidence } from '../../../../validators/evidence/check-evidence.ts';
import type { EvidenceSource } from '../../../../validators/evidence/evidence-source.ts';
import { codeIn, lookForProse } from '../../../../validators/evidence/prose.ts';
import { openEvidenceSource } from '../../../../validators/evidence/source.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const attack = suite<{ box: Sandbox }>('attacks on evidence');
attack.before.each((context) => {
  context.box = sandbox();
});
attack.after.each(({ box }) => box.remove());

const LOGIN = [
  'export function login(user, password) {', // 1
  '  const found = users.get(user);', // 2
  '  if (!found) return undefined;', // 3
  '  return verify(found, password);', // 4
  '}', // 5
  ...Array.from({ length: 30 }, (_, n) => `export const value${n} = ${n};`), // 6..35
  'export function admin(user) {', // 36
  '  return users.get(user).admin === true;', // 37
  '}', // 38
  '',
].join('\n');

const seen = async (evidence: Evidence, source: EvidenceSource): Promise<EvidenceCheck> => checkEvidence(Evidence.parse(evidence), source);

attack('one tree: a place counts only for what is there', async ({ box }) => {
  const repo = box.repo();
  const commit = repo.commit({ 'src/login.js': LOGIN, 'other.js': 'nothing here\n', 'logo.png': Buffer.from([0, 1, 2, 3]) });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit });
  try {
    const elsewhere = await seen({ path: 'src/login.js', line: 4, quote: '  return users.get(user).admin === true;' }, source);
    assert.equal([elsewhere.outcome, elsewhere.line, elsewhere.note], ['moved', 37, 'claimed at line 4; elsewhere in the file']);
    const wide = await seen({ path: 'src/login.js', line: 1, endLine: 38, quote: '  const found = users.get(user);' }, source);
    assert.equal([wide.outcome, wide.line, wide.endLine], ['found', 2, undefined]);
    assert.match(wide.note ?? '', 'only what is quoted is evidence');
    // Two true lines with a lie between them, two lines that are not neighbours, and one with a word changed.
    for (const quote of [
      '  const found = users.get(user);\n  skipPasswordCheck();\n  return verify(found, password);',
      '  const found = users.get(user);\n  return verify(found, password);',
      '  return verify(found, passwords);',
      'export function login(user, password) { return true; }',
    ])
      assert.is((await seen({ path: 'src/login.js', line: 2, quote }, source)).outcome, 'absent', quote);
    assert.is((await seen({ path: 'other.js', line: 1, quote: '  return verify(found, password);' }, source)).outcome, 'absent');
    assert.is((await seen({ path: 'src/login.js', line: 900 }, source)).outcome, 'absent');
    assert.is((await seen({ path: '../shop/src/login.js', line: 1 }, source)).outcome, 'absent');
    const binary = await seen({ path: 'logo.png', line: 1, quote: 'a quote of a picture' }, source);
    assert.equal([binary.outcome, /binary file; it was skipped/.test(binary.note ?? '')], ['uncheckable', true]);
    assert.is((await seen({ searched: { pattern: 'verify(', scope: 'src/**' } }, source)).outcome, 'absent');
    assert.match((await seen({ searched: { pattern: 'bcrypt', scope: '**' } }, source)).note ?? '', '1 binary file was skipped');
  } finally {
    await source.close();
  }
});

attack('a huge file is reported as skipped, for a quote and for a search', async ({ box }) => {
  const repo = box.repo();
  const commit = repo.commit({ 'data.sql': 'insert into t values (1);\n'.repeat(400_000) });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit });
  try {
    const quoted = await seen({ path: 'data.sql', line: 7, quote: 'insert into t values (1);' }, source);
    assert.equal([quoted.outcome, /too large to search/.test(quoted.note ?? '')], ['uncheckable', true]);
    assert.is((await seen({ searched: { pattern: 'drop table', scope: '**' } }, source)).outcome, 'uncheckable');
  } finally {
    await source.close();
  }
});

attack('a range: each file is evidence on the side that has it, whatever side was named', async ({ box }) => {
  const repo = box.repo();
  const from = repo.commit({ 'gone.js': LOGIN, 'old-name.js': LOGIN.replaceAll('login', 'signIn'), 'kept.js': 'export const kept = 1;\n' });
  repo.git('rm', '-q', 'gone.js');
  repo.git('mv', 'old-name.js', 'new-name.js');
  const commit = repo.commit({ 'added.js': 'export function added() {\n  return eval(text);\n}\n' });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, from });
  try {
    const sides = async (path: string, line: number, quote: string) =>
      Promise.all(
        (['head', 'from', undefined] as const).map(async (side) => {
          const it = await seen({ path, line, quote, ...(side === undefined ? {} : { side }) }, source);
          return `${it.outcome} ${it.path} ${it.side}`;
        }),
      );
    assert.equal(await sides('added.js', 2, '  return eval(text);'), Array(3).fill('found added.js head'));
    assert.equal(await sides('gone.js', 4, '  return verify(found, password);'), Array(3).fill('found gone.js from'));
    assert.equal(await sides('new-name.js', 1, 'export function signIn(user, password) {'), [
      'found new-name.js head',
      'moved old-name.js from',
      'found new-name.js head',
    ]);
    // What the change did not have on either side is nowhere.
    assert.equal(
      await sides('added.js', 2, '  return spawn(text);'),
      Array(3).fill('absent added.js head').with(1, 'absent added.js head'),
    );
  } finally {
    await source.close();
  }
});

attack('prose: inventions beside true names, in every shape in which a model writes them', async ({ box }) => {
  const repo = box.repo();
  const commit = repo.commit({ 'src/login.js': LOGIN, 'package.json': '{ "scripts": { "test": "node --test" } }' });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit });
  try {
    const text =
      'Use `login()` of `src/login.js:4` and not `loginSafely()`. `users.get(user)` is right, `users.fetch` is not. `npm test` runs, ' +
      '`npm run audit` does not; `src/auth/login.js` and `login.ts` are no files, ``verify(found, `x`)`` is no call.';
    const look = await lookForProse(codeIn(text), { names: new Set(), texts: [] }, source);
    assert.equal(look.missing, ['loginSafely()', 'users.fetch', 'npm run audit', 'src/auth/login.js', 'login.ts']);
  } finally {
    await source.close();
  }
});

attack.run();
