// The record of the running page server: one that ends late does not delete the record of its successor.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noteServer, runningServer } from '../../../../daemon/ui/running.ts';
import { startOf } from '../../../../runtime/processes/processes.ts';

const running = suite<{ folder: string }>('the recorded server');
running.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'running-'));
});
running.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

running('is forgotten when it ends', async ({ folder }) => {
  const noted = await noteServer(folder, 'http://127.0.0.1:4700');
  assert.is((await runningServer(folder))?.origin, 'http://127.0.0.1:4700');
  assert.is(await noted.forget(), true);
  assert.is(await runningServer(folder), undefined);
});

running('stays recorded when an earlier one ends after it has started', async ({ folder }) => {
  const earlier = await noteServer(folder, 'http://127.0.0.1:4700');
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    const { pid = 0 } = other;
    writeFileSync(join(folder, 'server.json'), JSON.stringify({ pid, start: startOf(pid) ?? '', origin: 'http://127.0.0.1:4800' }));
    assert.is(await earlier.forget(), false);
    assert.is((await runningServer(folder))?.origin, 'http://127.0.0.1:4800');
  } finally {
    const gone = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await gone;
  }
});

running.run();
