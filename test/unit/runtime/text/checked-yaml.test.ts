// Parsed YAML is cached, and callers can change what they get without changing the cache.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { checkYaml } from '../../../../runtime/text/checked-yaml.ts';
import { PREPARSED_FILE, preparsed, preparsedTexts } from '../../../../runtime/text/preparsed-yaml.ts';

const test = suite('checked YAML');
const Names = z.strictObject({ names: z.array(z.string()), limit: z.number().optional() });

const right = (text: string, schema: typeof Names = Names) => {
  const checked = checkYaml(text, schema);
  if (checked.kind === 'wrong') throw new Error(JSON.stringify(checked.faults));
  return checked.value;
};

test('the same text gives the same value again, whatever was done to the earlier one', () => {
  const first = right('names: [a, b]\n');
  first.names.push('c');
  first.limit = 3;
  const second = right('names: [a, b]\n');
  assert.equal(second, { names: ['a', 'b'] });
  second.names.length = 0;
  assert.equal(right('names: [a, b]\n'), { names: ['a', 'b'] });
});

test('another schema checks it anew, and errors have the line numbers of this call', () => {
  right('names: [a]\n');
  assert.is(checkYaml('names: [a]\n', z.strictObject({ name: z.string() })).kind, 'wrong');
  for (const line of [1, 7]) {
    const checked = checkYaml('names: 3\n', Names, line);
    assert.equal(checked.kind === 'wrong' && checked.faults.map((it) => it.line), [line]);
  }
});

test('what is wrong is said in the words of somebody who writes YAML', () => {
  const Settings = z.strictObject({
    name: z
      .string()
      .min(2)
      .regex(/^[a-z]+$/),
    roles: z.array(z.enum(['analyser', 'critic'])).max(2),
    limit: z.int().max(3),
    on: z.boolean(),
    deep: z.object({ kind: z.literal('one') }),
    own: z.string().refine(() => false, 'a time such as 5m'),
  });
  const said = (text: string): string[] => {
    const checked = checkYaml(text, Settings);
    return checked.kind === 'wrong' ? checked.faults.map((it) => it.message) : [];
  };
  assert.equal(said('own: x\n'), [
    '`name`: missing',
    '`roles`: missing',
    '`limit`: missing',
    '`on`: missing',
    '`deep`: missing',
    '`own`: a time such as 5m',
  ]);
  assert.equal(said('name: 3\nroles: me\nlimit: many\non: yes please\ndeep: [a]\nown: x\n').slice(0, 5), [
    '`name`: must be text, not the number 3',
    '`roles`: must be a list, such as [a, b], not text',
    '`limit`: must be a number, not text',
    '`on`: must be true or false, not text',
    '`deep`: must be keys with values, not a list',
  ]);
  assert.equal(said('name: A\nroles: [critic, crtic]\nlimit: 4\non: true\ndeep: { kind: two }\nown:\n'), [
    '`name`: must have at least 2 characters',
    '`name`: must match pattern /^[a-z]+$/',
    '`roles.1`: must be one of analyser, critic; did you mean `critic`?',
    '`limit`: must be at most 3',
    '`deep.kind`: must be one',
    '`own`: must be text, not nothing',
  ]);
  assert.match(said('roles: [critic, critic, critic]\n').join('\n'), '`roles`: must have at most 2 entries');
});

test('many texts, and long ones, are not all cached', () => {
  for (let n = 0; n < 1_000; n++) assert.equal(right(`names: [n${n}]\n`).names, [`n${n}`]);
  const long = 'x'.repeat(100_000);
  for (let n = 0; n < 2; n++) assert.is(right(`names: [${long}]\n`).names[0], long);
});

test('a preparsed value is used for the text and checked against the schema, and is not trusted if it is invalid', () => {
  assert.equal(checkYaml('names: [text]\n', Names, 1, { names: ['before'] }), { kind: 'right', value: { names: ['before'] } });
  assert.equal(checkYaml('names: [text, text]\n', Names, 1, { names: 'wrong' }), { kind: 'right', value: { names: ['text', 'text'] } });
  const wrong = checkYaml('names: text\n', Names, 7, { names: 'text' });
  assert.is(wrong.kind === 'wrong' && wrong.faults[0]?.line, 7);
});

test('a preparsed value is returned once, and none if there is no such file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parsed-'));
  writeFileSync(join(folder, PREPARSED_FILE), JSON.stringify([['a: 1\n', { a: 1 }]]));
  assert.equal([...preparsedTexts(join(folder, PREPARSED_FILE))], [['a: 1\n', { a: 1 }]]);
  assert.is(preparsedTexts(join(folder, 'none.json')).size, 0);
  rmSync(folder, { recursive: true });
  assert.is(preparsed('a: 1\n'), undefined);
});

test.run();
