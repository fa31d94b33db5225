// A client of `muster mcp` that speaks the protocol of 2025 in plain frames, so that what is on the wire is seen as it is.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { LAUNCHER } from '../program.ts';

type Frame = { id?: number | null; result?: unknown; error?: { code: number; message: string } };
// biome-ignore lint/suspicious/noExplicitAny: what a client reads is looked into freely
export type Loose = any;

export function openMcp(env: NodeJS.ProcessEnv, cwd: string, argv: readonly string[] = [process.execPath, LAUNCHER, 'mcp']) {
  const [program = '', ...words] = argv;
  const child = spawn(program, words, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const waiting: ((frame: Frame) => void)[] = [];
  const early: Frame[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const frame = JSON.parse(line) as Frame;
    const next = waiting.shift();
    if (next) next(frame);
    else early.push(frame);
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  let id = 0;
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const put = (line: string) => void child.stdin.write(`${line}\n`);
  const next = () =>
    new Promise<Frame>((resolve, reject) => {
      const frame = early.shift();
      if (frame) resolve(frame);
      else {
        waiting.push(resolve);
        void ended.then((code) => reject(new Error(`muster mcp ended with ${code}: ${said}`)));
      }
    });
  const ask = (method: string, params?: unknown): Promise<Frame> => {
    put(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, ...(params === undefined ? {} : { params }) }));
    return next();
  };
  return {
    pid: child.pid ?? 0,
    ask,
    put,
    next,
    async hello(name = 'probe'): Promise<Loose> {
      const answer = await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name, version: '1' } });
      put('{"jsonrpc":"2.0","method":"notifications/initialized"}');
      return answer.result;
    },
    async tools(): Promise<string[]> {
      return ((await ask('tools/list')).result as { tools: { name: string }[] }).tools.map((it) => it.name);
    },
    /** The data of a tool's answer. */
    async call(name: string, args: object = {}): Promise<Loose> {
      const frame = await ask('tools/call', { name, arguments: args });
      return frame.error ?? (frame.result as { structuredContent: unknown }).structuredContent;
    },
    kill: () => void child.kill('SIGKILL'),
    async close(): Promise<number | null> {
      child.stdin.end();
      return ended;
    },
  };
}
