// Folders that are no longer needed: moved away at once, deleted in the background, and never left for ever.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrash, stuckIn } from '../../../runtime/trash.ts';
import { until } from '../../e2e/daemon-fixture.ts';

const test = suite<{ folder: string }>('what is no longer needed');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'trash-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const never = (error: unknown): void => {
  throw error;
};
const left = (trash: string): string[] => (existsSync(trash) ? readdirSync(trash) : []);

/** `rm` that begins only once the gate is there. */
function patient(folder: string): { env: NodeJS.ProcessEnv; open(): void } {
  const bin = join(folder, 'bin');
  const gate = join(folder, 'gate');
  mkdirSync(bin);
  writeFileSync(join(bin, 'rm'), `#!/bin/sh\nwhile [ ! -e '${gate}' ]; do /bin/sleep 0.05; done\nexec /bin/rm "$@"\n`, { mode: 0o755 });
  return { env: { PATH: bin }, open: () => writeFileSync(gate, '') };
}

test('is moved away at once, and deleted in the background', async ({ folder }) => {
  const { env, open } = patient(folder);
  const [place, outside] = [join(folder, 'place'), join(folder, 'outside')];
  mkdirSync(join(place, 'in', 'it'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'kept.txt'), '');
  symlinkSync(outside, join(place, 'link'));
  const trash = openTrash(join(folder, 'trash'), env, never);
  await trash.discard(place);
  assert.not.ok(existsSync(place), 'a new one can be made there');
  await until('the removal to begin', () => trash.left() === 1);
  assert.is(left(join(folder, 'trash')).length, 1, 'nobody has waited for its files');
  await trash.discard(place);
  open();
  await until('its files to be gone', () => left(join(folder, 'trash')).length === 0 && trash.left() === 0);
  assert.ok(existsSync(join(outside, 'kept.txt')), 'links are not followed');
  await trash.close();
});

const flag = (...args: string[]): boolean => spawnSync('chattr', args).status === 0;
const probe = mkdtempSync(join(tmpdir(), 'trash-'));
const canFlag = flag('+i', probe) && flag('-i', probe);
rmSync(probe, { recursive: true });
if (!canFlag) process.stderr.write('\nNOT TRIED: immutable files, which cannot be made here\n');

if (canFlag)
  test('is deleted even if a worker of root made files immutable', async ({ folder }) => {
    const [place, outside] = [join(folder, 'place'), join(folder, 'outside')];
    mkdirSync(join(place, 'in'), { recursive: true });
    for (const it of ['in/fixed', 'in/appended']) writeFileSync(join(place, it), '');
    writeFileSync(outside, '');
    symlinkSync(outside, join(place, 'link'));
    assert.ok(flag('+a', join(place, 'in/appended')) && flag('+i', join(place, 'in/fixed'), join(place, 'in'), outside));
    try {
      const trash = openTrash(join(folder, 'trash'), process.env, never);
      await trash.discard(place);
      await until('its files to be gone', () => left(join(folder, 'trash')).length === 0 && trash.left() === 0);
      await trash.close();
      assert.throws(() => rmSync(outside), /EPERM/, 'links are not followed');
    } finally {
      flag('-R', '-i', '-a', folder);
    }
  });

test('is named if it is still there long after', async ({ folder }) => {
  for (const it of ['one', 'two']) mkdirSync(join(folder, it));
  assert.equal(await stuckIn(folder, Date.now()), []);
  assert.equal(await stuckIn(folder, Date.now() + 60 * 60 * 1000), ['one', 'two']);
  assert.equal(await stuckIn(join(folder, 'none'), Date.now()), []);
});

test('is deleted even if a worker took permissions away, or there is no program to remove it', async ({ folder }) => {
  const place = join(folder, 'place');
  mkdirSync(join(place, 'shut', 'in'), { recursive: true });
  chmodSync(join(place, 'shut'), 0o500);
  chmodSync(place, 0o500);
  const trash = openTrash(join(folder, 'trash'), { PATH: folder }, never);
  await trash.discard(place);
  assert.not.ok(existsSync(place));
  await until('its files to be gone', () => left(join(folder, 'trash')).length === 0);
  await trash.close();
});

test('that a crash or an exit left behind is deleted the next time', async ({ folder }) => {
  const { env } = patient(folder);
  const place = join(folder, 'place');
  mkdirSync(join(place, 'in'), { recursive: true });
  const first = openTrash(join(folder, 'trash'), env, never);
  await first.discard(place);
  await first.close();
  assert.is(left(join(folder, 'trash')).length, 1, 'an end does not wait for it');
  const second = openTrash(join(folder, 'trash'), process.env, never);
  await until('what was left to be gone', () => left(join(folder, 'trash')).length === 0);
  await second.close();
});

test.run();
