// The hand-written validation of requests on the socket, compared with the schemas that it replaces.

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { SESSION_PROTOCOL, SessionKey, SessionSpec } from '../../../../contracts/work/session.ts';
import { checkHello, checkRequest, checkSpec } from '../../../../runtime/sessions/protocol/check-request.ts';
import { PROTOCOL } from '../../../../runtime/sessions/protocol/protocol.ts';

const requests = suite('requests to the session host');

const good = {
  argv: ['claude', '-p', 'grüße\nund mehr'],
  cwd: '/work',
  env: { PATH: '/bin', EMPTY: '' },
  transcript: '/t.cast',
  transcriptCap: 4096,
  hardDeadline: 1000,
  grace: 0,
  cols: 80,
  rows: 24,
} satisfies SessionSpec;

const accepts = (check: () => unknown): boolean => {
  try {
    check();
    return true;
  } catch (error) {
    assert.instance(error, MusterError);
    assert.is((error as MusterError).code, 'frame-invalid');
    return false;
  }
};

/** No kernel takes them, and a test of its own sees to it that they are refused. */
const hasStrangeName = (env: unknown): boolean =>
  typeof env === 'object' && env !== null && Object.keys(env).some((name) => name === '' || name.includes('='));

requests('a spec passes here exactly when it passes the schema', () => {
  assert.equal(checkSpec(good), good);
  assert.equal(checkSpec({ ...good, lease: 1 }), { ...good, lease: 1 });
  assert.not.ok(accepts(() => checkSpec({ ...good, lease: 0 })));
  assert.equal(checkSpec({ ...good, lingers: true }), { ...good, lingers: true });
  assert.not.ok(accepts(() => checkSpec({ ...good, lingers: false })));
  assert.is(PROTOCOL, SESSION_PROTOCOL);
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      0,
      -1,
      1,
      4,
      5,
      19,
      20,
      200,
      201,
      500,
      501,
      1023,
      1024,
      1.5,
      [],
      {},
      [''],
      ['a', 1],
      { a: 1 },
      { a: 'b' },
      true,
      Number.NaN,
    ),
    fc.jsonValue(),
  );
  void fc.assert(
    fc.property(fc.constantFrom(...Object.keys(good)), odd, (field, value) => {
      const spec = JSON.parse(JSON.stringify({ ...good, [field]: value }));
      fc.pre(!(field === 'env' && hasStrangeName(value)) && !JSON.stringify(value).includes('\\u0000'));
      assert.is(
        accepts(() => checkSpec(spec)),
        SessionSpec.safeParse(spec).success,
        JSON.stringify(spec),
      );
    }),
    { numRuns: 500 },
  );
  for (const field of Object.keys(good)) {
    const { [field as keyof typeof good]: _, ...rest } = good;
    assert.not.ok(
      accepts(() => checkSpec(rest)),
      field,
    );
  }
});

requests('what no kernel accepts is refused here, though the schema allows it', () => {
  assert.not.ok(accepts(() => checkSpec({ ...good, argv: ['a\0b'] })));
  assert.not.ok(accepts(() => checkSpec({ ...good, env: { 'A=B': 'c' } })));
  assert.not.ok(accepts(() => checkSpec({ ...good, env: { '': 'c' } })));
});

requests('a key is the schema’s key: nothing that could be a path', () => {
  const keys = [
    'r-k3f7qa.d3.1',
    'r-k3f2qa.d3.1',
    'r-k3fqaa.d0.1',
    'r-k3fqaa.d1.0',
    'r-kkkkkk.d1.1/..',
    '../r-kkkkkk.d1.1',
    'r-kkkkkk.d1.1\n',
    'r-KKKKKK.d1.1',
    '',
  ];
  for (const key of keys) {
    assert.is(
      accepts(() => checkRequest(JSON.stringify({ id: 1, call: 'stop', key }))),
      SessionKey.safeParse(key).success,
      key,
    );
  }
});

requests('each call needs its own fields; a hello its role and epoch', () => {
  const key = 'r-kkkkkk.d1.1';
  const calls = [
    { call: 'list' },
    { call: 'observe', keys: [key], cpu: true },
    { call: 'stop', key },
    { call: 'start', key, spec: good },
    { call: 'collect', key, tailBytes: 10 },
    { call: 'hold', key, held: true },
    { call: 'keep', key, span: 0 },
    { call: 'attach', key, write: false, cols: 80, rows: 24 },
    { call: 'input', key, data: 'eA==' },
    { call: 'resize', key, cols: 80, rows: 24 },
  ];
  for (const call of calls) {
    const whole: Record<string, unknown> = { id: 1, ...call };
    assert.equal(checkRequest(JSON.stringify(whole)), whole);
    for (const field of Object.keys(whole)) {
      const { [field]: _, ...rest } = whole;
      assert.not.ok(
        accepts(() => checkRequest(JSON.stringify(rest))),
        `${call.call} without ${field}`,
      );
    }
  }
  assert.ok(accepts(() => checkHello('{"type":"hello","protocol":1,"role":"viewer"}')));
  assert.not.ok(accepts(() => checkHello('{"type":"hello","protocol":1,"role":"daemon"}')));
  assert.not.ok(accepts(() => checkHello('{"type":"hello","protocol":0,"role":"viewer"}')));
  assert.not.ok(accepts(() => checkHello('{"type":"hello","protocol":1,"role":"king"}')));
});

requests('no line can do worse than be refused', () => {
  void fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
      (line) => {
        accepts(() => checkRequest(line));
        accepts(() => checkHello(line));
      },
    ),
    { numRuns: 300 },
  );
});

requests.run();
