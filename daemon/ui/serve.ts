// `muster ui`: the page's server. It is an adapter like the command line: it reads the ledger,
// forwards a person's commands to the daemon, and holds no state that would be lost with it.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Caller } from '../../contracts/control.ts';
import { MusterError } from '../../contracts/errors.ts';
import { codeOf, privateFolder, writeDurably } from '../../runtime/files.ts';
import { inCriticalSection } from '../../runtime/locks.ts';
import type { Context } from '../cli/words/command.ts';
import { deviceOf, devices, forgetAll } from './devices.ts';
import { bearer, refusal } from './http/access.ts';
import { Refused, send, sendError, sendJson } from './http/answers.ts';
import { pageFiles } from './http/page-files.ts';
import { callerAt } from './http/peer.ts';
import { act, entered, type Routes, readView } from './http/routes.ts';
import { openFeed } from './live/feed.ts';
import { openStreams } from './live/streams.ts';
import { openTerminals } from './live/terminals.ts';
import { noteServer, type Running, runningServer } from './running.ts';
import { homeView } from './views/home.ts';
import { openRunBook } from './views/run-book.ts';

export type PageOptions = {
  /** An address of this machine. */
  address: string;
  /** As written in the link: the address, or a name that resolves to it. */
  host: string;
  port: number | undefined;
  tls: { cert: string; key: string } | undefined;
};

export type Serving = { origin: string; close(): Promise<void> };

/** If two start at the same moment, one serves and the other gets its address. */
export async function servePage(wanted: PageOptions, context: Context): Promise<Serving | { there: string }> {
  const { page } = context.home;
  await privateFolder(page);
  return inCriticalSection(turnIn(page), async () => {
    const there = await runningServer(page);
    return there ? { there: there.origin } : begin(wanted, context);
  });
}

const turnIn = (folder: string): string => join(folder, 'turn');

async function begin(wanted: PageOptions, context: Context): Promise<Serving> {
  const { home } = context;
  await forgetAll(home.page);
  const book = openRunBook(context);
  const terminals = openTerminals(home);
  const stillThere = async (device: string) => (await devices(home.page)).some(({ id }) => id === device);
  const streams = openStreams({ feed: openFeed(book, context.hide), terminals, home: () => homeView(context), stillThere });
  const routes: Routes = { context, book, streams, terminals };
  const files = pageFiles();
  const own = { origin: '' };
  const server = await makeServer(wanted, (request, response) => {
    answer(request, response, { own: own.origin, files, routes }).catch((error: unknown) => sendError(request, response, error));
  });
  const port = await listen(server, wanted, join(home.page, 'port'));
  own.origin = `${wanted.tls ? 'https' : 'http'}://${wanted.host.includes(':') ? `[${wanted.host}]` : wanted.host}:${port}`;
  const noted: Running = await noteServer(home.page, own.origin);
  return {
    origin: own.origin,
    async close() {
      streams.end();
      terminals.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      // A server that has started meanwhile keeps its own tokens.
      await inCriticalSection(turnIn(home.page), async () => {
        if (await noted.forget()) await forgetAll(home.page);
      });
      await book.close();
    },
  };
}

/** Limits for clients that send a request slowly or never finish it. Answering may take any time. */
const PATIENCE = { headersTimeout: 5_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 };
const HANDSHAKE = 5_000;

async function makeServer({ tls }: PageOptions, listener: RequestListener): Promise<Server> {
  if (!tls) return createServer(PATIENCE, listener);
  try {
    return createSecureServer(
      { ...PATIENCE, handshakeTimeout: HANDSHAKE, cert: await readFile(tls.cert), key: await readFile(tls.key) },
      listener,
    );
  } catch (cause) {
    throw new MusterError('usage', `${tls.cert} and ${tls.key} cannot be used for TLS`, 'Name a certificate and its key, in PEM.', {
      cause,
    });
  }
}

/** The port is stored and reused, so that bookmarks and the browser's stored token stay valid. */
async function listen(server: Server, { address, port: asked }: PageOptions, kept: string): Promise<number> {
  const before = Number(await readFile(kept, 'utf8').catch(() => '0'));
  for (const port of asked === undefined ? [before, 0] : [asked]) {
    const opened = await new Promise<number | undefined>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (codeOf(error) === 'EADDRINUSE' && asked === undefined) resolve(undefined);
        else
          reject(
            new MusterError(
              'usage',
              `cannot listen on ${address}:${port}: ${error.message}`,
              'Choose another with --port, or leave it out.',
            ),
          );
      });
      server.listen(port, address, () => resolve((server.address() as { port: number }).port));
    });
    if (opened === undefined) continue;
    server.removeAllListeners('error');
    await writeDurably(kept, `${opened}\n`);
    return opened;
  }
  throw new MusterError('usage', `no port is free on ${address}`, 'Choose one with --port.');
}

/** Accepts only paths: a full URL of another host was meant for another server. */
function addressIn(url: string, own: string): URL {
  const address = URL.canParse(url, own) ? new URL(url, own) : undefined;
  if (address?.origin !== own) throw new Refused(400, 'the request names no path of this page');
  return address;
}

type ServerParts = { own: string; files: ReturnType<typeof pageFiles>; routes: Routes };

const known = new WeakMap<Socket, Promise<Caller>>();

/** For reading, one lookup is enough: the connection stays the same. */
function askerOf(socket: Socket, home: string): Promise<Caller> {
  const before = known.get(socket);
  if (before) return before;
  const asked = callerAt(socket, home);
  known.set(socket, asked);
  return asked;
}

async function answer(request: IncomingMessage, response: ServerResponse, { own, files, routes }: ServerParts): Promise<void> {
  const { headers, headersDistinct, method = '', url = '/' } = request;
  // With two Host headers it is unclear which was meant.
  const host = headersDistinct.host?.length === 1 ? headers.host : undefined;
  const why = refusal({ method, host, origin: headers.origin, site: headers['sec-fetch-site'] as string | undefined }, own);
  if (why !== undefined) throw new Refused(403, why);
  const { pathname, searchParams } = addressIn(url, own);
  if (method === 'GET' && !pathname.startsWith('/api/')) {
    const file = files.get(pathname);
    if (!file) throw new Refused(404, `there is nothing at ${pathname}`);
    return send(request, response, 200, file.type, file.body);
  }
  const { home } = routes.context;
  const asker = method === 'POST' ? await callerAt(request.socket, home.root) : await askerOf(request.socket, home.root);
  mustBeAllowed(asker, method);
  if (method === 'POST' && pathname === '/api/enter') return sendJson(request, response, await entered(request, routes));
  const device = await deviceOf(home.page, bearer(headers.authorization));
  if (!device) throw new Refused(401, 'this browser has no token of this server; `muster ui` prints a link');
  if (method === 'POST') return sendJson(request, response, await act(pathname, request, device, routes));
  if (pathname === '/api/events') return routes.streams.serve(request, response, device.id);
  return sendJson(request, response, await readView(pathname, searchParams, routes));
}

/** The user's agent may read what it could read anyway; a worker gets nothing, and only a person acts. */
function mustBeAllowed(asker: Caller, method: string): void {
  if (asker.kind === 'person' || (asker.kind === 'client' && method === 'GET')) return;
  const why =
    asker.kind === 'worker'
      ? `the request came from inside the worker ${asker.name}`
      : asker.kind === 'client'
        ? 'the request came from an agent that leads through `muster mcp`'
        : asker.why;
  throw new Refused(403, `this page is for people: ${why}`);
}
