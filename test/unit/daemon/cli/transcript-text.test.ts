// A recording as plain text, wherever its pieces are cut.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { transcriptText } from '../../../../daemon/cli/follow/transcript-text.ts';

const test = suite('the text of a transcript');

const output = (text: string) => JSON.stringify([0.1, 'o', text]);

test('is what was printed, without colours, titles, and jumps', () => {
  const text = transcriptText();
  const lines = [
    '{"version": 2}',
    output('\u001b[31mred\u001b[0m\r\n'),
    output('\u001b]0;a title\u0007plain\r\n'),
    '[0.2,"r","80x24"]',
    'torn',
  ];
  assert.is(text.push(lines) + text.rest(), 'red\nplain\n');
});

test('says what was left out where it was', () => {
  const text = transcriptText();
  assert.is(
    text.push([output('a'), '[3,"m","muster left out 7 bytes here"]', output('b')]) + text.rest(),
    'a\n[muster left out 7 bytes here]\nb',
  );
});

test('is the same wherever a sequence or a line end is split', () => {
  const whole = 'one\r\ntwo\u001b[1;38;5;200m bold\u001b[0m \u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\ \u001b(Bend\rlast\r\n';
  const expected = 'one\ntwo bold link end\nlast\n';
  for (let at = 0; at <= whole.length; at++) {
    const text = transcriptText();
    const shown = text.push([output(whole.slice(0, at))]) + text.push([output(whole.slice(at))]) + text.rest();
    assert.is(shown, expected, `cut at ${at}`);
  }
  const text = transcriptText();
  assert.is([...whole].map((it) => text.push([output(it)])).join('') + text.rest(), expected);
});

test('does not wait for ever for the end of a sequence that has none', () => {
  const text = transcriptText();
  const shown = text.push([output(`\u001b]0;${'x'.repeat(10_000)}`)]);
  assert.ok(shown.length > 5_000);
});

test.run();
