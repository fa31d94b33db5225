// What a host sends is kept in the home of the lead up to the limits that hold there: a transcript, and the files of a worker.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LARGEST_TEXT } from '../../../../contracts/work/hosted.ts';
import { FILES, type Leader, mirrorIn } from '../../../../daemon/fleet/lead/mirror.ts';
import { homeAt } from '../../../../runtime/home.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { openLog } from '../../../../runtime/log/log.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import { failsWith } from '../../runtime/ledger/ledger-fixture.ts';

const test = suite('what a host sends to its lead');
const KEY = 'r-aaaaaa.d1.1';
const MOST = 100;

const STATE = {
  life: { kind: 'executing' },
  notes: [],
  dispatches: [{ id: 'r-aaaaaa.d1', seat: 'ada', role: 'analyser', accepted: null, ended: null, attempts: [{ n: 1, state: 'running' }] }],
} as unknown as RunState;

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  const home = homeAt(join(folder, 'home'));
  mkdirSync(home.root);
  const objects = objectsIn(join(folder, 'objects'));
  const log = openLog({ path: join(folder, 'log'), level: 'debug', bytes: 1_000_000, files: 1 });
  const nothing = async () => {};
  const leader = Promise.resolve<Leader>({ folded: async () => STATE, tell: nothing, waits: nothing });
  const mirror = mirrorIn({ home, objects, leader, log, files: FILES, transcriptBytes: MOST });
  const send = (from: number, text: string, beat: string | null = null) =>
    mirror.take({
      ...{ v: 1, host: 'far', home: '/far', started: { argv: [], model: '' }, result: null, beat, errors: null, whole: false },
      view: {
        ...{ key: KEY, state: 'running', pid: null, pidStart: null, held: false, age: 0, quietOutput: 0, quietCpu: 0, outputBytes: 0 },
        end: null,
      },
      output: { from, bytes: Buffer.from(text).toString('base64') },
    });
  const clear = async () => {
    await log.close();
    rmSync(folder, { recursive: true });
  };
  return { objects, send, clear, transcript: home.run('r-aaaaaa').transcript('d1', 1), beat: home.run('r-aaaaaa').results('d1').beat };
}

test('of a transcript, as much as a transcript may have here', async () => {
  const { send, transcript, clear } = open();
  await send(0, 'a'.repeat(80));
  await send(80, 'b'.repeat(80));
  await send(160, 'c'.repeat(80));
  await send(2 ** 40, 'd');
  assert.is(readFileSync(transcript, 'utf8'), 'a'.repeat(80) + 'b'.repeat(20));
  await send(40, 'e'.repeat(20));
  assert.is(statSync(transcript).size, MOST);
  await clear();
});

test('no heartbeat that is larger than any', async () => {
  const { send, objects, beat, clear } = open();
  await send(0, '', await objects.put(Buffer.alloc(LARGEST_TEXT, 'x')));
  assert.is(statSync(beat).size, LARGEST_TEXT);
  await failsWith('object-corrupt', send(0, '', await objects.put(Buffer.alloc(LARGEST_TEXT + 1, 'x'))));
  assert.is(statSync(beat).size, LARGEST_TEXT);
  await clear();
});

test.run();
