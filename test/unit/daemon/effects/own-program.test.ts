// Our own program in a definition, by whatever path, is started by its name; nothing else is.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownByName } from '../../../../daemon/effects/attempt/own-program.ts';

const test = suite('our own program');

test('is known by its path and by a link to it, and no other program is', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'muster-')));
  try {
    const [bin, launcher] = [join(folder, 'bin'), join(folder, 'launcher.cjs')];
    const [installed, other] = [join(folder, 'installed'), join(folder, 'other')];
    mkdirSync(bin);
    writeFileSync(launcher, '');
    writeFileSync(other, '');
    symlinkSync(launcher, join(bin, 'muster'));
    symlinkSync(launcher, installed);
    const started = async (program: string) => (await ownByName([program, 'acp', '--', 'agent'], bin))[0];
    for (const path of [launcher, installed, join(bin, 'muster')]) assert.is(await started(path), 'muster', path);
    for (const path of ['muster', './muster', 'bin/muster', other, join(folder, 'gone'), '']) assert.is(await started(path), path);
    assert.equal(await ownByName([installed, 'acp', '--', 'agent'], bin), ['muster', 'acp', '--', 'agent']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
