// The form of an artifact, and JSON Schemas of prompts.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ArtifactKind } from '../../../contracts/make/prompt.ts';
import { formFault, schemaFault } from '../../../validators/artifact/form.ts';

const form = suite('the form of an artifact');
const SCHEMA = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, list: { type: 'array', items: { type: 'number' } } },
};

const CASES: readonly [what: string, kind: ArtifactKind, text: string, schema: Record<string, unknown>, fault: RegExp | undefined][] = [
  ['fits', 'json', '{"name": "a", "list": [1]}', SCHEMA, undefined],
  ['lacks a key', 'json', '{}', SCHEMA, /^name: /],
  ['has a wrong item', 'json', '{"name": "a", "list": [1, "b"]}', SCHEMA, /^list\[1\]: /],
  ['is no JSON', 'json', '{', SCHEMA, /^is no JSON/],
  ['is YAML that fits', 'yaml', 'name: a\n', SCHEMA, undefined],
  ['is no YAML', 'yaml', 'a: [', SCHEMA, /^is no YAML/],
  ['meets a schema that is none', 'json', '{}', { type: 'nothing' }, /^the schema of the check cannot be used/],
];
for (const [what, kind, text, schema, fault] of CASES)
  form(`it ${what}`, () => {
    const found = schemaFault(kind, text, schema);
    if (fault === undefined) assert.is(found, undefined);
    else assert.match(found ?? '', fault);
  });

form('prose has any form', () => assert.is(formFault('markdown', '{'), undefined));

form.run();
