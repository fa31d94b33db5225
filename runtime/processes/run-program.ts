// Runs a program to its end and collects its output, within limits of time and size.

import type { Readable } from 'node:stream';
import { yieldToOthers } from '../slices.ts';
import { type ChildEnd, type ChildOptions, startChild } from './child.ts';

export type RunOptions = ChildOptions & {
  input?: string | Uint8Array;
  signal?: AbortSignal | undefined;
  /** The program is ended when it prints more than this. */
  maxBytes: number;
  /** In milliseconds. */
  atMost?: number;
  /** The longest time without output; a program that takes long but keeps printing may continue. */
  silentAtMost?: number;
  /** Called with each chunk of output. */
  heard?: (() => void) | undefined;
};

export type Ran = {
  ending: ChildEnd;
  stdout: Buffer;
  /** Only the beginning. */
  stderr: string;
  /** Why we ended it. */
  stopped?: 'aborted' | 'too-much' | 'too-long' | 'silent';
};

const STDERR_KEPT = 8192;

export async function runProgram(file: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { input = '', signal, maxBytes, atMost, silentAtMost, heard } = options;
  // A fork blocks this thread for milliseconds: if several are wanted at once, only one is made in each turn of the event loop.
  await yieldToOthers();
  const child = startChild(file, args, options);
  let stopped: Ran['stopped'];
  const stop = (why: Ran['stopped']) => {
    stopped ??= why;
    child.kill('SIGKILL');
    // Its children may hold the streams open for as long as they like.
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
  // It may end without reading all input; its exit status says why.
  child.stdin.end(input);

  const ending = await child.ended;
  clearTimeout(timer);
  clearTimeout(silence);
  signal?.removeEventListener('abort', abort);
  return { ending, stdout: Buffer.concat(chunks), stderr: stderr(), ...(stopped === undefined ? {} : { stopped }) };
}

/** Collects the beginning of a stream. */
export function kept(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < STDERR_KEPT) text += chunk.slice(0, STDERR_KEPT - text.length);
  });
  return () => text;
}
