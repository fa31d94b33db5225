// JSON with places: the same values as JSON.parse, lenient where tools are, and never half a tree.

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type JsonNode, memberAt, parseJson, stringsIn, textAt } from '../../../../../agents/builtin/reading/formats/json.ts';

const test = suite('json');

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map((it) => [it.key, plain(it.value)]));
    case 'array':
      return node.items.map(plain);
    default:
      return node.value;
  }
}

test('reads what JSON.parse reads', () => {
  void fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value, null, 2);
      const node = parseJson(text);
      if (node === undefined) throw new Error(`not read: ${text}`);
      assert.equal(JSON.stringify(plain(node)), JSON.stringify(JSON.parse(text)));
    }),
    { numRuns: 200 },
  );
});

test('accepts comments and trailing commas, and keeps positions', () => {
  const text = '{\n  // one\n  "a": { "b": ["x", "y",], /* two */ },\n}\n';
  const node = parseJson(text);
  assert.equal(
    stringsIn(node).map((it) => text.slice(it.start, it.start + 3)),
    ['"x"', '"y"'],
  );
  assert.is(text.slice(memberAt(node, 'a', 'b')?.keyStart ?? 0).slice(0, 3), '"b"');
});

test('takes the last of duplicate keys and keeps both', () => {
  const node = parseJson('{"a": "1", "a": "2"}');
  assert.is(textAt(node, 'a'), '2');
  assert.is(node?.kind === 'object' && node.members.length, 2);
});

test('returns undefined for anything that is not JSON', () => {
  for (const text of ['', '{', '{"a" 1}', '[1 2]', '{"a": 1} x', '{"a": nope}', "{'a': 1}", '"a\nb"'])
    assert.is(parseJson(text), undefined, text);
});

test('returns undefined for JSON that is nested too deeply', () => {
  assert.is(parseJson('['.repeat(500_000)), undefined);
  assert.is(parseJson('[{"a":'.repeat(50_000)), undefined);
  assert.is(parseJson(`${'['.repeat(400_000)}${']'.repeat(400_000)}`), undefined);
});

test.run();
