// When two failures are the same failure: places and times may differ, what was counted and compared may not.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shapeOf } from '../../../../validators/proof/shape.ts';

const shape = suite('the shape of a failure');

const SAME: Record<string, [string, string]> = {
  'a line that moved': ['  File "calc.py", line 12, in add', '  File "calc.py", line 14, in add'],
  'a place in a stack': ['    at file:///a/x.mjs:3:9', '    at file:///a/x.mjs:13:11'],
  'a place beside what was compared': ['    x_test.go:12: got 41, want 42', '    x_test.go:15: got 41, want 42'],
  'pytest': [
    'red/test_red.py:5: AssertionError\nE  assert -1 == 7\n1 failed in 0.02s',
    'red/test_red.py:9: AssertionError\nE  assert -1 == 7\n1 failed in 0.31s',
  ],
  'unittest': ['Ran 3 tests in 0.001s\n\nFAILED (failures=1)', 'Ran 3 tests in 0.104s\n\nFAILED (failures=1)'],
  'go': ['--- FAIL: TestAdd (0.00s)\nFAIL\tshop/price\t0.003s', '--- FAIL: TestAdd (0.01s)\nFAIL\tshop/price\t0.012s'],
  'cargo': [
    "thread 'tests::adds' (4711) panicked at src/lib.rs:12:5:\nfinished in 0.00s",
    "thread 'tests::adds' (815) panicked at src/lib.rs:14:5:\nfinished in 1.20s",
  ],
  'node': ['# duration_ms 61.3\n# fail 1\n  duration_ms: 4.2', '# duration_ms 58.9\n# fail 1\n  duration_ms: 7.1'],
  'jest': ['> 12 | expect(a).toBe(1)\nTime:        0.456 s', '> 14 | expect(a).toBe(1)\nTime:        1.2 s'],
  'mocha': ['  1 failing\n  3 passing (12ms)', '  1 failing\n  3 passing (1s)'],
  'the compiler': ['src/a.ts(3,5): error TS2322: no', 'src/a.ts(4,5): error TS2322: no'],
  'eslint': ['  3:5  error  no-var', '  4:1  error  no-var'],
  'the shell': ['check.sh: 3: foo: not found', 'check.sh: 4: foo: not found'],
  'temporary names': ['cannot read /tmp/tmp.aB3xY/out', 'cannot read /tmp/tmp.Zz9Q1/out'],
  'an address': ['<Shop object at 0x7f1234567890> is wrong', '<Shop object at 0x7fabcdefabcd> is wrong'],
  'a clock': ['[12:00:01] failed\n2026-11-29T09:00:00.123Z end', '[12:00:07] failed\n2026-11-29T09:00:06.001Z end'],
  'a process': ['(node:123) Warning: x\npid 77 died', '(node:9) Warning: x\npid 78 died'],
};

const DIFFERENT: Record<string, [string, string]> = {
  'how many failed': ['3 failed, 2 passed in 0.1s', '1 failed, 4 passed in 0.1s'],
  'how many of a tap': ['# pass 3\n# fail 2', '# pass 4\n# fail 1'],
  'what came instead': ['expected 42, got 41', 'expected 42, got 40'],
  'what was compared': ['E  assert -1 == 7', 'E  assert 12 == 7'],
  'left and right': ['  left: 41\n right: 42', '  left: 43\n right: 42'],
  'a bare number': ['41', '43'],
  'which test': ['not ok 1 - adds', 'not ok 2 - adds'],
  'what it is': ['the label is 1299', 'the label is 12.99'],
  'a port that was expected': ['expected localhost:8080', 'expected localhost:8081'],
  'a time that was expected': ['expected 10:00:00, got 11:00:00', 'expected 10:00:00, got 12:00:00'],
  'how long it should have been': ['should wait 5 ms', 'should wait 50 ms'],
  'a digest that was compared': ['expected abc1234 but was fff0001', 'expected abc1234 but was eee0002'],
  'a large number': ['total 1234567', 'total 1234568'],
  'which error': ['error TS2322: no', 'error TS2345: no'],
  'another exit of another program': ['make: *** [Makefile:3: check] Error 1', 'make: *** [Makefile:3: check] Error 2'],
};

for (const [what, [a, b]] of Object.entries(SAME)) shape(`the same: ${what}`, () => assert.is(shapeOf(a), shapeOf(b)));
for (const [what, [a, b]] of Object.entries(DIFFERENT)) shape(`not the same: ${what}`, () => assert.is.not(shapeOf(a), shapeOf(b)));

shape.run();
