// Heads that are merged, in real repositories: what fits, what conflicts and with which, in what places, of every kind.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Snapshot } from '../../../../../contracts/plan/proof.ts';
import { integrate } from '../../../../../runtime/workspace/stages/integrate.ts';
import { unresolvedIn } from '../../../../../runtime/workspace/stages/unresolved.ts';

type Files = Record<string, string | null>;
const merges = suite<{
  folder: string;
  git(...args: string[]): string;
  head(name: string, files: Files, on?: string): { name: string; head: string };
}>('heads that are merged');
merges.before.each((context) => {
  const folder = mkdtempSync(join(tmpdir(), 'merges-'));
  context.folder = folder;
  context.git = (...args) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@y', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  context.git('init', '--quiet', '--initial-branch=base');
  context.head = (name, files, on = 'base') => {
    if (name !== 'base') context.git('checkout', '--quiet', '-b', name, on);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (text === null) rmSync(join(folder, path));
      else writeFileSync(join(folder, path), text);
    }
    context.git('add', '--all');
    context.git('commit', '--quiet', '--allow-empty', '-m', name);
    return { name, head: context.git('rev-parse', 'HEAD') };
  };
});
merges.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

merges('a conflict names its two stages and places, whatever was merged before, and can be left open', async ({ folder, git, head }) => {
  const gitDir = join(folder, '.git');
  const base = head('base', { 'a.txt': '1\n2\n3\n', 'gone.txt': 'x\n', 'kept [x].txt': 'x\n', 'image.bin': 'x\0y' }).head;
  const first = head('first', { 'other.txt': 'x\n' });
  const one = head('one', { 'a.txt': '1\nL\n3\n', 'gone.txt': null, 'kept [x].txt': 'L\n', 'image.bin': 'L\0y' });
  const two = head('two', { 'a.txt': '1\nR\n3\n', 'gone.txt': 'y\n', 'kept [x].txt': 'R\n', 'image.bin': 'R\0y' });
  const told = await integrate(gitDir, base, [first, one, two]);
  if (told.kind !== 'conflict') throw new Error('they conflict');
  assert.equal([told.with, told.stage, told.paths], ['one', 'two', ['a.txt', 'gone.txt', 'image.bin', 'kept [x].txt']]);
  const hunks = Object.fromEntries(told.hunks.map((it) => [it.path, it]));
  assert.equal(hunks['a.txt'], { path: 'a.txt', line: 2, text: '<<<<<<< one\nL\n=======\nR\n>>>>>>> two' });
  assert.is(hunks['kept [x].txt']?.line, 1);
  assert.match(hunks['gone.txt']?.text ?? '', /gone\.txt deleted in one and modified in two/);
  assert.match(hunks['image.bin']?.text ?? '', /Cannot merge binary files: image\.bin/);

  const open = await integrate(gitDir, base, [one, two], { leaveOpen: true });
  if (open.kind !== 'merged') throw new Error('it is left open');
  assert.equal(open.open, told.paths);
  assert.equal((await integrate(gitDir, base, [one, two], { leaveOpen: true })) as typeof open, open, 'made again, it is the same');
  assert.equal(git('rev-list', '--parents', '-1', open.head.commit).split(' ').slice(1), [one.head, two.head]);
  const left = await unresolvedIn(gitDir, { from: open.head.tree, to: open.head.tree, paths: open.open });
  assert.equal(left, [
    'a.txt still has the marks of the conflict, in line 2, 4, 6.',
    'kept [x].txt still has the marks of the conflict, in line 1, 3, 5.',
  ]);
  const fix = head('fix', { 'a.txt': '1\nLR\n3\n', 'kept [x].txt': 'LR\n' }, open.head.commit);
  assert.equal(await unresolvedIn(gitDir, { from: open.head.tree, to: `${fix.head}^{tree}`, paths: open.open }), []);
  const joined = await integrate(gitDir, base, [first, one, two, fix]);
  assert.is(joined.kind, 'merged', 'what contains both is no conflict any more');
});

merges('a third that conflicts is named with the one that joined the others', async ({ folder, head }) => {
  const gitDir = join(folder, '.git');
  const base = head('base', { 'a.txt': '1\n' }).head;
  const [one, two, three] = ['one', 'two', 'three'].map((name) => head(name, { 'a.txt': `${name}\n` })) as [never, never, never];
  const open = await integrate(gitDir, base, [one, two], { leaveOpen: true });
  const fix = head('fix', { 'a.txt': 'one two\n' }, open.kind === 'merged' ? open.head.commit : '');
  const told = await integrate(gitDir, base, [one, two, three, fix]);
  assert.equal(told.kind === 'conflict' && [told.with, told.stage], ['three', 'fix']);
  assert.is((await integrate(gitDir, base, [one, two, three], { leaveOpen: true })).kind, 'conflict', 'only the last may stay open');
});

merges('what was merged before is not merged again, and what conflicts is not taken for merged', async ({ folder, head }) => {
  const gitDir = join(folder, '.git');
  const base = head('base', { 'a.txt': '1\n' }).head;
  const parts = ['one', 'two', 'three'].map((name) => head(name, { [`${name}.txt`]: 'x\n' }));
  const made = new Map<string, Snapshot>();
  const firstTwo = await integrate(gitDir, base, parts.slice(0, 2), { made });
  assert.equal([...made.values()], [firstTwo.kind === 'merged' && firstTwo.head]);
  const all = await integrate(gitDir, base, parts, { made });
  assert.equal(all, await integrate(gitDir, base, parts));
  assert.is(made.size, 2);
  // Taken from there, it is not made: with another commit in its place, the rest is built on that.
  for (const key of made.keys()) made.set(key, { commit: base, tree: 'of another' });
  assert.equal(await integrate(gitDir, base, parts.slice(0, 2), { made }), {
    kind: 'merged',
    head: { commit: base, tree: 'of another' },
    open: [],
  });

  const against = head('against', { 'one.txt': 'y\n' });
  const open = new Map<string, Snapshot>();
  await integrate(gitDir, base, [...parts.slice(0, 1), against], { made: open, leaveOpen: true });
  assert.is(open.size, 0);
});

merges.run();
