// A program that is run to its end, with all that it printed, within limits of time and size.

import type { Readable } from 'node:stream';
import { othersTurn } from '../slices.ts';
import { type ChildOptions, type Ending, startChild } from './child.ts';

export type RunOptions = ChildOptions & {
  input?: string | Uint8Array;
  signal?: AbortSignal | undefined;
  /** More output than this ends it. */
  maxBytes: number;
  /** In milliseconds. */
  atMost?: number;
  /** The same, without printing anything: what takes long and goes on is let go on. */
  silentAtMost?: number;
  /** With each part of its output. */
  heard?: (() => void) | undefined;
};

export type Ran = {
  ending: Ending;
  stdout: Buffer;
  /** The beginning of it. */
  stderr: string;
  /** Why it was ended by us. */
  stopped?: 'aborted' | 'too-much' | 'too-long' | 'silent';
};

const STDERR_KEPT = 8192;

export async function runProgram(file: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { input = '', signal, maxBytes, atMost, silentAtMost, heard } = options;
  // A fork takes milliseconds of this thread: of several that are wanted at once one is made in each turn of the event loop.
  await othersTurn();
  const child = startChild(file, args, options);
  let stopped: Ran['stopped'];
  const stop = (why: Ran['stopped']) => {
    stopped ??= why;
    child.kill('SIGKILL');
    // Others that it started may hold them open for as long as they like.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const abort = () => stop('aborted');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = atMost === undefined ? undefined : setTimeout(() => stop('too-long'), atMost);
  const silence = silentAtMost === undefined ? undefined : setTimeout(() => stop('silent'), silentAtMost);

  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    silence?.refresh();
    heard?.();
    if (bytes <= maxBytes) chunks.push(chunk);
    else stop('too-much');
  });
  const stderr = kept(child.stderr);
  // It may end before it has read all; how it ended says why.
  child.stdin.end(input);

  const ending = await child.ended;
  clearTimeout(timer);
  clearTimeout(silence);
  signal?.removeEventListener('abort', abort);
  return { ending, stdout: Buffer.concat(chunks), stderr: stderr(), ...(stopped === undefined ? {} : { stopped }) };
}

/** The beginning of what a stream says. */
export function kept(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < STDERR_KEPT) text += chunk.slice(0, STDERR_KEPT - text.length);
  });
  return () => text;
}
