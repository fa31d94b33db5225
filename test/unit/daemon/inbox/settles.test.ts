// For how long a dropped file must be seen unchanged, by what its times say of the past.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { settlesIn } from '../../../../daemon/inbox/candidates.ts';

const test = suite('how long a drop settles');

const cases: [string, { mtimeMs: number; ctimeMs: number }, number][] = [
  ['just written', { mtimeMs: 5_000, ctimeMs: 5_000 }, 100],
  ['renamed at once after its last write', { mtimeMs: 5_000, ctimeMs: 5_004 }, 25],
  ['renamed a moment after its last write', { mtimeMs: 5_000, ctimeMs: 5_099 }, 25],
  ['renamed when it had been unchanged for as long as we wait', { mtimeMs: 5_000, ctimeMs: 5_100 }, 0],
  ['an old file, moved here', { mtimeMs: 0, ctimeMs: 5_000 }, 0],
  ['of a time that is to come', { mtimeMs: 9_000, ctimeMs: 5_000 }, 100],
];

for (const [what, times, wanted] of cases) test(what, () => assert.is(settlesIn(times), wanted));

test.run();
