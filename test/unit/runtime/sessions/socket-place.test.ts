// Where a home's socket lies when the home's path is too long for one.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findSocketPlace, makeSocketPlace, removeSocketPlace } from '../../../../runtime/wire/socket-place.ts';

const places = suite('the place of a socket');
const base = realpathSync(mkdtempSync(join(tmpdir(), 'pl-')));
places.after(() => {
  process.env.TMPDIR = tmp;
  rmSync(base, { recursive: true });
});
const tmp = process.env.TMPDIR ?? tmpdir();

places('is inside of a home with a short path', () => {
  assert.is(makeSocketPlace(base, 'x.sock'), join(base, 'x.sock'));
  assert.is(findSocketPlace(base, 'x.sock'), join(base, 'x.sock'));
});

places('is in a private folder for a home with a long path, recorded, always the same, and not shared', () => {
  const [one, two] = ['a', 'b'].map((letter) => join(base, letter.repeat(80), 'ü'.repeat(40))) as [string, string];
  for (const home of [one, two]) mkdirSync(home, { recursive: true });
  assert.is(findSocketPlace(one, 'x.sock'), undefined, 'nobody listened there yet');
  const place = makeSocketPlace(one, 'x.sock');
  assert.ok(Buffer.byteLength(place) < 104);
  assert.is(makeSocketPlace(one, 'x.sock'), place);
  assert.is.not(makeSocketPlace(two, 'x.sock'), place);
  assert.is(statSync(dirname(place)).mode & 0o777, 0o700);
  process.env.TMPDIR = base;
  assert.is(findSocketPlace(one, 'x.sock'), place, 'also by one with another idea of where temporary files go');
  process.env.TMPDIR = tmp;

  chmodSync(dirname(place), 0o777);
  assert.throws(() => findSocketPlace(one, 'x.sock'), /not a private directory/);
  assert.throws(() => makeSocketPlace(one, 'x.sock'), /not a private directory/);
  rmSync(dirname(place), { recursive: true });
  writeFileSync(dirname(place), 'somebody was here first');
  assert.throws(() => makeSocketPlace(one, 'x.sock'));
  rmSync(dirname(place));
  const other = dirname(makeSocketPlace(two, 'x.sock'));
  writeFileSync(join(other, 'y.sock'), '');
  removeSocketPlace(two, 'x.sock');
  assert.ok(existsSync(other), 'another socket of that home is there');
  rmSync(join(other, 'y.sock'));
  removeSocketPlace(two, 'x.sock');
  assert.not.ok(existsSync(other));
});

places.run();
