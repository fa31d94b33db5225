// A text that is cut ends with no joiner of emojis that are not there any more: nobody would see it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cut } from '../../../contracts/cut.ts';
import { plainText, cut as shown } from '../../../skills/wording/plain-text.ts';

const test = suite('a text that is cut');

test('has no hidden character at its end, wherever it is cut', () => {
  const text = 'é👩‍👩‍👧'.repeat(40);
  for (let most = 2; most < 60; most++) {
    for (const it of [cut(text, most), shown(text, most)]) assert.is(plainText(it), it, `${most}`);
    assert.ok(cut(text, most).length <= most);
  }
});

test.run();
