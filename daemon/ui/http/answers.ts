// Responses to a browser: JSON without secrets and terminal control sequences, or an error with a next step.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { failureOf, MusterError } from '../../../contracts/errors.ts';
import { CONTENT_POLICY } from './page-files.ts';

const MOST_BODY = 256 * 1024;
/** Compressing smaller responses gains nothing. */
const WORTH_PACKING = 4 * 1024;

const SAFE: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

export function send(request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  const packs = body.length > WORTH_PACKING && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(status, { ...SAFE, 'content-type': type, ...(packs ? { 'content-encoding': 'gzip' } : {}) });
  response.end(packs ? gzipSync(body, { level: 1 }) : body);
}

export const openStream = (response: ServerResponse): void => {
  response.writeHead(200, { ...SAFE, 'content-type': 'text/event-stream; charset=utf-8' });
};

export const sendJson = (request: IncomingMessage, response: ServerResponse, value: unknown, status = 200): void =>
  send(request, response, status, 'application/json; charset=utf-8', JSON.stringify(value ?? null));

export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const NOT_THERE: ReadonlySet<string> = new Set(['run-unknown', 'finding-unknown', 'gate-unknown', 'session-unknown']);

export function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, hint } = error instanceof Refused ? { code: 'refused', message: error.message, hint: '' } : failureOf(error);
  sendJson(request, response, { error: { code, message, hint } }, statusOf(error, code));
}

function statusOf(error: unknown, code: string): number {
  if (error instanceof Refused) return error.status;
  if (code === 'not-allowed-here') return 403;
  if (NOT_THERE.has(code)) return 404;
  return error instanceof MusterError ? 409 : 500;
}

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new Refused(415, 'the body must be application/json');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BODY) throw new Refused(413, `a body may have ${MOST_BODY} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new Refused(400, 'the body is not JSON');
  }
}
