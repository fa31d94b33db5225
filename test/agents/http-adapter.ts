// Lets a client of HTTP speak to a server on standard input and output: the official conformance suite takes only an address. One
// server answers the clients that begin with `initialize`, another one those of the stateless protocol. Only tests have this.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

type Frame = { jsonrpc: '2.0'; id?: string | number; method?: string; params?: unknown };
type Pipe = { ask(frame: Frame): Promise<string | undefined>; end(): Promise<void> };

export async function openHttpAdapter(argv: readonly [string, ...string[]], env: NodeJS.ProcessEnv, cwd: string) {
  const older = openPipe(argv, env, cwd);
  const newer = openPipe(argv, env, cwd);
  const sessions = new Set<string>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return end(response, 405);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const frame = JSON.parse(text) as Frame;
    const begins = frame.method === 'initialize';
    const session = begins ? crypto.randomUUID() : request.headers['mcp-session-id']?.toString();
    if (session !== undefined && begins) sessions.add(session);
    if (session !== undefined && !sessions.has(session)) return end(response, 404);
    const said = await (session === undefined ? newer : older).ask(frame);
    if (said === undefined) return end(response, 202);
    response.writeHead(200, { 'content-type': 'application/json', ...(begins ? { 'mcp-session-id': session } : {}) });
    response.end(said);
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => end(response, 500)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    /** Once it answers: a client of HTTP does not wait for a program to start. */
    async ready(first: Frame): Promise<void> {
      await older.ask(first);
    },
    async close() {
      await Promise.all([older.end(), newer.end()]);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status);
  response.end();
}

function openPipe([program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv, cwd: string): Pipe {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<string | number, (line: string) => void>();
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id } = JSON.parse(line) as Frame;
    if (id === undefined) return;
    waiting.get(id)?.(line);
    waiting.delete(id);
  });
  return {
    ask(frame) {
      const { id, method } = frame;
      const isAsked = id !== undefined && method !== undefined;
      const said = isAsked ? new Promise<string>((resolve) => waiting.set(id, resolve)) : Promise.resolve(undefined);
      child.stdin.write(`${JSON.stringify(frame)}\n`);
      return said;
    },
    end() {
      child.stdin.end();
      return closed;
    },
  };
}
