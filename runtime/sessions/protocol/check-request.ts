// Validates a line against the protocol's requests. Written by hand, without a schema library, to keep the host small; a test
// compares it with the schemas in contracts/work/session.ts.

import { cut } from '../../../contracts/cut.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { SessionKey, SessionSpec } from '../../../contracts/work/session.ts';
import type { Hello, Request } from './protocol.ts';

type Fields = Record<string, unknown>;

const KEY = /^r-[a-z2-7]{6,26}\.[cd][1-9]\d*\.[1-9]\d*$/;

export function checkHello(line: string): Hello {
  const fields = parsed(line);
  const protocol = whole(fields, 'protocol', 1);
  if (fields.type !== 'hello') throw invalid('the first frame must be a hello');
  if (fields.role === 'viewer') return { type: 'hello', protocol, role: 'viewer' };
  if (fields.role !== 'daemon') throw invalid('role must be "daemon" or "viewer"');
  return { type: 'hello', protocol, role: 'daemon', epoch: whole(fields, 'epoch', 0) };
}

export function checkRequest(line: string): Request {
  const fields = parsed(line);
  const id = whole(fields, 'id', 0);
  const { call } = fields;
  switch (call) {
    case 'list':
      return { id, call };
    case 'observe':
      return { id, call, keys: list(fields, 'keys').map(keyIn), cpu: flag(fields, 'cpu') };
    case 'stop':
      return { id, call, key: keyIn(fields.key) };
    case 'start':
      return { id, call, key: keyIn(fields.key), spec: checkSpec(fields.spec) };
    case 'collect':
      return { id, call, key: keyIn(fields.key), tailBytes: whole(fields, 'tailBytes', 0) };
    case 'hold':
      return { id, call, key: keyIn(fields.key), held: flag(fields, 'held') };
    case 'keep':
      return { id, call, key: keyIn(fields.key), span: whole(fields, 'span', 0) };
    case 'attach':
      return { id, call, key: keyIn(fields.key), write: flag(fields, 'write'), ...size(fields) };
    case 'input':
      return { id, call, key: keyIn(fields.key), data: text(fields, 'data') };
    case 'resize':
      return { id, call, key: keyIn(fields.key), ...size(fields) };
    default:
      throw invalid(`unknown call ${shown(call)}`);
  }
}

export function checkSpec(value: unknown): SessionSpec {
  const fields = object(value, 'spec');
  const argv = list(fields, 'argv').map((part) => plain(part, 'argv'));
  if (argv.length === 0) throw invalid('argv is empty');
  const env: Record<string, string> = {};
  for (const [name, held] of Object.entries(object(fields.env, 'env'))) {
    if (name === '' || name.includes('=')) throw invalid(`env has an invalid name: ${shown(name)}`);
    env[plain(name, 'env')] = plain(held, `env.${shown(name)}`);
  }
  return {
    argv,
    cwd: plain(fields.cwd, 'cwd'),
    env,
    transcript: plain(fields.transcript, 'transcript'),
    transcriptCap: whole(fields, 'transcriptCap', 1024),
    hardDeadline: whole(fields, 'hardDeadline', 1),
    ...(fields.lease === undefined ? {} : { lease: whole(fields, 'lease', 1) }),
    ...(fields.lingers === undefined ? {} : { lingers: always(fields, 'lingers') }),
    grace: whole(fields, 'grace', 0),
    ...size(fields),
  };
}

function size(fields: Fields): { cols: number; rows: number } {
  return { cols: whole(fields, 'cols', 20, 500), rows: whole(fields, 'rows', 5, 200) };
}

function parsed(line: string): Fields {
  try {
    return object(JSON.parse(line), 'a frame');
  } catch (error) {
    throw error instanceof MusterError ? error : invalid('it is not JSON');
  }
}

function object(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${name} must be an object`);
  return value as Fields;
}

function list(fields: Fields, name: string): unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw invalid(`${name} must be a list`);
  return value;
}

function whole(fields: Fields, name: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw invalid(`${name} must be a whole number from ${least} to ${most}`);
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw invalid(`${name} must be true or false`);
}

function always(fields: Fields, name: string): true {
  if (fields[name] === true) return true;
  throw invalid(`${name} must be true, or absent`);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value;
  throw invalid(`${name} must be text`);
}

/** Text that may become an argument, a path or a variable, which the kernel ends at a zero byte. */
function plain(value: unknown, name: string): string {
  if (typeof value === 'string' && !value.includes('\0')) return value;
  throw invalid(`${name} must be text without a zero byte`);
}

function keyIn(value: unknown): SessionKey {
  if (typeof value === 'string' && KEY.test(value)) return value;
  throw invalid(`${shown(value)} is not a session key such as r-k3f7qa.d3.1`);
}

/** An excerpt of what a peer sent, for an error message: the whole may be as large and as deeply nested as a frame allows. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return cut(text, 100);
}

function invalid(why: string): MusterError {
  return new MusterError(
    'frame-invalid',
    `a frame on the session socket is not valid: ${why}`,
    'The protocol is in runtime/sessions/protocol/protocol.ts.',
  );
}
