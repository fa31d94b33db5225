// The inputs for programs in a prompt: a program reads exactly what was given, and each key has a line.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inputsOf } from '../../../../agents/builtin/prompt.ts';
import { bodyText } from '../../../../skills/prompts/body.ts';

const inputs = suite('the inputs in a prompt');

const bodyWith = (given: unknown): string =>
  bodyText({
    skill: '# Look',
    instructions: '',
    brief: 'Look.',
    objective: undefined,
    directive: undefined,
    scope: [],
    language: 'en',
    inputs: given,
    material: [{ title: 'F-001', text: 'It is wrong.' }],
    output: { schema: '{}', example: '{}' },
  });

inputs('are read as they were given, whatever they contain', () => {
  const blanks = fc.constantFrom('\n   {', 'a\n  }', '   ]\n', '\r\n  }', '```json muster-inputs');
  const item = fc.record({ id: fc.string({ unit: 'binary' }), title: blanks, lines: fc.array(fc.nat(9), { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.record({ findings: fc.array(item, { maxLength: 4 }), deep: fc.jsonValue() }), (given) => {
      const written = JSON.parse(JSON.stringify(given).replaceAll('\\u0000', '␀'));
      assert.equal(inputsOf(bodyWith(written)), written);
    }),
    { numRuns: 500 },
  );
});

inputs('have a line for each key, as the shell program in docs/agents.md reads them', () => {
  const findings = [
    { id: 'F-001', title: 'Dead link' },
    { id: 'F-002', title: 'No timeout' },
  ];
  const lines = bodyWith({ role: 'analyser', findings }).split('\n');
  assert.equal(
    lines.flatMap((it) => /^ *"id": "(F-\d+)",?$/.exec(it)?.[1] ?? []),
    ['F-001', 'F-002'],
  );
});

inputs.run();
