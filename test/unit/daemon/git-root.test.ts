// The repository of a folder, and a folder on a file system that does not answer.

import { mkdirSync, mkdtempSync, rmSync, type stat, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../contracts/errors.ts';
import { gitRootOf } from '../../../daemon/intake/git-root.ts';

const test = suite<{ folder: string }>('the repository of a folder');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

test('is the nearest one above it, or the folder itself', async ({ folder }) => {
  const deep = join(folder, 'shop', 'src');
  mkdirSync(deep, { recursive: true });
  assert.is(await gitRootOf(deep), deep);
  writeFileSync(join(folder, 'shop', '.git'), 'gitdir: elsewhere\n');
  assert.is(await gitRootOf(deep), join(folder, 'shop'));
});

test('is refused when its file system does not answer; however often it is asked for, one look waits', async ({ folder }) => {
  const asked: string[] = [];
  let answer = (): void => undefined;
  const hangs: typeof stat = ((path: string, tell: (error: null) => void) => {
    asked.push(path);
    answer = () => tell(null);
  }) as unknown as typeof stat;
  const refused = async () => {
    try {
      await gitRootOf(folder, hangs, 20);
    } catch (error) {
      if (error instanceof MusterError) return `${error.code}: ${error.message}. ${error.hint}`;
      throw error;
    }
    return 'it answered';
  };
  const says = `project-refused: the file system of ${join(folder, '.git')} has not answered for 0 s. Check its mount`;
  for (const said of await Promise.all([refused(), refused(), refused()])) assert.ok(said.startsWith(says), said);
  assert.equal(asked, [join(folder, '.git')]);
  answer();
  assert.is(await gitRootOf(folder), folder, 'it answers again');
});

test.run();
