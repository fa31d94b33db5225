// A worker's result file: whole, half written, wrong, or somebody else's.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeErrors } from '../../../validators/result/describe-errors.ts';
import { type Expected, type ResultReading, readResult } from '../../../validators/result/read-result.ts';

const EXPECTED: Expected = { dispatch: 'r-abcdef.d7', nonce: 'n-1', role: 'analyser' };
const finding = (more: object = {}) => ({
  localId: 'a1',
  title: 'T',
  severity: 'major',
  category: 'c',
  claim: 'C',
  evidence: [{ path: 'a.ts', line: 3 }],
  confidence: 0.5,
  ...more,
});
const result = (more: object = {}) => ({
  dispatch: 'r-abcdef.d7',
  nonce: 'n-1',
  role: 'analyser',
  status: 'done',
  summary: 's',
  findings: [finding()],
  ...more,
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (content: string | object | Uint8Array, expected = EXPECTED): ResultReading =>
  readResult(content instanceof Uint8Array ? content : bytes(typeof content === 'string' ? content : JSON.stringify(content)), expected);
const errorsOf = (content: string | object | Uint8Array): Record<string, string> => {
  const reading = read(content);
  return reading.kind === 'invalid' ? Object.fromEntries(reading.errors.map((it) => [it.path, it.message])) : { kind: reading.kind };
};

const test = suite('a result');

test('is accepted when it is complete', () => {
  const reading = read(result());
  assert.is(reading.kind, 'valid');
  if (reading.kind !== 'valid') return;
  assert.equal(reading.flags, []);
  assert.is(reading.result.findings[0]?.localId, 'a1');
  assert.equal(reading.result.verdicts, []);
});

test('is unwrapped from a byte-order mark and one fence, and flagged', () => {
  const json = JSON.stringify(result(), null, 2);
  for (const [content, flags] of [
    [`\uFEFF${json}`, ['byte-order-mark']],
    [`\`\`\`json\n${json}\n\`\`\`\n`, ['fenced']],
    [`\n\`\`\`\`\r\n${json}\r\n\`\`\`\``, ['fenced']],
    [`~~~\n${json}\n~~~`, ['fenced']],
    [`\uFEFF\`\`\`json\n${json}\n\`\`\``, ['byte-order-mark', 'fenced']],
  ] as const) {
    const reading = read(content);
    assert.equal(reading.kind === 'valid' ? reading.flags : reading, flags);
  }
});

test('is incomplete at every byte before its last', () => {
  const whole = bytes(`\uFEFF\`\`\`json\n${JSON.stringify(result({ summary: 'Grüße 😀' }))}\n\`\`\``);
  for (let length = 0; length < whole.length; length++) assert.is(read(whole.subarray(0, length)).kind, 'incomplete', `${length} bytes`);
  assert.is(read(whole).kind, 'valid');
});

test('is incomplete when it does not parse for any reason', () => {
  for (const content of ['', ' \n', '{', '{"a": 1}}', 'I am done.', 'Here it is:\n```json\n{}\n```', '[1,', '{"a": NaN}', "{'a': 1}"]) {
    const reading = read(content);
    assert.is(reading.kind, 'incomplete', content);
    if (reading.kind === 'incomplete') assert.match(reading.why, /^the file is /);
  }
});

test('in prose is called that, and not cut short', () => {
  const whyOf = (content: string) => {
    const reading = read(content);
    return reading.kind === 'incomplete' ? reading.why.replace(/: Unexpected.*/, '') : reading.kind;
  };
  assert.equal(
    ['I am done.', 'Here it is: {"a": 1}', ' {"a":', '```json\n{"a":', '{"a":1}\n{"a":2}\n', '{"a":1} Done.']
      .map(whyOf)
      .map((it) => it.replace(/: [A-Z].*/, '')),
    [
      'the file is text and not a JSON object',
      'the file is not a JSON object alone: it begins with other text',
      'the file is not complete JSON',
      'the file is not complete JSON',
      'the file is not a JSON object alone: it goes on after the first',
      'the file is not a JSON object alone: it goes on after the first',
    ],
  );
});

test('is invalid when it is no UTF-8', () => {
  const utf16 = Buffer.from(`\uFEFF${JSON.stringify(result())}`, 'utf16le');
  assert.equal(errorsOf(utf16), { '': 'the file is not UTF-8; write it as UTF-8 text' });
  const latin1 = Buffer.from(JSON.stringify(result({ summary: 'Grüße' })), 'latin1');
  assert.ok('' in errorsOf(latin1));
});

test('is invalid when it is no object', () => {
  for (const content of ['[]', '1', '"x"', 'null', 'true'])
    assert.equal(errorsOf(content), { '': 'the file must contain one JSON object' }, content);
});

test('names the place of each error', () => {
  assert.equal(
    errorsOf(result({ findings: [finding(), finding({ localId: 'a2', evidence: [{ path: 'a' }, { path: 'b', line: 'x' }] })] })),
    {
      'findings[1].evidence[1].line': 'expected number, received string',
    },
  );
  const { summary: _, ...without } = result();
  assert.equal(errorsOf(without), { summary: 'is missing (string)' });
  assert.equal(errorsOf(result({ findings: [finding({ evidence: [{ quote: 'x' }] })] })), {
    'findings[0].evidence[0]': 'needs a path, a search or a command',
  });
  assert.match(errorsOf(result({ status: 'finished' })).status ?? '', /"done"\|"blocked"/);
  assert.match(errorsOf(result({ verdicts: [{ finding: 'F-001', verdict: 'MAYBE', basis: '' }] }))['verdicts[0].verdict'] ?? '', /AGREE/);
  assert.match(errorsOf(result({ findings: {} })).findings ?? '', /expected array/);
  assert.ok('nonce' in errorsOf(result({ nonce: undefined })));
  assert.ok('dispatch' in errorsOf(result({ dispatch: 7 })));
  assert.equal(Object.keys(errorsOf({})), ['dispatch', 'nonce', 'role', 'status', 'summary']);
});

test('has unique local ids', () => {
  assert.equal(errorsOf(result({ findings: [finding(), finding({ localId: 'b' }), finding()] })), {
    'findings[2].localId': 'findings[0] has the same localId',
  });
});

test('has the role that was asked for', () => {
  assert.equal(errorsOf(result({ role: 'critic' })), { role: 'must be "analyser", as the prompt says' });
});

test('answers its own dispatch with its own nonce', () => {
  for (const [more, found] of [
    [{ dispatch: 'r-abcdef.d8' }, 'r-abcdef.d8; expected "dispatch": "r-abcdef.d7"'],
    [{ nonce: 'n-2' }, 'r-abcdef.d7 with the nonce of another prompt; expected "nonce": "n-1"'],
    [{ dispatch: 'r-abcdef.d8', summary: 7 }, 'r-abcdef.d8; expected "dispatch": "r-abcdef.d7"'],
    [{ dispatch: `x\u001b[2J${'y'.repeat(500)}` }, `x [2J${'y'.repeat(94)}…; expected "dispatch": "r-abcdef.d7"`],
  ] as const) {
    assert.equal(read(result(more)), { kind: 'wrong-dispatch', found });
  }
});

test('may contain unknown keys, at any depth, and nulls for what is left out', () => {
  const plan = {
    goal: 'g',
    mood: 'good',
    acceptance: [],
    options: [{ title: 'o', pros: [], cons: [], rank: 1 }],
    recommended: 'o',
    stages: [
      {
        id: 's',
        title: '',
        goal: '',
        owner: '',
        dependsOn: [],
        files: ['a'],
        steps: [{ action: 'a', detail: 'd', n: 1 }],
        sliceValue: '',
        acceptance: '',
        validators: [{ kind: 'test-pass', command: 't', x: 1 }],
        exitContract: '',
        toolProfile: [],
        extra: {},
      },
    ],
    rollback: '',
    checklist: [],
    requirementCoverage: [],
  };
  const reading = read(
    result({ extra: 1, plan, question: null, findings: [finding({ mood: 'x', evidence: [{ path: 'a.ts', line: null, why: 1 }] })] }),
  );
  assert.is(reading.kind, 'valid', JSON.stringify(reading));
  if (reading.kind !== 'valid') return;
  assert.equal(reading.result.findings[0]?.evidence, [{ path: 'a.ts' }]);
  assert.not.ok('mood' in (reading.result.plan ?? {}));
  assert.equal(errorsOf(result({ summary: null })), { summary: 'is missing (string)' });
  assert.equal(Object.keys(errorsOf(result({ plan: { ...plan, goal: 1 } }))), ['plan.goal']);
});

test('is not broken by odd keys', () => {
  const odd = JSON.stringify(result()).replace('{', '{"__proto__": {"status": "done"}, "constructor": 1, "toString": 2,');
  assert.is(read(odd).kind, 'valid');
  assert.is(read(`{"__proto__": ${JSON.stringify(result())}}`).kind, 'invalid');
  assert.is(read('['.repeat(500_000)).kind, 'incomplete');
  const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
  assert.equal(errorsOf(JSON.stringify(result()).replace('{', `{"x": ${deep},`)), { '': 'the JSON is nested more than 100 levels deep' });
});

test('is described in words for a repair prompt', () => {
  assert.is(
    describeErrors([
      { path: '', message: 'whole' },
      { path: 'a.b', message: 'is missing' },
    ]),
    'whole\na.b: is missing',
  );
  const many = describeErrors(Array.from({ length: 25 }, (_, n) => ({ path: `findings[${n}]`, message: 'x' })));
  assert.is(many.split('\n').length, 21);
  assert.match(many, /and 5 more/);
});

test('is judged without throwing, whatever it is', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (content) => read(content).kind !== 'valid'));
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('findings', 'verdicts', 'plan', 'gaps', 'narrative', 'status', 'x'), (value, key) => {
      const reading = read(JSON.stringify(result()).replace(/}$/, () => `,${JSON.stringify(key)}:${value}}`));
      assert.ok(reading.kind === 'valid' || (reading.kind === 'invalid' && reading.errors.length > 0));
      if (reading.kind === 'invalid') assert.type(describeErrors(reading.errors), 'string');
    }),
  );
});

test.run();
