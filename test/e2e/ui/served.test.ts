// Several servers of the page and several clients: if servers start at the same moment, one serves and the others name it; a client
// that sends slowly, or never finishes, loses its connection.

import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { openUiFixture, type UiFixture } from './ui-fixture.ts';

const served = suite<{ fixture: UiFixture }>('the server of the page');
served.before.each((context) => {
  context.fixture = openUiFixture();
});
served.after.each(({ fixture }) => fixture.clear());

const AT_ONCE = 3;
const ROUNDS = 3;

served('runs once, however many are started at the same time', async ({ fixture }) => {
  for (let round = 0; round < ROUNDS; round++) {
    const all = Array.from({ length: AT_ONCE }, () => fixture.begin(['ui', '--no-open']));
    const over = all.map(() => false);
    for (const [at, it] of all.entries()) void it.ended.then(() => (over[at] = true));
    await Promise.all(all.map((it) => it.said('#code=')));
    await until('all but one to end', () => over.filter(Boolean).length === AT_ONCE - 1);
    const first = all[over.indexOf(false)];
    await first?.said('\n');
    // Every link works, so none of them was made by a server that another has replaced.
    assert.is(readdirSync(join(fixture.home.page, 'codes')).length, AT_ONCE);
    first?.child.kill('SIGTERM');
    const links = (await Promise.all(all.map((it) => it.ended))).map(({ out }) => out.trim());
    assert.is(new Set(links).size, AT_ONCE, 'each has a code of its own');
    assert.is(new Set(links.map((it) => new URL(it).origin)).size, 1, links.join('\n'));
  }
});

served('closes connections that send too slowly or never finish', async ({ fixture }) => {
  const { origin, host, hostname, port } = new URL(await fixture.link());
  /** Sends the beginning, then a little every half second; says what came back before the connection was closed. */
  const slowly = (beginning: string, little: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(beginning));
      const more = setInterval(() => socket.write(little), 500);
      let says = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        says += chunk;
      });
      const patience = setTimeout(() => {
        socket.destroy();
        reject(new Error(`still open after a minute: ${beginning}`));
      }, 60_000);
      // What was written into a connection that the other end has closed is an error here.
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(more);
        clearTimeout(patience);
        resolve(says);
      });
    });
  const post = `POST /api/enter HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\n`;
  const answers = await Promise.all([
    slowly('', ''),
    slowly(`GET / HTTP/1.1\r\nHost: ${host}\r\n`, 'X-More: and more\r\n'),
    slowly(`${post}Content-Length: 4000\r\n\r\n{`, ' '),
    slowly(`${post}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
  ]);
  for (const it of answers) assert.match(it, /^(HTTP\/1\.1 408|$)/);
  assert.is((await fetch(`${origin}/`)).status, 200, 'and goes on for everyone else');
});

served.run();
