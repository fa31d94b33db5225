// A damaged `.muster/dismissed.yaml`: valid entries count, each invalid one is reported with its place, and adding an entry either keeps
// everything in the file or is refused and writes nothing.

import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../contracts/errors.ts';
import { Dismissal } from '../../../contracts/findings/dismissal.ts';
import { dismissedIn, readDismissed, withDismissal } from '../../../daemon/dismissals/dismissed.ts';
import { always, alwaysSoon, spoiled, spoiledBytes } from './corpus.ts';

const test = suite<{ path: string; folder: string }>('a file of dismissals');
test.before.each((context) => {
  context.folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  context.path = join(context.folder, 'dismissed.yaml');
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const TEXTS = [
  `# ours
dismissed:
  - fingerprint: f-aaaaaaaaaaaa
    title: "A: quoted # title"
    why: it is generated
    who: Ann
    when: 2026-08-30
  # about the next one
  - why: >-
      folded
      text
    fingerprint: f-cccccccccccc
`,
  'dismissed: [{ fingerprint: f-bbbbbbbbbbbb, why: w }]\n',
  'dismissed:\n',
];
const ADDED = { fingerprint: 'f-bbbbbbbbbbb1', why: 'known: "so"' };

function isHonest({ dismissed, faults }: { dismissed: unknown[]; faults: string[] }, text: string): void {
  for (const it of dismissed) assert.equal(Dismissal.parse(it), it);
  for (const fault of faults) {
    assert.match(fault, /^(line \d+, column \d+: |it )/, text.slice(0, 300));
    assert.ok(fault.length < 2_000 && !/call stack|Cannot read/.test(fault), fault.slice(0, 300));
  }
}

test('damaged in any way gives valid entries and the positions of the others', () => {
  always(spoiled(TEXTS), (text) => isHonest(dismissedIn(text), text), 700);
});

test('gets additions without a loss, or not at all', () => {
  let added = 0;
  always(
    spoiled(TEXTS),
    (text) => {
      const before = dismissedIn(text);
      let after: string;
      try {
        after = withDismissal(text, ADDED, '/p/dismissed.yaml');
      } catch (error) {
        if (!(error instanceof MusterError)) throw error;
        assert.is(error.code, 'config-invalid');
        assert.ok(error.message.startsWith('/p/dismissed.yaml: ') && error.hint !== '');
        return;
      }
      added += 1;
      const read = dismissedIn(after);
      assert.equal(read.faults, [], after);
      const sorted = (all: Dismissal[]) => all.map((it) => JSON.stringify(it)).sort();
      assert.equal(sorted(read.dismissed), sorted([...before.dismissed, ADDED]), `${text}\n----\n${after}`);
    },
    700,
  );
  assert.ok(added > 50, `only ${added} could be added to`);
});

test('of any bytes, or none at all, is read and left as it is', async ({ path, folder }) => {
  await alwaysSoon(
    spoiledBytes(TEXTS.map((it) => Buffer.from(it))),
    async (bytes) => {
      writeFileSync(path, bytes);
      isHonest(await readDismissed(path), bytes.toString());
      assert.ok(readFileSync(path).equals(bytes));
    },
    150,
  );
  rmSync(path);
  assert.equal(await readDismissed(path), { dismissed: [], faults: [], text: undefined });
  mkdirSync(path);
  assert.match((await readDismissed(path)).faults.join(), /not a regular file/);
  symlinkSync('loop', join(folder, 'loop'));
  assert.match((await readDismissed(join(folder, 'loop'))).faults.join(), /a symbolic link/);
});

test.run();
