// What every host of sessions promises to the lead of a run, wherever its workers are: tried through what the lead asks of it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Host, SessionKey } from '../../../contracts/work/session.ts';
import { ended, linesOf, marked, until } from '../sessions/sessions-fixture.ts';

export const SCRIPTS = ['prints-and-exits.sh', 'exits-3.sh', 'dies-by-signal.sh', 'signs-and-waits.sh', 'forks-away-deaf.sh'] as const;

export type Workers = {
  /** Each of the scripts is given it. */
  folder: string;
  key(): SessionKey;
  /** Has a worker started, by whoever leads its run now. Resolves when it has. */
  begin(key: SessionKey, worker: (typeof SCRIPTS)[number]): Promise<unknown>;
  host(): Pick<Host, 'observe' | 'stop' | 'collect'>;
  /** Where what it printed is, in the home of the lead. */
  transcript(key: SessionKey): string;
  /** The lead is another process from now on. */
  again(): Promise<void>;
  clear(): Promise<void>;
};

export function hostContract(name: string, open: () => Promise<Workers>): void {
  const test: Test<{ workers: Workers }> = suite(`workers on ${name}`);
  test.before(async (context) => {
    context.workers = await open();
  });
  test.after(({ workers }) => workers.clear());

  test('exit by themselves, with their code or signal, and leave their output', async ({ workers }) => {
    const [well, badly, crashing] = [workers.key(), workers.key(), workers.key()];
    await workers.begin(well, 'prints-and-exits.sh');
    await workers.begin(badly, 'exits-3.sh');
    await workers.begin(crashing, 'dies-by-signal.sh');
    assert.equal(await ended(workers.host() as Host, well), { by: 'exit', code: 0, signal: null, gone: true });
    assert.equal(await ended(workers.host() as Host, badly), { by: 'exit', code: 3, signal: null, gone: true });
    assert.equal(await ended(workers.host() as Host, crashing), { by: 'exit', code: null, signal: 'SIGSEGV', gone: true });
    assert.equal((await workers.host().collect(badly)).end?.code, 3);
    await until(() => printed(workers.transcript(well)) === 'all is well\r\n', 'its words');
  });

  test('are started once, however often and by whomever that is requested', async ({ workers }) => {
    const key = workers.key();
    const book = join(workers.folder, key);
    await Promise.all([workers.begin(key, 'signs-and-waits.sh'), workers.begin(key, 'signs-and-waits.sh')]);
    await until(() => signed(book).length > 0, 'the worker');
    await workers.again();
    await workers.begin(key, 'signs-and-waits.sh');
    writeFileSync(`${book}.go`, '');
    await ended(workers.host() as Host, key);
    await workers.begin(key, 'signs-and-waits.sh');
    assert.is((await workers.host().observe([key]))[0]?.end?.by, 'exit');
    assert.is(signed(book).length, 1);
  });

  test('are stopped with everything they started; stopping them again changes nothing', async ({ workers }) => {
    const key = workers.key();
    await workers.begin(key, 'forks-away-deaf.sh');
    await until(() => marked(key).length > 1, 'what it started');
    const view = await workers.host().stop(key);
    assert.is(view?.end?.gone, true);
    assert.equal(marked(key), []);
    assert.equal((await workers.host().stop(key))?.end, view?.end);
    assert.is(await workers.host().stop(workers.key()), undefined, 'nor does it for one that was never started');
  });

  test('continue while nobody leads them, and the next lead gets all of their output', async ({ workers }) => {
    const key = workers.key();
    const book = join(workers.folder, key);
    await workers.begin(key, 'signs-and-waits.sh');
    await workers.again();
    writeFileSync(`${book}.go`, '');
    await workers.begin(key, 'signs-and-waits.sh');
    assert.equal(await ended(workers.host() as Host, key), { by: 'exit', code: 0, signal: null, gone: true });
    await until(() => printed(workers.transcript(key)) === 'begun\r\ndone\r\n', 'its words');
    assert.is(signed(book).length, 1);
  });

  test('are not known before they are started', async ({ workers }) => {
    assert.equal(await workers.host().observe([workers.key()]), []);
  });

  test.run();
}

/** The workers that have signed a book to say that they ran, one line each. */
const signed = (book: string): string[] => (existsSync(book) ? readFileSync(book, 'utf8').trim().split('\n') : []);

/** What a terminal has shown, by its recording. */
function printed(path: string): string {
  try {
    return linesOf(path)
      .slice(1)
      .map((it) => (it as [number, string, string])[2])
      .join('');
  } catch {
    return '';
  }
}
