// Damaged records of sessions: a host that starts with them uses the valid ones, ignores the rest, and never takes a foreign process for a
// worker.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../contracts/errors.ts';
import { openEpochFence } from '../../../runtime/sessions/host/epoch.ts';
import { recordsOf } from '../../../runtime/sessions/host/records.ts';
import { openSessionList } from '../../../runtime/sessions/host/session-list.ts';
import { always, alwaysSoon, spoiledBytes, spoiledText } from './corpus.ts';

type Context = { home: string; folder: string };
const test = suite<Context>('records of sessions');
const KEY = 'r-k3f5qa.d1.1';

test.before.each((context) => {
  context.home = realpathSync(mkdtempSync(join(tmpdir(), 'fuzz-')));
  context.folder = join(context.home, 'sessions', KEY);
  mkdirSync(context.folder, { recursive: true });
});
test.after.each(({ home }) => rmSync(home, { recursive: true, force: true }));

/** No process has this pid, this start time or this mark. */
const DEAD = { pid: 4_194_399, start: 'aaaaaaaa:9007199254740000', startOrder: 9_007_199_254_740_000 };
const VIEW = {
  key: KEY,
  state: 'ended',
  pid: null,
  pidStart: null,
  held: false,
  age: 1,
  quietOutput: null,
  quietCpu: null,
  outputBytes: 3,
};
const END = { by: 'exit', code: 0, signal: null, gone: true };
const FILES = {
  'intent.json': {
    key: KEY,
    at: '2026-11-21T10:15:30.120Z',
    host: DEAD,
    marks: [`MUSTER_DISPATCH=${KEY}`, 'MUSTER_RESULT=/nowhere/at/all'],
    program: 'node',
    cwd: '/',
    grace: 0,
    transcript: '/nowhere/at/all.cast',
  },
  'started.json': { pid: DEAD.pid, pidStart: DEAD.start },
  'ended.json': { at: '2026-11-21T10:15:30.120Z', end: END, view: { ...VIEW, end: END } },
} as const;
const names = Object.keys(FILES) as (keyof typeof FILES)[];

test('are read as they were written, or not at all', ({ home, folder }) => {
  const records = recordsOf(home, KEY);
  for (const name of names) writeFileSync(join(folder, name), JSON.stringify(FILES[name]));
  assert.equal([records.intent(), records.started(), records.ended()], Object.values(FILES));
  const anything = fc.oneof(
    spoiledText(Object.values(FILES).map((it) => JSON.stringify(it))),
    fc.jsonValue().map((it) => JSON.stringify(it)),
    fc.constantFrom('null', '{}', '[]', '{"marks":[""]}', '{"host":null}', '{"end":null,"view":null}'),
  );
  always(
    fc.tuple(anything, anything, anything),
    (texts) => {
      for (const [at, name] of names.entries()) writeFileSync(join(folder, name), texts[at] ?? '');
      const intent = records.intent();
      assert.ok(!intent || (intent.marks.length > 0 && intent.marks.every((it) => it.startsWith('MUSTER_'))), JSON.stringify(intent));
      assert.ok(!intent || Number.isSafeInteger(intent.host.pid));
      assert.ok(!records.started() || Number.isSafeInteger(records.started()?.pid));
      assert.ok(!records.ended() || records.ended()?.view.state === 'ended');
    },
    600,
  );
});

test('do not keep a host from starting, and each key gets an answer', async ({ home, folder }) => {
  const spoiled = fc.tuple(fc.constantFrom(...names), spoiledText(Object.values(FILES).map((it) => JSON.stringify(it))));
  const fits = (name: string, text: string) => name !== 'intent.json' || !text.includes('"marks":[]');
  await alwaysSoon(
    fc.tuple(spoiled, fc.boolean(), fc.boolean()),
    async ([[name, text], started, ended]) => {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      writeFileSync(join(folder, 'intent.json'), JSON.stringify(FILES['intent.json']));
      if (started) writeFileSync(join(folder, 'started.json'), JSON.stringify(FILES['started.json']));
      if (ended) writeFileSync(join(folder, 'ended.json'), JSON.stringify(FILES['ended.json']));
      if (fits(name, text)) writeFileSync(join(folder, name), text);
      const sessions = openSessionList({ home, host: DEAD, log: () => undefined }, () => undefined);
      assert.ok(Array.isArray(sessions.list()) && sessions.observe([KEY], true).length <= 1);
      try {
        assert.type(sessions.collect(KEY, 100).output, 'string');
      } catch (error) {
        assert.ok(error instanceof MusterError && error.code === 'session-unknown', String(error));
      }
      await sessions.loseAll();
    },
    60,
  );
});

test('with a damaged epoch refuse no later daemon', ({ home }) => {
  always(
    spoiledBytes([Buffer.from('7\n')]),
    (bytes) => {
      writeFileSync(join(home, 'sessions', 'epoch'), bytes);
      const fence = openEpochFence(home);
      assert.not.throws(() => fence.admit(Number.MAX_SAFE_INTEGER));
      assert.throws(
        () => fence.admit(1),
        (error: unknown) => error instanceof MusterError && error.code === 'epoch-fenced',
      );
    },
    200,
  );
});

test.run();
