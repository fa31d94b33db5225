// The simulation finds bugs: four of the list that `npm run sim -- --mutations` goes through, and that the list fits
// the sources as they are.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MUTATIONS } from './bugs/mutations.ts';
import { copyOfSources, faultsOf } from './mutate.ts';

const bugs = suite('bugs put in on purpose');

bugs('each replaces a text that occurs once in its file', () => {
  assert.ok(MUTATIONS.length >= 12);
  assert.equal(faultsOf(MUTATIONS), []);
  assert.equal(faultsOf([{ bug: 'of a list that has rotted', file: 'daemon/lead/loop.ts', find: 'no such text', put: '' }]).length, 1);
});

for (const { file, invariant } of [
  { file: 'skills/phases/convergence/rounds/close.ts', invariant: 'words-given' },
  { file: 'skills/dispatch/consequence.ts', invariant: 'one-live-attempt' },
  { file: 'skills/phases/execution/world.ts', invariant: 'sealed-at-rest' },
  { file: 'skills/reuse/dispatch-key.ts', invariant: 'reused-is-sound' },
]) {
  bugs(`one in ${file} breaks ${invariant}`, async () => {
    const mutation = MUTATIONS.find((it) => it.file === file);
    if (!mutation) throw new Error(`the list has nothing for ${file}`);
    const copy = copyOfSources();
    try {
      assert.is((await copy.seek(mutation, 100))?.invariant, invariant);
    } finally {
      copy.remove();
    }
  });
}
bugs.run();
