// The early result that file names contain no secret is valid only as long as no further secret becomes known.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Base } from '../../../../contracts/run/base.ts';
import { listAhead } from '../../../../daemon/effects/world/scope/list-ahead.ts';
import { areWithoutSecrets, startSecretScan } from '../../../../daemon/effects/world/scope/names-without-secrets.ts';
import { homeAt } from '../../../../runtime/home.ts';
import { hiderOf } from '../../../../runtime/secrets/redact.ts';
import { rememberSecrets } from '../../../../runtime/secrets/remember.ts';
import { inSlices } from '../../../../runtime/slices.ts';
import type { Steps } from '../../../../runtime/steps.ts';
import type { ScopeFiles } from '../../../../validators/looks/receipt.ts';
import { until } from '../../../e2e/daemon-fixture.ts';

const test = suite<{ folder: string }>('names without secrets');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'names-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const ENV = { SOME_TOKEN: 'a-known-value' };
const names = (...more: string[]): string[] => ['src/a.ts', 'src/b.ts', ...more];

test('are known after a check, for these names and this hider only', async ({ folder }) => {
  const hide = hiderOf(ENV, join(folder, 'marks'));
  const [some, same] = [names(), names()];
  assert.is(await areWithoutSecrets(some, hide), false);
  startSecretScan(some, hide, inSlices);
  assert.is(await areWithoutSecrets(some, hide), true);
  assert.is(await areWithoutSecrets(same, hide), false);
  assert.is(await areWithoutSecrets(some, hiderOf({ ...ENV }, join(folder, 'marks'))), false);
});

test('do not include one that contains a value or looks like a key', async ({ folder }) => {
  const hide = hiderOf(ENV, join(folder, 'marks'));
  for (const secret of ['a-known-value.txt', `keys/ghp_${'a1B2'.repeat(9)}`]) {
    const some = names(secret);
    startSecretScan(some, hide, inSlices);
    assert.is(await areWithoutSecrets(some, hide), false, secret);
  }
});

test('are checked again when the home has seen more secrets', async ({ folder }) => {
  const marks = join(folder, 'marks');
  const hide = hiderOf(ENV, marks);
  const some = names('docs/Zx81-quite-a-name.md');
  startSecretScan(some, hide, inSlices);
  assert.is(await areWithoutSecrets(some, hide), true);
  await rememberSecrets(marks, ['Zx81-quite-a-name']);
  assert.is(await areWithoutSecrets(some, hide), false);
  startSecretScan(some, hide, inSlices);
  assert.is(await areWithoutSecrets(some, hide), false);
  const others = names();
  startSecretScan(others, hide, inSlices);
  assert.is(await areWithoutSecrets(others, hide), true);
  // While somebody looks.
  const more = names();
  startSecretScan(more, hide, async (steps) => {
    const seen = await inSlices(steps);
    await rememberSecrets(marks, ['another-secret']);
    return seen;
  });
  assert.is(await areWithoutSecrets(more, hide), false);
});

test('are checked once for all callers, and again if that check failed', async ({ folder }) => {
  const hide = hiderOf(ENV, join(folder, 'marks'));
  const some = names();
  let looks = 0;
  const counted = <T>(steps: Steps<T>): Promise<T> => {
    looks += 1;
    return looks === 1 ? Promise.reject(new Error('out of memory')) : inSlices(steps);
  };
  startSecretScan(some, hide, counted);
  assert.is(await areWithoutSecrets(some, hide), false);
  for (let n = 0; n < 3; n++) startSecretScan(some, hide, counted);
  assert.is(await areWithoutSecrets(some, hide), true, 'who asks while somebody looks waits for that');
  startSecretScan(some, hide, counted);
  assert.is(looks, 2);
});

const base = { gitDir: '/p/.git', commit: 'c' } as Base;

test('are listed and checked ahead of time; a failure there is not reported', async ({ folder }) => {
  const [home, files] = [homeAt(folder), names()];
  const asked: unknown[] = [];
  const scopeFiles = async (...[of, scope]: [Base, readonly string[], AbortSignal]): Promise<ScopeFiles> => {
    asked.push([of, scope]);
    if (asked.length > 1) throw new Error('the base is gone');
    return { files, all: new Set(files), changed: null, removed: new Set() };
  };
  const around = { home, env: ENV, inSlices, workspace: { scopeFiles } };
  listAhead(base, ['src/**'], around);
  await until('the names to be known', () => areWithoutSecrets(files, hiderOf(ENV, home.marks)));
  listAhead(base, [], around);
  assert.equal(asked, [
    [base, ['src/**']],
    [base, []],
  ]);
});

test.run();
