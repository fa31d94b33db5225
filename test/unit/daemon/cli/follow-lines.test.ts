// Following a file as it grows, comes late, is cut back and written again, or replaced.

import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { followLines } from '../../../../daemon/cli/follow/follow-lines.ts';

const it = suite<{ folder: string; path: string }>('following a file');

it.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'follow-'));
  context.path = join(context.folder, 'progress.log');
});
it.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

/** Lets what follows see each step before the next one is made. */
async function seen(path: string, steps: readonly (() => void)[], enough: number, last?: number): Promise<string[]> {
  const stop = new AbortController();
  const lines: string[] = [];
  const waiting = [...steps];
  let quiet = 0;
  for await (const batch of followLines(path, last, stop.signal)) {
    lines.push(...batch);
    quiet = batch.length === 0 ? quiet + 1 : 0;
    // A look that found nothing: all that was written before has been taken in.
    if (quiet > 0) waiting.shift()?.();
    if ((waiting.length === 0 && lines.length >= enough && quiet > 1) || quiet > 40) stop.abort();
  }
  return lines;
}

it('gives what is there, then what comes', async ({ path }) => {
  writeFileSync(path, 'one\ntwo\n');
  assert.equal(await seen(path, [() => appendFileSync(path, 'three\n')], 3), ['one', 'two', 'three']);
});

it('starts with the last lines on request', async ({ path }) => {
  writeFileSync(path, 'one\ntwo\nthree\n');
  assert.equal(await seen(path, [() => appendFileSync(path, 'four\n')], 2, 1), ['three', 'four']);
  assert.equal(await seen(path, [() => appendFileSync(path, 'five\n')], 1, 0), ['five']);
});

it('waits for a file that is not there yet', async ({ path }) => {
  assert.equal(await seen(path, [() => writeFileSync(path, 'one\n')], 1), ['one']);
  rmSync(path);
  assert.equal(await seen(path, [() => writeFileSync(path, 'two\n')], 1, 10), ['two']);
});

it('keeps half a line, and half a character, until the rest comes', async ({ path }) => {
  const text = Buffer.from('grün\n');
  const steps = [() => appendFileSync(path, text.subarray(0, 3)), () => appendFileSync(path, text.subarray(3))];
  assert.equal(await seen(path, steps, 1), ['grün']);
});

it('prints no line twice when a truncated file is rewritten', async ({ path }) => {
  writeFileSync(path, 'one\ntwo\nthree\n');
  const again = () => appendFileSync(path, 'two\nthree\nfour\n');
  assert.equal(await seen(path, [() => truncateSync(path, 4), again], 4), ['one', 'two', 'three', 'four']);
});

it('continues with a file that a person emptied', async ({ path }) => {
  writeFileSync(path, 'one\ntwo\n');
  assert.equal(await seen(path, [() => truncateSync(path, 0), () => appendFileSync(path, 'three\n')], 3), ['one', 'two', 'three']);
});

it('continues with a file that replaced it', async ({ folder, path }) => {
  writeFileSync(path, 'one\n');
  const other = join(folder, 'other');
  writeFileSync(other, 'two\n');
  const steps = [() => renameSync(other, path), () => rmSync(path), () => writeFileSync(path, 'three\n')];
  assert.equal(await seen(path, steps, 3), ['one', 'two', 'three']);
});

it('reads more than one chunk', async ({ path }) => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at} of a rather long log, to fill some pieces`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  assert.equal(await seen(path, [], lines.length), lines);
});

it('gives up a pipe and a folder with their error', async ({ folder }) => {
  let code: unknown;
  try {
    for await (const _ of followLines(folder, undefined, new AbortController().signal)) break;
    for await (const _ of followLines(folder, 1, new AbortController().signal)) break;
  } catch (error) {
    code = (error as NodeJS.ErrnoException).code;
  }
  assert.is(code, 'EISDIR');
});

it.run();
