// Requests that the page refuses: another origin, a wrong host, no token, a used code, a GET that would change something, a worker,
// a revoked device, and any request after the server has ended.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { openUiFixture, type UiFixture } from './ui-fixture.ts';

const page = suite<{ fixture: UiFixture }>('the page refuses');
page.before.each((context) => {
  context.fixture = openUiFixture();
});
page.after.each(({ fixture }) => fixture.clear());

type Asked = { method?: string; headers?: Record<string, string>; body?: unknown };

function ask(
  origin: string,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<{ status: number; says: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(
      `${origin}${path}`,
      { method, headers: { ...(text ? { 'content-type': 'application/json' } : {}), ...headers } },
      (answer) => {
        let says = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          says += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, says, headers: answer.headers }));
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

page('everyone but a person at an admitted browser', async ({ fixture }) => {
  fixture.agent('waits', 'stays.mjs');
  await fixture.up();
  const link = await fixture.link();
  const { origin, hash } = new URL(link);
  const code = hash.slice('#code='.length);
  const own = { origin };
  assert.is((await ask(origin, '/')).status, 200);
  assert.match(String((await ask(origin, '/')).headers['content-security-policy']), "require-trusted-types-for 'script'");
  assert.is((await ask(origin, '/', { headers: { host: 'evil.example' } })).status, 403, 'another host');
  assert.is((await ask(origin, '/api/needs')).status, 401, 'no token');
  assert.is(
    (await ask(origin, '/api/needs', { headers: { authorization: `Bearer 01234567.${'a'.repeat(43)}` } })).status,
    401,
    'an invented token',
  );
  assert.is((await ask(origin, '/api/enter', { method: 'POST', body: { code, name: 'x' } })).status, 403, 'a POST without an origin');
  assert.is(
    (await ask(origin, '/api/enter', { method: 'POST', headers: { origin: 'http://127.0.0.1:1' }, body: { code, name: 'x' } })).status,
    403,
    'of another origin',
  );

  await inRawWords(origin);

  const enter = () => ask(origin, '/api/enter', { method: 'POST', headers: own, body: { code, name: 'a test' } });
  const all = await Promise.all(Array.from({ length: 5 }, enter));
  assert.equal(
    all.map(({ status }) => status).sort(),
    [200, 403, 403, 403, 403],
    'a code that is used several times at once is good for one',
  );
  const entered = all.find(({ status }) => status === 200) ?? { says: '' };
  const { token, id } = JSON.parse(entered.says) as { token: string; id: string };
  const known = { ...own, authorization: `Bearer ${token}` };
  assert.is(
    (await ask(origin, '/api/enter', { method: 'POST', headers: own, body: { code, name: 'x' } })).status,
    403,
    'the same code again',
  );
  assert.is((await ask(origin, '/api/needs', { headers: known })).status, 200);
  const kept = readFileSync(join(fixture.home.page, 'devices', `${id}.json`), 'utf8');
  assert.not.match(kept, token.split('.')[1] ?? '?', 'only a hash is kept');

  fixture.drop('look.md', fixture.task(fixture.project('shop'), ['waits']));
  await until('a run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const abort = { act: 'abort', token: crypto.randomUUID(), run, reason: 'x' };
  for (const [why, headers] of [
    ['another origin', { ...known, origin: 'http://127.0.0.1:1' }],
    ['another site', { ...known, 'sec-fetch-site': 'cross-site' }],
    ['no token', own],
  ] as const)
    assert.ok([401, 403].includes((await ask(origin, '/api/act', { method: 'POST', headers, body: abort })).status), why);
  assert.is((await ask(origin, `/api/act?act=abort&run=${run}`, { headers: known })).status, 404, 'a GET');
  assert.is((await ask(origin, '/api/act', { method: 'PUT', headers: known, body: abort })).status, 403, 'another method');
  const form = await ask(origin, '/api/act', { method: 'POST', headers: { ...known, 'content-type': 'text/plain' }, body: abort });
  assert.is(form.status, 415, 'a form');
  const answer = { act: 'answer', token: crypto.randomUUID(), run, gate: `${run}.g1`, answer: 'approve', shown: '0'.repeat(64) };
  assert.is((await ask(origin, '/api/act', { method: 'POST', headers: known, body: answer })).status, 404, 'a gate that is not there');
  assert.is((await fixture.view(run)).endedAt, null, 'nothing of it was done');

  const misspelt = await ask(origin, `/api/run/${run}/finding/%E0%A4`, { headers: known });
  assert.is(misspelt.status, 404, 'a name that is no text');
  await withWorker(origin, known, run);
  await fromAnotherPage(fixture, origin);

  assert.match((await fixture.muster(['ui', '--devices'])).out, 'a test');
  assert.is((await fixture.muster(['ui', '--revoke', id])).code, 0);
  assert.is((await ask(origin, '/api/needs', { headers: known })).status, 401, 'a revoked device');
  const server = fixture.served();
  server?.child.kill('SIGTERM');
  await server?.ended;
  assert.match((await fixture.muster(['ui', '--devices'])).out, 'No device');
  assert.match((await fixture.muster(['ui', '--no-open', '--listen', '0.0.0.0'])).err, 'is not an address of this machine');
});

/** What no ordinary client would send. */
async function inRawWords(origin: string): Promise<void> {
  const { host, hostname, port } = new URL(origin);
  const status = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(`${text}\r\nConnection: close\r\n\r\n`));
      let says = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        says += chunk;
      });
      socket.on('error', reject).on('close', () => resolve(says.slice(9, 12)));
    });
  for (const [why, text, wanted] of [
    ['itself', `GET / HTTP/1.1\r\nHost: ${host}`, '200'],
    ['a name that was bound to this address', `GET / HTTP/1.1\r\nHost: evil.example:${port}`, '403'],
    ['another name of this machine', `GET / HTTP/1.1\r\nHost: localhost:${port}`, '403'],
    ['two hosts', `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example`, '403'],
    ['another server', `GET http://evil.example/ HTTP/1.1\r\nHost: ${host}`, '400'],
    ['another server without a protocol', `GET //evil.example/ HTTP/1.1\r\nHost: ${host}`, '400'],
    ['no address at all', `GET http://[::1 HTTP/1.1\r\nHost: ${host}`, '400'],
    ['a file outside of the page', `GET /page/%2e%2e/%2e%2e/serve.ts HTTP/1.1\r\nHost: ${host}`, '404'],
    ['a page without an origin', `POST /api/enter HTTP/1.1\r\nHost: ${host}\r\nOrigin: null\r\nContent-Length: 0`, '403'],
    ['two lengths', `POST /api/enter HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked`, '400'],
  ] as const)
    assert.is(await status(text), wanted, why);
}

/** A process with the mark of a worker has a good token, and gets nothing. */
async function withWorker(origin: string, headers: Record<string, string>, run: string): Promise<void> {
  const [address, sent] = [JSON.stringify(`${origin}/api/run/${run}`), JSON.stringify({ headers })];
  const program = `fetch(${address}, ${sent}).then(async (it) => console.log(it.status, await it.text()))`;
  const env = { ...process.env, MUSTER_DISPATCH: `${run}.d1` };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env });
  assert.match(stdout, /^403 .*came from inside the worker/);
}

/** Every page in the browser can send to a port of this machine; none is told what is there, or heard. */
async function fromAnotherPage(fixture: UiFixture, origin: string): Promise<void> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>elsewhere</title>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const context = await (await fixture.browser()).newContext();
    const tab = await context.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const heard = await tab.evaluate(async (target) => {
      const ways: RequestInit[] = [
        {},
        { method: 'POST', mode: 'no-cors', body: '{}' },
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
      ];
      return Promise.all(
        ways.map((it) =>
          fetch(`${target}/api/act`, it).then(
            (answer) => answer.status,
            () => 'refused',
          ),
        ),
      );
    }, origin);
    assert.ok(
      heard.every((it) => it === 'refused' || it === 0),
      JSON.stringify(heard),
    );
    await context.close();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

page.run();
