// Which requests are answered, whose connection it is, and what of a patch is shown.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { refusal } from '../../../../daemon/ui/http/access.ts';
import { inodeIn } from '../../../../daemon/ui/http/peer.ts';
import { isLoopback, isPrivate } from '../../../../daemon/ui/reachable.ts';
import { parsePatch } from '../../../../daemon/ui/views/patch.ts';

const OWN = 'http://127.0.0.1:4700';
const good = { method: 'GET', host: '127.0.0.1:4700', origin: undefined, site: undefined };

test('only our own page gets answers', () => {
  const table: [string, Partial<typeof good> | Record<string, string | undefined>, boolean][] = [
    ['a person typed the address', { site: 'none' }, true],
    ['our own page reads', { site: 'same-origin', origin: OWN }, true],
    ['our own page acts', { method: 'POST', site: 'same-origin', origin: OWN }, true],
    ['a name that leads here', { host: 'localhost:4700' }, false],
    ['a name of a stranger that leads here', { host: 'evil.example:4700' }, false],
    ['the same host on another port', { host: '127.0.0.1:4701' }, false],
    ['no host', { host: undefined }, false],
    ['another port of this machine', { origin: 'http://127.0.0.1:3000' }, false],
    ['a page without an origin', { method: 'POST', origin: 'null' }, false],
    ['a POST from nowhere', { method: 'POST' }, false],
    ['a form of the same site', { method: 'POST', origin: OWN, site: 'same-site' }, false],
    ['a picture on another page', { site: 'cross-site' }, false],
    ['a link followed into a POST', { method: 'POST', origin: OWN, site: 'none' }, false],
    ['any other method', { method: 'DELETE', origin: OWN }, false],
  ];
  for (const [name, more, answered] of table) assert.is(refusal({ ...good, ...more } as typeof good, OWN) === undefined, answered, name);
});

test('the process at the other end of a connection is found in the kernel’s tables', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:125C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1',
    '   1: 0100007F:C001 0100007F:125C 01 00000000:00000000 00:00000000 00000000  1000        0 222 1',
    '   2: 0100007F:125C 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 333 1',
    '   3: 0100007F:C002 0100007F:125C 06 00000000:00000000 00:00000000 00000000     0        0 0 3',
  ].join('\n');
  const near = { address: '127.0.0.1', port: 0x125c };
  assert.is(inodeIn(table, { address: '127.0.0.1', port: 0xc001 }, near), '222');
  assert.is(inodeIn(table, { address: '127.0.0.2', port: 0xc001 }, near), undefined);
  assert.is(inodeIn(table, { address: '127.0.0.1', port: 0xc002 }, near), undefined, 'one that nobody holds any more');
});

test('addresses are of this machine, of a private network, or neither', () => {
  for (const it of ['127.0.0.1', '127.9.9.9', '::1']) assert.ok(isLoopback(it), it);
  for (const it of ['10.1.2.3', '172.31.0.1', '192.168.1.5', '100.101.1.1', 'fd12::1', 'fe80::1']) assert.ok(isPrivate(it), it);
  for (const it of ['8.8.8.8', '172.32.0.1', '0.0.0.0', '2001:db8::1']) assert.not.ok(isPrivate(it) || isLoopback(it), it);
});

test('a patch is read as files and numbered lines, whatever their text looks like', () => {
  const patch = [
    'diff --git a/a.js b/a.js',
    'index 1..2 100644',
    '--- a/a.js',
    '+++ b/a.js',
    '@@ -1,3 +1,3 @@ function f()',
    ' one',
    '---- not a header',
    '++++ b/x.js',
    ' diff --git a/b b/b',
    'diff --git a/old name b/new name',
    'similarity index 100%',
    'rename from old name',
    'rename to new name',
    'diff --git a/p.png b/p.png',
    'new file mode 100644',
    'Binary files /dev/null and b/p.png differ',
    '',
  ].join('\n');
  const [first, second, third] = parsePatch(patch);
  assert.equal(
    first?.lines.map(({ kind, old, now, text }) => [kind, old, now, text]),
    [
      ['gap', null, null, 'function f()'],
      ['same', 1, 1, 'one'],
      ['removed', 2, null, '--- not a header'],
      ['added', null, 2, '+++ b/x.js'],
      ['same', 3, 3, 'diff --git a/b b/b'],
    ],
  );
  assert.equal([first?.path, first?.added, first?.removed], ['a.js', 1, 1]);
  assert.equal([second?.path, second?.from, second?.lines.length], ['new name', 'old name', 0]);
  assert.equal([third?.path, third?.note], ['p.png', 'binary']);
});

test('a name that git quotes is the name, and a carriage return is no end of a line', () => {
  const patch = [
    String.raw`diff --git "a/\303\274 \"x\".js" "b/\303\274 \"x\".js"`,
    'deleted file mode 100644',
    String.raw`--- "a/\303\274 \"x\".js"`,
    '+++ /dev/null',
    '@@ -1,2 +1,2 @@',
    '-one\r',
    ' two\rthree\r',
    '',
  ].join('\n');
  const [only] = parsePatch(patch);
  assert.equal([only?.path, only?.note], ['ü "x".js', 'deleted']);
  assert.equal(
    only?.lines.map(({ text }) => text),
    ['', 'one␍', 'two␍three'],
  );
});

test.run();
