// Any text, for properties.

import fc from 'fast-check';
import { spoiledText } from './corpus.ts';

const ticks = fc
  .array(
    fc.oneof(
      fc.constantFrom('```', '````', '`', '~~~', '\n', '\r', '\r\n', ' ', 'x', '\t', '\u2028', '\0', '\ud800'),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((it) => it.join(''));

export const anyText = fc.oneof(
  ticks,
  fc.string({ unit: 'binary', maxLength: 100 }),
  spoiledText(['# A\n\n```js\nlet x = 1;\n```\nand ````so````\n']),
);
