// A place is followed through generated histories: it is never said to be where it is not, and what is fixed is never
// said to be there.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Anchor } from '../../../../contracts/findings/tracked.ts';
import { hunksIn } from '../../../../runtime/workspace/git/hunks.ts';
import { lineMovesBetween } from '../../../../runtime/workspace/line-moves.ts';
import { anchorAt, locateAgain, mappedLine } from '../../../../skills/identity/anchor.ts';
import { linesOf } from '../../../../validators/evidence/normal.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';
import { makeHistory } from './history.ts';

const test = suite<{ box: Sandbox }>('a place is followed');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const STEPS = 6;

test('through edits, moves, renames, splits and fixes of many histories', async ({ box }) => {
  const sum = { here: 0, missed: 0, gone: 0, unsure: 0 };
  for (let seed = 1; seed <= 12; seed++) {
    const repo = box.repo(`repo${seed}`);
    const story = makeHistory(seed);
    let before = repo.commit(story.files());
    let anchors = anchorsOf(story);
    for (let step = 0; step < STEPS; step++) {
      const what = [story.step(), story.step()].join(' and ');
      rmSync(join(repo.root, 'src'), { recursive: true, force: true });
      rmSync(join(repo.root, 'lib'), { recursive: true, force: true });
      const after = repo.commit(story.files());
      const texts = new Map(Object.entries(story.files()).map(([path, text]) => [path, linesOf(text)]));
      const moves = await lineMovesBetween(join(repo.root, '.git'), before, after);
      const places = story.places();
      for (const [id, anchor] of anchors) {
        const place = places.get(id);
        const where = locateAgain(anchor, moves, (path) => texts.get(path));
        const told = `seed ${seed}, step ${step} (${what}): ${id} of ${anchor.path}:${anchor.line}`;
        if (where.kind === 'here') {
          assert.equal(`${where.anchor.path}:${where.anchor.line}`, place && `${place.path}:${place.line}`, told);
          sum.here += 1;
        } else if (place === undefined) sum.gone += 1;
        else if (where.kind === 'unsure') sum.unsure += 1;
        else sum.missed += 1;
      }
      before = after;
      anchors = anchorsOf(story);
    }
  }
  assert.ok(sum.here > 500 && sum.gone > 5, JSON.stringify(sum));
  assert.ok(sum.missed + sum.unsure < sum.here / 50, JSON.stringify(sum));
});

function anchorsOf(story: ReturnType<typeof makeHistory>): Map<string, Anchor> {
  const files = story.files();
  return new Map(
    [...story.places()].flatMap(([id, { path, line }]) => {
      const anchor = anchorAt(path, linesOf(files[path] ?? ''), line);
      return anchor ? [[id, anchor] as const] : [];
    }),
  );
}

test('by hunks: a line before, in and after a change', () => {
  const hunks = [
    { from: 3, lost: 2, to: 3, got: 5 },
    { from: 10, lost: 0, to: 14, got: 1 },
  ];
  assert.equal(
    [2, 3, 4, 5, 10, 11].map((line) => mappedLine(hunks, line)),
    [2, undefined, undefined, 8, 13, 15],
  );
  const patch = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -3,2 +3 @@\n-x\n-y\n+++ b/z\n@@ -9,0 +9,2 @@ f\n+@@ -1 +1 @@\n+q\n';
  assert.equal(
    [...hunksIn(Buffer.from(patch))],
    [
      [
        'a',
        [
          { from: 3, lost: 2, to: 3, got: 1 },
          { from: 9, lost: 0, to: 9, got: 2 },
        ],
      ],
    ],
  );
});

test('only if it is certain: of equal lines in equal surroundings none is chosen', () => {
  const lines = ['if (a) {', '  return compute(a, b);', '}', 'if (a) {', '  return compute(a, b);', '}'];
  const anchor = anchorAt('x.ts', ['  return compute(a, b);'], 1);
  assert.ok(anchor);
  // It stood in no block before, and stands in two equal ones now.
  assert.is(locateAgain(anchor, undefined, () => lines).kind, 'unsure');
  const second = anchorAt('x.ts', lines, 5);
  assert.equal([second?.ordinal, second?.headers.length], [1, 1]);
  const found = second && locateAgain(second, undefined, () => ['', ...lines]);
  assert.is(found?.kind === 'here' ? found.anchor.line : undefined, 6);
  assert.is(locateAgain(anchor, undefined, () => ['nothing of it']).kind, 'gone');
  assert.is(locateAgain(anchor, undefined, () => undefined).kind, 'gone');
});

test('without storing its text', () => {
  const anchor = anchorAt('x.ts', ['const password = "hunter2";'], 1);
  assert.not.match(JSON.stringify(anchor), 'hunter2');
});

test.run();
