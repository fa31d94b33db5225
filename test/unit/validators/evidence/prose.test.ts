// Prose that names code: what is in the base or in a confirmed finding stays as it is, an invention gets its mark.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeIn, lookForProse, withMarks } from '../../../../validators/evidence/prose.ts';
import { openEvidenceSource } from '../../../../validators/evidence/source.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

type Context = { box: Sandbox; stop: AbortController };
const prose = suite<Context>('prose');
prose.before.each((context) => {
  context.box = sandbox();
  context.stop = new AbortController();
});
prose.after.each(({ box, stop }) => {
  stop.abort();
  box.remove();
});

const NOTHING = { names: new Set<string>(), texts: [] };

prose('names code between backticks; what a fenced block proposes does not count', () => {
  const text =
    'Call `openDoor()` in ``src/`x`.ts``, not `openDoor()`.\n\n```ts\nconst key = `made ${up}`;\n```\n\nThen `npm test` and `…`.';
  assert.equal(codeIn(text), ['openDoor()', 'src/`x`.ts', 'npm test']);
  assert.equal(codeIn('~~~\n`a`\n~~~\n`b`'), ['b']);
  assert.equal(codeIn('```\nnever closed `c`'), []);
});

prose('a path with spaces is there with its line too, and an invented one is not', async ({ box, stop }) => {
  const repo = box.repo();
  const commit = repo.commit({ 'Lies mich zuerst.md': 'See it.\n', 'ein Ordner/a b.js': 'x();\n' });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, signal: stop.signal });
  const there = ['Lies mich zuerst.md', 'Lies mich zuerst.md:1', './ein Ordner/a b.js:1-2', 'ein Ordner/a b.js'];
  const invented = ['Lies mich bitte.md:1', 'b.js and more:1'];
  assert.equal((await lookForProse([...there, ...invented], NOTHING, source)).missing, invented);
  await source.close();
});

prose('a line after the end of a file is invented, unless the base itself names it', async ({ box, stop }) => {
  const repo = box.repo();
  const long = 'line\n'.repeat(40);
  const commit = repo.commit({
    'a.js': 'x();\n',
    'lib/b.js': long,
    'old/b.js': 'y();\n',
    'notes.txt': 'See a.js:77.\n',
    'p.bin': Buffer.from([0, 1]),
  });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, signal: stop.signal });
  const there = ['a.js:1', 'b.js:40', 'lib/b.js:3-9', 'lib/b.js:3:80', 'a.js:77', 'p.bin:5', 'lib:3'];
  const invented = ['a.js:9999', 'old/b.js:40', 'b.js:41000'];
  assert.equal((await lookForProse([...there, ...invented], NOTHING, source)).missing, invented);
  await source.close();
});

prose('each name is looked for in the base, on both sides of a range', async ({ box, stop }) => {
  const repo = box.repo();
  const from = repo.commit({
    'src/old.ts': 'export function formerName() {}\n',
    'package.json': '{"scripts":{"build":"tsc","test":"uvu"}}',
  });
  repo.git('rm', '-q', 'src/old.ts');
  const commit = repo.commit({
    'src/auth/login.ts': 'export async function login(user, password) {\n  return verify(user,\n    password);\n}\n',
    'Makefile': 'lint:\n\teslint .\n',
    'logo.png': Buffer.from([0, 1, 2]),
  });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, from, signal: stop.signal });
  const there = [
    'src/auth/login.ts',
    './src/auth/',
    'login.ts:2',
    'src/auth/login.ts:1-3',
    'src/**/*.ts',
    'login',
    'login()',
    'login(user, password)',
  ];
  there.push(
    'verify(user, password)',
    'verify(somebody)',
    'formerName',
    'src/old.ts',
    'npm run build',
    'npm test',
    'yarn build',
    'make lint',
    'logo.png',
  );
  const invented = [
    'src/auth/session.ts',
    'logi',
    'checkPassword',
    'checkPassword()',
    'npm run deploy',
    'make deploy',
    'bcrypt.compare',
    'lib/**/*.js',
  ];
  const look = await lookForProse([...there, ...invented], NOTHING, source);
  assert.equal(look, { missing: invented, searchedAll: true });
  await source.close();
});

prose('what the run itself named or confirmed is a source too', async ({ box, stop }) => {
  const repo = box.repo();
  const commit = repo.commit({ 'a.ts': 'let a = 1;\n' });
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, signal: stop.signal });
  const known = { names: new Set(['F-001', 'claude']), texts: ['The header X-Signature is never read.'] };
  const spans = ['F-001', 'claude', 'muster explain F-001', 'X-Signature', 'X-Sig', 'F-002'];
  assert.equal((await lookForProse(spans, known, source)).missing, ['X-Sig', 'F-002']);
  await source.close();
});

prose('what could not be searched is reported, and nothing is called an invention because of it', async () => {
  const half = 'a line of text\n'.repeat(4 * 1024 * 1024);
  const source = {
    hasFrom: false,
    paths: async () => ['a', 'b', 'c'],
    file: async (_side: 'head' | 'from', path: string) =>
      path === 'c' ? ({ kind: 'huge', bytes: 1e9 } as const) : ({ kind: 'text', text: half } as const),
    renamed: async () => undefined,
  };
  assert.equal(await lookForProse(['neverThere'], NOTHING, source), { missing: [], searchedAll: false });
  const small = { ...source, paths: async () => ['a', 'c'] };
  assert.equal(await lookForProse(['neverThere'], NOTHING, small), { missing: ['neverThere'], searchedAll: false });
  assert.equal(await lookForProse(['line of text'], NOTHING, small), { missing: [], searchedAll: true });
});

prose('the mark is after each missing name, and nowhere else', () => {
  const text = 'Use `checkPassword()` before `login`, then `checkPassword()` again.';
  assert.is(
    withMarks(text, new Set(['checkPassword()']), 'not in the sources'),
    'Use `checkPassword()` [not in the sources] before `login`, then `checkPassword()` [not in the sources] again.',
  );
  const taken = 'They say: `checkPassword()` [not in the sources].';
  assert.is(withMarks(taken, new Set(['checkPassword()']), 'not in the sources'), taken);
});

prose.run();
