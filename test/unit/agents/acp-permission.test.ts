// What a program that speaks ACP may do when it asks.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PermissionRequest, ruleOn } from '../../../agents/acp/permission.ts';

const test = suite('a request for permission');
const OPTIONS = [
  { optionId: 'always', kind: 'allow_always' },
  { optionId: 'once', kind: 'allow_once' },
  { optionId: 'no', kind: 'reject_once' },
];
const at = (...paths: string[]) => ({ locations: paths.map((path) => ({ path })) });

const TABLE: readonly [string, PermissionRequest['toolCall'], string][] = [
  ['in its own folder', at('/run/d1/result.json'), 'once'],
  ['in its checkout', at('/work/checkout/src/a.ts'), 'once'],
  ['at the folder itself', at('/work/checkout'), 'once'],
  ['somewhere else', at('/home/me/.ssh/id'), 'no'],
  ['in two places, one of them elsewhere', at('/work/checkout/a', '/etc/passwd'), 'no'],
  ['in a folder whose name only begins alike', at('/work/checkout-of-another/a'), 'no'],
  ['out of its folder by dots', at('/run/d1/../d2/result.json'), 'no'],
  ['by a relative path', { rawInput: { filePath: 'notes.md' } }, 'once'],
  ['out of its folder by a relative path', { rawInput: { filePath: '../d2/x' } }, 'no'],
  ['by an argument only', { rawInput: { path: '/etc/passwd' } }, 'no'],
  ['nowhere in particular', { rawInput: 'ls' }, 'once'],
  ['of nothing', undefined, 'once'],
];
for (const [situation, toolCall, expected] of TABLE) {
  test(situation, () => {
    const request = { options: OPTIONS, ...(toolCall ? { toolCall } : {}) };
    assert.is(ruleOn(request, ['/run/d1', '/work/checkout']).optionId, expected);
  });
}

test('without an answer that fits is answered with none', () => {
  assert.equal(ruleOn({ toolCall: at('/etc/passwd'), options: [{ optionId: 'once', kind: 'allow_once' }] }, ['/run']), {
    granted: false,
    optionId: undefined,
    outside: '/etc/passwd',
  });
});

test.run();
