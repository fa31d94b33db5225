// Whether a workplace is as it was when its work was committed: what an executor, or a process that it left, does there afterwards is seen.

import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { besideFile, besideNow } from '../../../../../runtime/workspace/stages/beside.ts';
import { placeFor } from '../../../../../runtime/workspace/stages/place.ts';
import { sealWork } from '../../../../../runtime/workspace/stages/seal-work.ts';
import { isStillSealed } from '../../../../../runtime/workspace/stages/still-sealed.ts';
import { capture } from '../checkout/checkout-fixture.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox }>('still sealed');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const FILES = {
  '.gitignore': 'cache/\n',
  'a.txt': 'one\n',
  'lib/b.txt': 'two\n',
  'run.bat': 'a\r\n',
  '.gitattributes': '*.bat text eol=crlf\n',
};

/** A workplace whose setup had left a file, and whose executor changed one and added one. */
async function sealed(box: Sandbox, more: (path: string) => void = () => undefined) {
  const repo = box.repo();
  repo.commit(FILES);
  const base = await capture(box, repo.root);
  const path = box.path('places', 'answer.1');
  await placeFor(base, path);
  writeFileSync(join(path, 'made-by-setup'), '');
  writeFileSync(besideFile(path), await besideNow(path));
  writeFileSync(join(path, 'a.txt'), 'ONE\n');
  writeFileSync(join(path, 'new.txt'), 'new\n');
  more(path);
  const { commit, tree, gitDir } = base;
  const work = { path, gitDir, from: { commit, tree }, ref: 'refs/runs/r-abcdef/stages/answer.1', message: 'Do it\n', seconds: 1 };
  const seal = () => sealWork({ ...work, never: [], fileBytes: 100 });
  return { path, tree, seal, head: (await seal()).head };
}

test('nothing was done there since, or only beside the work', async ({ box }) => {
  const { path, tree, head, seal } = await sealed(box);
  assert.ok(await isStillSealed(path, head.tree));
  assert.not(await isStillSealed(path, tree), 'it is not as the base');
  mkdirSync(join(path, 'cache'));
  writeFileSync(join(path, 'cache', 'x'), 'ignored');
  utimesSync(join(path, 'a.txt'), 1, 1);
  assert.ok(await isStillSealed(path, head.tree), 'ignored files, and a file that was only touched');
  assert.equal((await seal()).head.tree, head.tree);
});

const DEEDS: Record<string, (path: string) => void> = {
  'a changed file of the same size and time': (path) => {
    const { atime, mtime } = statSync(join(path, 'a.txt'));
    writeFileSync(join(path, 'a.txt'), 'two\n');
    utimesSync(join(path, 'a.txt'), atime, mtime);
  },
  'a changed file that the executor had left as it was': (path) => writeFileSync(join(path, 'lib/b.txt'), 'TWO\n'),
  'a new file': (path) => writeFileSync(join(path, 'later.txt'), ''),
  'a file that is gone': (path) => rmSync(join(path, 'new.txt')),
  'another mode': (path) => chmodSync(join(path, 'a.txt'), 0o755),
  'a link in place of a file': (path) => {
    renameSync(join(path, 'a.txt'), join(path, 'cache'));
    symlinkSync('cache', join(path, 'a.txt'));
  },
  'other ends of lines where none are converted': (path) =>
    writeFileSync(join(path, 'a.txt'), readFileSync(join(path, 'a.txt'), 'utf8').replace('\n', '\r\n')),
};
for (const [what, deed] of Object.entries(DEEDS))
  test(`no longer: ${what}`, async ({ box }) => {
    const { path, head, seal } = await sealed(box);
    deed(path);
    assert.not(await isStillSealed(path, head.tree));
    assert.is.not((await seal()).head.tree, head.tree, 'it would be committed');
  });

test('never where something was left out of the commit', async ({ box }) => {
  const { path, head } = await sealed(box, (place) => writeFileSync(join(place, 'large.txt'), 'x'.repeat(101)));
  assert.not(await isStillSealed(path, head.tree));
});

test.run();
