// What people call runs, dispatches and findings.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { nameTheRun, readName } from '../../../../daemon/cli/named/names.ts';

const it = suite('names');
const runs = ['r-k3f7qa', 'r-k3zzzz', 'r-abcdefgh', 'r-abcdef'];

for (const [given, run] of [
  ['r-k3f7qa', 'r-k3f7qa'],
  ['r-k3f', 'r-k3f7qa'],
  ['k3z', 'r-k3zzzz'],
  ['R-K3F', 'r-k3f7qa'],
  // Whole, though it is also the beginning of another.
  ['r-abcdef', 'r-abcdef'],
  ['r-abcdefg', 'r-abcdefgh'],
] as const) {
  it(`${given} is ${run}`, () => assert.is(nameTheRun(given, runs), run));
}

function refused(given: string): MusterError {
  try {
    nameTheRun(given, runs);
  } catch (error) {
    if (error instanceof MusterError) return error;
  }
  throw new Error(`${given} was taken`);
}

it('refuses what matches several, and names them', () => {
  assert.is(refused('r-k3').code, 'ambiguous-id');
  assert.is(refused('r-k3').message, '`r-k3` matches 2 runs: r-k3f7qa, r-k3zzzz');
});

it('refuses what matches none, with the nearest', () => {
  assert.is(refused('r-k3f9qb').message, 'unknown run `r-k3f9qb`; did you mean r-k3f7qa?');
  assert.is(refused('nothing').code, 'run-unknown');
  for (const given of ['', 'r-', '.', '../..']) assert.is(refused(given).code, 'run-unknown');
});

const READ: readonly (readonly [string, ReturnType<typeof readName>])[] = [
  ['r-k3f', { kind: 'run', run: 'r-k3f' }],
  ['k3f', { kind: 'run', run: 'k3f' }],
  ['d17', { kind: 'dispatch', run: undefined, local: 'd17' }],
  ['r-k3f.d17', { kind: 'dispatch', run: 'r-k3f', local: 'd17' }],
  ['F-001', { kind: 'finding', run: undefined, local: 'F-001' }],
  ['f-001', { kind: 'finding', run: undefined, local: 'f-001' }],
  ['r-k3f.F-1000', { kind: 'finding', run: 'r-k3f', local: 'F-1000' }],
  ['f-7c2e1a', { kind: 'finding', run: undefined, local: 'f-7c2e1a' }],
  ['F-7C2E1A', { kind: 'finding', run: undefined, local: 'f-7c2e1a' }],
  ['r-k3f.f-7c2e', { kind: 'finding', run: 'r-k3f', local: 'f-7c2e' }],
  ['d0', { kind: 'run', run: 'd0' }],
];
for (const [given, read] of READ) it(`reads ${given}`, () => assert.equal(readName(given), read));

it.run();
