// One conversation with a program that speaks the Agent Client Protocol: JSON-RPC, one message a line. It gets the prompt and
// nothing else, and an answer whenever it asks for permission. What it says is passed on as lines.

import { createInterface } from 'node:readline';
import { cut } from '../../contracts/cut.ts';
import { startChild } from '../../runtime/processes/child.ts';
import type { SeenLook } from '../../validators/looks/receipt.ts';
import type { AcpTask } from './acp-task.ts';
import { ruleOn } from './permission.ts';
import { type Folders, placeOf } from './places.ts';
import { requestReader } from './request.ts';
import { toolCallReader } from './tool-calls.ts';

export type AcpOrder = {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Its working folder; a folder of its own, because some programs execute files that they find there. */
  cwd: string;
  folders: Folders;
  /** Its task, which decides which permissions it gets. */
  errand: AcpTask;
  prompt: string;
  /** A line for people, and a sign of life. */
  say(line: string): void;
  /** It has read or searched something. */
  looked(look: SeenLook): void;
  /** It has made a tool call that does not say what it looked at. */
  unclear(): void;
};

export type AcpEnd = { kind: 'ended'; reason: string; usage: AcpUsage | undefined } | { kind: 'failed'; message: string };
export type AcpUsage = { inputTokens?: number; outputTokens?: number; cachedReadTokens?: number };

type Message = {
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message?: string };
};

const PROTOCOL = 1;
/** Time for it to exit by itself once its input has ended. */
const LEAVES_WITHIN = 5_000;

export async function converse({ argv, env, cwd, folders, errand, prompt, say, looked, unclear }: AcpOrder): Promise<AcpEnd> {
  const [program = '', ...args] = argv;
  const child = startChild(program, args, { env, cwd, stderr: 'ours' });
  const waiting = new Map<number, (message: Message) => void>();
  const gone = child.gone.then(
    (ending): Message => ({
      error: {
        message:
          ending.kind === 'not-started'
            ? ending.cause.message
            : `the program ended with ${ending.signal ?? ending.code} before it was done`,
      },
    }),
  );
  const readToolCall = toolCallReader();
  const requests = requestReader();
  let asked = 0;
  const send = (message: Message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = async (method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const id = ++asked;
    const answered = new Promise<Message>((resolve) => waiting.set(id, resolve));
    send({ id, method, params });
    const { result, error } = await Promise.race([answered, gone]);
    if (error) throw new Error(`${method}: ${error.message ?? JSON.stringify(error)}`);
    return result ?? {};
  };

  const permit = async (id: number | string, params: unknown): Promise<void> => {
    const request = requests.request(params);
    const ruling = ruleOn(request, await Promise.all(request.paths.map((path) => placeOf(path, folders))), errand);
    say(ruling.granted ? 'permission given' : `permission refused: ${ruling.because}`);
    const { optionId } = ruling;
    send({ id, result: { outcome: optionId === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId } } });
  };

  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = messageIn(line);
    if (!message) return;
    if (message.method === undefined) {
      if (typeof message.id === 'number') waiting.get(message.id)?.(message);
      return;
    }
    if (message.method === 'session/update') {
      say(updateLine(message.params ?? {}));
      requests.update(message.params?.update);
      const call = readToolCall(message.params?.update);
      for (const look of call.looks) looked(look);
      if (call.unclear) unclear();
    } else if (message.method === 'session/request_permission' && message.id !== undefined) {
      void permit(message.id, message.params);
    } else if (message.id !== undefined) send({ id: message.id, error: { code: -32601, message: 'not offered' } } as Message);
  });

  try {
    const clientCapabilities = { fs: { readTextFile: false, writeTextFile: false }, terminal: false };
    await ask('initialize', { protocolVersion: PROTOCOL, clientCapabilities });
    const { sessionId } = await ask('session/new', { cwd, mcpServers: [] });
    const { stopReason, usage } = await ask('session/prompt', { sessionId, prompt: [{ type: 'text', text: prompt }] });
    return { kind: 'ended', reason: String(stopReason), usage: usage as AcpUsage | undefined };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  } finally {
    child.stdin.end();
    const patience = setTimeout(() => child.kill('SIGTERM'), LEAVES_WITHIN);
    await gone;
    clearTimeout(patience);
  }
}

function messageIn(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function updateLine({ update }: Record<string, unknown>): string {
  const it = (update ?? {}) as { sessionUpdate?: string; title?: string; status?: string; content?: { text?: string } };
  // Starts with a fixed word, so that it cannot be mistaken for one of our own lines.
  const kind = /^[a-z_]+$/.test(it.sessionUpdate ?? '') ? it.sessionUpdate : 'update';
  const what = [kind, it.status, it.title ?? it.content?.text].filter((one) => one !== undefined);
  return cut(what.join(' ').replace(/\s+/g, ' '), 300);
}
