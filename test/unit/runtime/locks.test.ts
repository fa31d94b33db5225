// Critical sections across processes: what a dead holder, a clock that was set and a stranger leave behind.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { failureOf } from '../../../contracts/errors.ts';
import { announceDaemon, inCriticalSection } from '../../../runtime/locks.ts';

type Here = { folder: string; path: string; lock: string };

const test = suite<Here>('critical sections');

test.before.each((here) => {
  here.folder = mkdtempSync(join(tmpdir(), 'locks-'));
  here.path = join(here.folder, 'section');
  here.lock = `${here.path}.lock`;
});

test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** The shortest that the library allows. */
const STALE = 2_000;
const enter = (path: string) => inCriticalSection(path, async () => 'entered', { stale: STALE });
const setTo = (path: string, seconds: number): void => utimesSync(path, Date.now() / 1000 + seconds, Date.now() / 1000 + seconds);

test('a dead holder’s lock is broken, also if the clock was set back after it died', async ({ path, lock }) => {
  for (const seconds of [-3600, 0, 3600]) {
    mkdirSync(lock);
    setTo(lock, seconds);
    assert.is(await enter(path), 'entered', `${seconds} s`);
    assert.not(existsSync(lock));
  }
});

test('a lock that is renewed is not broken, whatever its time is', async ({ path, lock }) => {
  mkdirSync(lock);
  let renewals = 0;
  const renewing = setInterval(() => setTo(lock, 3600 + ++renewals), 200);
  const waiting = enter(path);
  while (renewals < 15) {
    const first = await Promise.race([waiting, new Promise<string>((resolve) => setTimeout(() => resolve('waits'), 100))]);
    assert.is(first, 'waits');
  }
  clearInterval(renewing);
  assert.is(await waiting, 'entered');
});

test('time in which this process stood still does not count: its holder may have stood still, too', async ({ path, lock }) => {
  mkdirSync(lock);
  const waiting = enter(path);
  for (let renewals = 1; renewals <= 3; renewals++) {
    setTo(lock, 3600 + renewals);
    const looks = () => Promise.race([waiting, new Promise<string>((resolve) => setTimeout(() => resolve('waits'), 300))]);
    assert.is(await looks(), 'waits');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALE + 200);
    assert.is(await looks(), 'waits');
  }
  assert.is(await waiting, 'entered');
});

test('a lock in nobody’s name, or in that of a process that is gone, is broken long before it is stale', async ({ path, lock }) => {
  const NEVER = 3_600_000;
  const enterNamed = () => inCriticalSection(path, async () => readFileSync(path, 'utf8'), { stale: NEVER, named: true });
  for (const name of ['', '4194305 gone', `${process.pid} before`]) {
    writeFileSync(path, name);
    mkdirSync(lock);
    assert.match(await enterNamed(), new RegExp(`^${process.pid} .`), 'it wrote its own name');
    assert.not(existsSync(lock));
  }
});

test('a lock in the name of a process that lives is waited for', async ({ path }) => {
  const entered = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const stay = (): Promise<void> => {
    entered.resolve();
    return held.promise;
  };
  const first = inCriticalSection(path, stay, { named: true });
  await entered.promise;
  const order: string[] = [];
  const second = inCriticalSection(path, async () => order.push('second'), { named: true });
  // Long enough to break the lock of nobody.
  await inCriticalSection(`${path}-other`, async () => undefined, { named: true });
  mkdirSync(`${path}-other.lock`);
  writeFileSync(`${path}-other`, '');
  await inCriticalSection(`${path}-other`, async () => undefined, { named: true });
  assert.equal(order, []);
  held.resolve();
  await Promise.all([first, second]);
  assert.equal(order, ['second']);
});

test('what is no lock is named, and left as it is', async ({ folder }) => {
  const ways: Record<string, (lock: string) => void> = {
    'a file': (lock) => writeFileSync(lock, ''),
    'a folder with something in it': (lock) => {
      mkdirSync(lock);
      writeFileSync(join(lock, 'mine'), '');
    },
    'a link that leads nowhere': (lock) => symlinkSync(join(folder, 'nowhere'), lock),
  };
  for (const [at, [what, put]] of Object.entries(ways).entries())
    for (const seconds of [0, -3600]) {
      const path = join(folder, `${at}${seconds}`);
      put(`${path}.lock`);
      if (!what.includes('link')) setTo(`${path}.lock`, seconds);
      const { code, message, hint } = await enter(path).then(() => failureOf('entered'), failureOf);
      assert.is(code, 'io-failed', what);
      assert.match(message, `${path}.lock`);
      assert.match(hint, 'remove it');
    }
});

test('a daemon runs without its mark if the mark cannot be made', async ({ path, lock }) => {
  writeFileSync(lock, '');
  setTo(lock, -3600);
  const troubles: unknown[] = [];
  const section = await announceDaemon(path, {}, (error) => troubles.push(error));
  assert.is(troubles.length, 1);
  await section.leave();
  mkdirSync(join(path, '..', 'folder'));
  await (await announceDaemon(join(path, '..', 'folder'), {}, (error) => troubles.push(error))).leave();
  assert.is(troubles.length, 2);
});

test.run();
