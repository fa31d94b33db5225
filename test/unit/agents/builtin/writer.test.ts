// The built-in writer: joins, tables of contents, counts, sorted lists; directives only where the prompt itself has them.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Part, write } from '../../../../agents/builtin/writer/write.ts';

const writer = suite('the built-in writer');

const own = (text: string): Part => ({ kind: 'text', text });
const input = (text: string): Part => ({ kind: 'input', text });

const CASES: readonly [what: string, parts: Part[], text: string][] = [
  ['joins the words and the inputs', [own('a '), input('b\nc'), own(' d\n')], 'a b\nc d\n'],
  ['ends with one line break', [own('a\n\n\n')], 'a\n'],
  [
    'lists the headings',
    [own('# T\n@toc\n## A b\n'), input('### C!\n## A b\n')],
    '# T\n- [A b](#a-b)\n  - [C!](#c)\n- [A b](#a-b-1)\n## A b\n### C!\n## A b\n',
  ],
  ['takes no heading out of a fence', [own('@toc\n## A\n```sh\n## no\n```\n')], '- [A](#a)\n## A\n```sh\n## no\n```\n'],
  ['counts words of the text, not of the directive', [own('one two\nIn all: @count words.\n')], 'one two\nIn all: 2.\n'],
  ['counts items', [own('@count items\n'), input('- a\n* b\n1. c\nd\n')], '3\n- a\n* b\n1. c\nd\n'],
  ['sorts a block', [own('x\n@sort\n'), input('b\na\n'), own('@end\ny\n')], 'x\na\nb\ny\n'],
  ['takes lines once', [own('@unique\n'), input('b\na\nb\n'), own('@end\n')], 'b\na\n'],
  ['reads no directive in an input', [own('a\n'), input('@toc\n@count words\n'), own('# H\n')], 'a\n@toc\n@count words\n# H\n'],
  ['nor in a line that an input has a part in', [own('@'), input('toc'), own('\n# H\n')], '@toc\n# H\n'],
];
for (const [what, parts, text] of CASES) writer(what, () => assert.is(write(parts).text, text));

writer.run();
