// What of a finding was there before a range, on real repositories: untouched lines, touched ones, moved definitions,
// renamed, added and deleted files, searches.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Evidence } from '../../../../contracts/findings/finding.ts';
import { checkEvidence } from '../../../../validators/evidence/check-evidence.ts';
import { markUntouched } from '../../../../validators/evidence/range/since-when.ts';
import { openEvidenceSource } from '../../../../validators/evidence/source.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const test = suite<{ box: Sandbox }>('what was there before a change');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

/** `null`: the file is deleted. */
type Files = Record<string, string | null>;

async function untouched(box: Sandbox, before: Record<string, string>, after: Files, rows: readonly [Evidence, boolean][]): Promise<void> {
  const repo = box.repo('shop');
  const from = repo.commit(before);
  const gone = Object.keys(after).filter((path) => after[path] === null);
  for (const path of gone) rmSync(join(repo.root, path));
  const commit = repo.commit(Object.fromEntries(Object.entries(after).flatMap(([path, text]) => (text === null ? [] : [[path, text]]))));
  const source = openEvidenceSource({ gitDir: repo.gitDir, commit, from });
  try {
    for (const [evidence, expected] of rows) {
      const check = await markUntouched(evidence, await checkEvidence(Evidence.parse(evidence), source), source);
      assert.is(check.untouched ?? false, expected, `${JSON.stringify(evidence)}: ${JSON.stringify(check)}`);
    }
  } finally {
    await source.close();
  }
}

const def = (name: string, body = 'return parse(input);'): string =>
  `export function ${name}(input) {\n  const value = trim(input);\n  ${body}\n}\n`;
const at = (path: string, line: number, quote: string): Evidence => ({ path, line, quote });

test('lines that the change did not touch, and lines that it did', ({ box }) =>
  untouched(box, { 'a.js': `${def('one')}\n${def('two')}` }, { 'a.js': `${def('one')}\n${def('two', 'return eval(input);')}` }, [
    [at('a.js', 3, '  return parse(input);'), true],
    [at('a.js', 8, '  return eval(input);'), false],
    // A quote over both has a part of the change.
    [{ path: 'a.js', line: 7, endLine: 8, quote: '  const value = trim(input);\n  return eval(input);' }, false],
    [{ path: 'a.js', line: 2, endLine: 3 }, true],
    [{ path: 'a.js', line: 6, endLine: 9 }, false],
    [{ path: 'a.js' }, false],
    // What the change took away is of the change.
    [{ path: 'a.js', side: 'from', line: 8, quote: '  return parse(input);' }, false],
    [{ path: 'a.js', side: 'from', line: 3, quote: '  return parse(input);' }, true],
  ]));

test('an insertion above moves the lines below, and touches none of them; one deleted line touches no neighbour', ({ box }) =>
  untouched(
    box,
    { 'a.js': def('one'), 'b.js': def('two') },
    { 'a.js': `// new\n\n${def('one')}`, 'b.js': def('two').replace(/^ {2}const.*\n/m, '') },
    [
      [at('a.js', 5, '  return parse(input);'), true],
      [at('a.js', 1, '// new'), false],
      [at('b.js', 2, '  return parse(input);'), true],
    ],
  ));

test('a definition that was moved as it is: within its file, and to another', ({ box }) => {
  const filler = Array.from({ length: 12 }, (_, n) => `export const filler${n} = ${n};`).join('\n');
  return untouched(
    box,
    { 'a.js': `${def('first')}\n${filler}\n`, 'b.js': `${def('second', 'return eval(input);')}\n${filler}\n` },
    {
      'a.js': `${filler}\n\n${def('first')}`,
      'b.js': `${filler}\n`,
      'c.js': `import x from 'x';\n\n${def('second', 'return eval(input);')}`,
    },
    [
      [at('a.js', 16, '  return parse(input);'), true],
      [at('c.js', 5, '  return eval(input);'), true],
      [at('c.js', 1, "import x from 'x';"), false],
    ],
  );
});

test('a moved definition with a changed line, and statements moved into another definition, count as touched', ({ box }) => {
  const body = (...lines: string[]): string => `export function run(a, b) {\n${lines.map((it) => `  ${it}\n`).join('')}}\n`;
  const steps = ['open(a);', 'read(a);', 'count(a);', 'close(a);', 'write(b);', 'flush(b);', 'check(b);', 'audit(b);', 'tell(b);'];
  const moved = [...steps.slice(4), ...steps.slice(0, 4)];
  return untouched(
    box,
    { 'a.js': body(...steps), 'b.js': `${def('gone', 'return parse(input);')}export const x = 1;\n` },
    { 'a.js': body(...moved), 'b.js': 'export const x = 1;\n', 'c.js': def('gone', 'return eval(input);') },
    [
      [at('a.js', 10, '  close(a);'), false],
      [at('c.js', 3, '  return eval(input);'), false],
      [at('c.js', 2, '  const value = trim(input);'), false],
    ],
  );
});

test('a renamed file, an added one, a deleted one', ({ box }) => {
  const long = Array.from({ length: 9 }, (_, n) => def(`f${n}`)).join('\n');
  return untouched(
    box,
    { 'a.js': long, 'b.js': def('gone'), 'keep.js': def('keep') },
    {
      'a.js': null,
      'z.js': `${long}// new end\n`,
      'b.js': null,
      'c.js': 'export class Fresh {\n  run() {\n    return shell(this.command);\n  }\n}\n',
    },
    [
      [at('z.js', 3, '  return parse(input);'), true],
      [at('z.js', 45, '// new end'), false],
      [at('c.js', 3, '    return shell(this.command);'), false],
      [at('b.js', 1, 'export function gone(input) {'), false],
      [{ path: 'keep.js' }, true],
      [{ path: 'z.js' }, false],
    ],
  );
});

test('a search that finds nothing now: old if it found nothing before, new if the change removed it', ({ box }) =>
  untouched(box, { 'a.js': def('one', 'return checked(input);') }, { 'a.js': def('one') }, [
    [{ searched: { pattern: 'checked(', scope: 'a.js' } }, false],
    [{ searched: { pattern: 'verified(', scope: 'a.js' } }, true],
    [{ command: 'npm test', output: 'failed' }, false],
  ]));

test.run();
