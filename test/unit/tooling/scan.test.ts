// Telling code from text: what looks like an import or a call inside a comment, a string or a regular
// expression is none.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { computedImports, importsOf, lineAt, scan } from '../../../.ci/scan.ts';

const it = suite('scan');
const codeOf = (text: string) => scan(text).code;

it('keeps every position', () => {
  const text = "const a = 'x' // y\n/* z\n z */ const b = `c${ { d: 1 }.d }e`;\n";
  const { code } = scan(text);
  assert.is(code.length, text.length);
  assert.is(code, "const a = ' '     \n    \n      const b = ` ${ { d: 1 }.d } `;\n");
});

const BLANK: [string, string][] = [
  ['a line comment', '// setTimeout('],
  ['a block comment', '/* setTimeout( */'],
  ['a string', "'setTimeout('"],
  ['a string with an escaped quote', "'it\\'s setTimeout('"],
  ['a double-quoted string', '"setTimeout("'],
  ['a template', '`setTimeout(`'],
  ['a template after a hole', '`a${b}setTimeout(`'],
  ['a template inside a hole', '`a${b ? `setTimeout(` : c}`'],
  ['a regular expression', 'x = /setTimeout\\(/'],
  ['a regular expression after return', 'return /setTimeout\\(/'],
  ['a regular expression with a slash in a class', 'x = /[/setTimeout(]/'],
  ['a regular expression with a quote', "x = /'/; y = 'setTimeout('"],
];
for (const [name, text] of BLANK) it(`does not see into ${name}`, () => assert.not.match(codeOf(text), /setTimeout/));

const SEEN: [string, string][] = [
  ['a hole in a template', '`a${setTimeout(b)}`'],
  ['code after a hole with braces', '`a${{ b: {} }}` + setTimeout(c)'],
  ['code after a division', 'a / b; setTimeout(c) / d'],
  ['code after a division by a bracket', '(a) / 2; setTimeout(c); b[0] / 2'],
  ['code after a regular expression', 'x = /[/]/g; setTimeout(c)'],
  ['code after a string that ends in a backslash', "'\\\\'; setTimeout(c)"],
];
for (const [name, text] of SEEN) it(`sees ${name}`, () => assert.match(codeOf(text), /setTimeout\(/));

it('counts lines from one', () => {
  assert.is(lineAt('a\nb\nc', 0), 1);
  assert.is(lineAt('a\nb\nc', 2), 2);
  assert.is(lineAt('a\nb\nc', 4), 3);
});

it.run();

const imports = suite('imports');

imports('finds each form, with its line and whether it is erased before the program runs', () => {
  const text = [
    "import './a.ts';",
    "import b, { type B } from './b.ts';",
    "import type { C } from './c.ts';",
    "import * as d from './d.ts';",
    "import {\n  e,\n} from './e.ts';",
    "export { f } from './f.ts';",
    "export type { G } from './g.ts';",
    "export * from './h.ts';",
    "const i = await import('./i.ts');",
    "let j: import('./j.ts').J;",
    "type K = typeof import('./k.ts');",
    "const l = { lazy: import('./l.ts').then(run) };",
  ].join('\n');
  assert.equal(
    importsOf(scan(text)).map(({ specifier, line, typeOnly }) => `${line} ${specifier}${typeOnly ? ' type' : ''}`),
    [
      '1 ./a.ts',
      '2 ./b.ts',
      '3 ./c.ts type',
      '4 ./d.ts',
      '5 ./e.ts',
      '8 ./f.ts',
      '9 ./g.ts type',
      '10 ./h.ts',
      '11 ./i.ts',
      '12 ./j.ts type',
      '13 ./k.ts type',
      '14 ./l.ts',
    ],
  );
});

imports('is not fooled by text, or by what only looks like an import', () => {
  const text = [
    "// import './a.ts';",
    'const b = "import \'./b.ts\'";',
    "export const c = 'from';",
    "export type D = 'd';",
    "registry.import('./e.ts');",
    "const f = { from: './f.ts' };",
  ].join('\n');
  assert.equal(importsOf(scan(text)), []);
});

imports('reports imports with a computed path', () => {
  assert.equal(computedImports(scan("import('./a.ts');\nimport(name);\nimport(`./${b}.ts`);\nimport.meta.url;")), [2, 3]);
});

imports.run();
