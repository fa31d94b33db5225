// Generates protocol messages from a seed: broken, deeply nested, huge, of wrong types, cancelled, in batches, with repeated ids. Each
// comes with the answer that it must get.

import { Buffer } from 'node:buffer';

export type Fuzzed = {
  what: string;
  /** As it is written, part by part. */
  bytes: Uint8Array[];
  id: unknown;
  /** `refusal`: exactly one error. `answer`: exactly one, of any kind. `complaint`: an error without an id. `any`: whatever. */
  wants: 'refusal' | 'answer' | 'complaint' | 'any';
};

const TOOLS = [
  'run_submit',
  'run_create',
  'run_events',
  'run_read',
  'run_findings',
  'run_explain',
  'run_active',
  'run_start_stage',
  'run_propose_step_result',
  'run_apply_policy',
  'run_note',
  'run_resume',
  'run_cancel',
  'beat',
  'check_result',
  'submit_result',
  'ask',
];
/** No tool has any of these names. */
const NONE = [
  'run_approve',
  'approve',
  'answer',
  'run_answer',
  'RUN_CANCEL',
  'run_cancel ',
  'run_cancel\u0000',
  '__proto__',
  'constructor',
  'toString',
  '',
  'tools/call',
  '‮run_cancel',
  'run\u2028_cancel',
  '🦊'.repeat(500),
];
const METHODS = [
  'no/such',
  'tools',
  'tools/approve',
  '',
  '__proto__',
  'resources/subscribe',
  'completion/complete',
  'sampling/createMessage',
  'roots/list',
  'initialize ',
  'x'.repeat(100_000),
  '\u0000',
  'tools/list\n',
];
const ODD = [
  null,
  true,
  false,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u2028',
  '../..',
  'r-aaaaaa',
  [],
  {},
  [[]],
  { a: { b: [] } },
  '__proto__',
  '🦊'.repeat(200),
];

export function* framesFrom(seed: number, count: number, run: string): Generator<Fuzzed> {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(random() * n);
  const one = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  let id = 0;
  const next = () => (random() < 0.5 ? `q${++id}` : ++id);
  const odd = (depth = 0): unknown =>
    depth > 4 || random() < 0.5
      ? one([...ODD, run])
      : random() < 0.5
        ? [odd(depth + 1), odd(depth + 1)]
        : { [one(['run', 'stage', 'x', '__proto__', 'toString'])]: odd(depth + 1) };
  const request = (method: unknown, params: unknown, its = next()) => ({
    id: its,
    text: JSON.stringify({ jsonrpc: '2.0', id: its, method, params }),
  });
  const deep = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
  const call = (name: unknown, args: unknown) => request('tools/call', { name, arguments: args });
  const refused = (what: string, made: { id: unknown; text: string }) => ({ what, ...made, wants: 'refusal' as const });
  const complaint = (what: string, text: string | Uint8Array) => ({ what, text, id: null, wants: 'complaint' as const });

  /** Every tool takes an object of known keys, and this is none. */
  const wrongArguments = (): unknown => {
    const args = odd();
    return typeof args === 'object' && args !== null && !Array.isArray(args)
      ? { run, ...args, unknown: 1 }
      : args === null || args === undefined
        ? { unknown: 1 }
        : args;
  };

  const KINDS = [
    () =>
      complaint(
        'letters',
        one(['garbage', 'null', '17', '"text"', 'undefined', '[', '{', '{]', "{'a':1}", 'NaN', '\u0000\u0001', '<xml/>']),
      ),
    () =>
      complaint('bytes', Buffer.from(Array.from({ length: 1 + below(200) }, () => [0, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x7b][below(7)] ?? 0))),
    () => {
      const { text } = request('tools/list', {});
      return complaint('cut off', text.slice(0, 1 + below(text.length - 1)));
    },
    () =>
      complaint(
        'a batch',
        JSON.stringify([
          { jsonrpc: '2.0', id: 1, method: 'tools/list' },
          ...(random() < 0.5
            ? [{ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'run_cancel', arguments: { run, reason: 'x' } } }]
            : []),
        ]),
      ),
    () =>
      complaint(
        'no message',
        JSON.stringify(
          one<unknown>([
            {},
            { jsonrpc: '2.0' },
            { jsonrpc: '1.0', method: 'tools/list' },
            { jsonrpc: 2, method: 'x' },
            { method: 'tools/list' },
          ]),
        ),
      ),
    () =>
      complaint(
        'an id that is none',
        JSON.stringify({ jsonrpc: '2.0', id: one<unknown>([{}, [], true, null, { toString: 1 }]), method: 'tools/list' }),
      ),
    () =>
      refused('a method that is none', {
        id: `m${++id}`,
        text: JSON.stringify({ jsonrpc: '2.0', id: `m${id}`, method: one<unknown>([1, null, {}, [], true]) }),
      }),
    () => refused('params that are none', request('tools/call', one<unknown>([1, 'x', [], true]))),
    () => refused('an unknown method', request(one(METHODS), one<unknown>([undefined, {}, { a: 1 }]))),
    () => refused('no such tool', call(one(NONE), { run })),
    () =>
      refused(
        'a tool without a name',
        request('tools/call', one<unknown>([{}, { name: null }, { name: 1 }, { name: {} }, { name: ['run_cancel'] }])),
      ),
    () => refused('wrong arguments', call(one(TOOLS), wrongArguments())),
    () =>
      refused('deep arguments', {
        id: ++id,
        text: `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${one(['run_create', 'check_result', 'run_note', 'no_tool'])}","arguments":{"unknown":1,"plan":${deep(10 ** (1 + below(5)), '[', ']')}}}}`,
      }),
    () =>
      refused('deep keys', {
        id: ++id,
        text: `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"run_create","arguments":{"plan":${deep(20_000, '{"a":', '}').replace('}', '1}')}}}}`,
      }),
    () =>
      refused(
        'a resource that is none',
        request('resources/read', {
          uri: one([
            'muster://run/r-aaaaaa/report',
            'file:///etc/passwd',
            `muster://run/${run}/../../x`,
            'muster://run/%2e%2e%2f/report',
            '',
            'x:y',
            'muster://run//report',
          ]),
        }),
      ),
    () => refused('a prompt that is none', request('prompts/get', { name: one(NONE), arguments: {} })),
    () => ({
      what: 'a long word',
      ...request('tools/call', { name: 'run_explain', arguments: { run: 'x'.repeat(1 + below(1_000_000)), what: 'F-001' } }),
      wants: 'refusal' as const,
    }),
    () => ({
      what: 'an answer that nobody asked for',
      text: JSON.stringify({
        jsonrpc: '2.0',
        id: one<unknown>([1, 'x', 1e9]),
        ...one([{ result: {} }, { error: { code: 1, message: 'x' } }]),
      }),
      id: null,
      wants: 'any' as const,
    }),
    () => ({
      what: 'a notification',
      text: JSON.stringify({
        jsonrpc: '2.0',
        method: one(['notifications/initialized', 'notifications/cancelled', 'notifications/progress', 'no/such']),
        params: one<unknown>([{}, { requestId: odd() }, { requestId: 'nobody', reason: odd() }, { progressToken: 1, progress: 1 }]),
      }),
      id: null,
      wants: 'any' as const,
    }),
    () => {
      const { id: its, text } = request('tools/call', { name: 'run_events', arguments: { run, after: 1e9, wait: 50 } });
      return {
        what: 'cancelled',
        id: its,
        text: `${text}\n${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: its } })}`,
        wants: 'any' as const,
      };
    },
    () => {
      const made = request('tools/list', {});
      return { what: 'an id twice', text: `${made.text}\n${made.text}`, id: made.id, wants: 'any' as const };
    },
    () => ({ what: 'a list', ...request('tools/list', one<unknown>([undefined, {}])), wants: 'answer' as const }),
    () => ({ what: 'a reading', ...call('run_read', { runs: [run] }), wants: 'answer' as const }),
  ];

  yield { what: 'huge', bytes: [Buffer.from(`${'x'.repeat(9 * 1024 * 1024)}\n`)], id: null, wants: 'complaint' };
  for (let n = 0; n < count; n++) {
    const { what, text, id: its, wants } = one(KINDS)();
    const line = Buffer.concat([
      Buffer.from(typeof text === 'string' ? text : text.filter((byte) => byte !== 10)),
      Buffer.from(one(['\n', '\r\n', '\n\n', '  \n'])),
    ]);
    const cut = below(line.length);
    yield { what, id: its, wants, bytes: random() < 0.3 ? [line.subarray(0, cut), line.subarray(cut)] : [line] };
  }
}
