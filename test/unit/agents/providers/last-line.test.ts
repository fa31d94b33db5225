// The last line that a program printed for people, as it is told when the program left no result.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lastLineOf } from '../../../../agents/providers/printed.ts';

const test = suite('the last line that a program printed');

const CASES: readonly [what: string, output: string, line: string | undefined][] = [
  ['of plain output', 'reading\r\nError: not logged in\r\n', 'Error: not logged in'],
  ['without colours and links', '\u001b[31mError: \u001b]8;;https://x\u0007no key\u001b]8;;\u0007\u001b[0m\n', 'Error: no key'],
  ['below a frame', '╭────╮\n│ Update available! │\n╰────╯\n', '│ Update available! │'],
  ['that was drawn again and again', '\u001b[2K\r## 1/3\u001b[2K\r## 2/3\u001b[2K\r## 3/3', '## 3/3'],
  ['before a record for programs', 'fatal: no config\n{"type":"result"}\n]\n}\n', 'fatal: no config'],
  ['that asks and does not end', 'Do you trust this folder? (y/n) ', 'Do you trust this folder? (y/n)'],
  ['of silence', '', undefined],
  ['of marks only', '\u001b[2J\n---\n', undefined],
  ['that is too long to be for people', `an earlier line\n${'x'.repeat(301)}`, undefined],
];

for (const [what, output, line] of CASES) test(what, () => assert.is(lastLineOf(output), line));

test.run();
