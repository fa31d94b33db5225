// Reads the objects of a repository through one long-lived `git cat-file --batch-command`. Files are read by the object that the
// tree names, never by path, so that no odd name can be misread.

import { MusterError } from '../../../contracts/errors.ts';
import { type Child, startChild } from '../../processes/child.ts';
import { kept } from '../../processes/run-program.ts';
import { inSlices, yieldToOthers } from '../../slices.ts';
import type { Steps } from '../../steps.ts';
import { type GitPlace, git, gitCommand, gitFailure, notStarted } from './git.ts';

export type TreeEntry = {
  path: string;
  /** As in git: 100644, 100755, 120000 (a link) or 160000 (a submodule). */
  mode: string;
  object: string;
  /** 0 for a submodule. */
  bytes: number;
};

export type Blobs = {
  /** The content; undefined if there is no such object or it is larger than the limit. */
  read(object: string): Promise<Buffer | undefined>;
  has(object: string): Promise<boolean>;
  /** Every entry below a commit or tree, by path, in git's order. Cached by commit. */
  tree(commit: string): Promise<ReadonlyMap<string, TreeEntry>>;
  close(): Promise<void>;
};

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const SUBMODULE = '160000';
const OBJECT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

type Answer = { kind: 'missing' } | { kind: 'info'; bytes: number } | { kind: 'contents'; content: Buffer };
type Question = { wants: 'info' | 'contents'; answer(found: Answer): void; fail(error: unknown): void };

export function openBlobs(repository: string, options: { signal?: AbortSignal | undefined; maxBytes?: number } = {}): Blobs {
  const { signal, maxBytes = DEFAULT_MAX_BYTES } = options;
  const place: GitPlace = { gitDir: repository };
  const trees = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  /** Known from trees that were read, so that git need not be asked again. */
  const sizes = new Map<string, number>();
  const batch = openBatch(place, signal);

  async function sizeOf(object: string): Promise<number | undefined> {
    const info = await batch.ask(`info ${object}`, 'info');
    return info.kind === 'info' ? info.bytes : undefined;
  }

  return {
    async read(object) {
      // A line of the batch protocol is an object name; nothing else ever gets onto the pipe.
      if (!OBJECT.test(object)) return undefined;
      const bytes = sizes.get(object) ?? (await sizeOf(object));
      if (bytes === undefined || bytes > maxBytes) return undefined;
      const found = await batch.ask(`contents ${object}`, 'contents');
      return found.kind === 'contents' ? found.content : undefined;
    },
    has: async (object) => OBJECT.test(object) && (await sizeOf(object)) !== undefined,
    tree(commit) {
      const known = trees.get(commit);
      if (known) return known;
      const reading = readTree(place, commit, signal).then((entries) => {
        for (const { mode, object, bytes: size } of entries.values()) if (mode !== SUBMODULE) sizes.set(object, size);
        return entries;
      });
      trees.set(commit, reading);
      reading.catch(() => trees.delete(commit));
      return reading;
    },
    close: batch.close,
  };
}

async function readTree(place: GitPlace, commit: string, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, TreeEntry>> {
  const { stdout } = await git(place, ['ls-tree', '-r', '-z', '--long', '--full-tree', '--end-of-options', commit], { signal });
  return inSlices(entriesIn(stdout.toString('utf8')));
}

const IN_ONE_STEP = 500;

/** Rows are `<mode> <type> <object> <size, or ->\t<path>`, with blanks before the size. */
function* entriesIn(rows: string): Steps<ReadonlyMap<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0, end = rows.indexOf('\0'); end >= 0; at = end + 1, end = rows.indexOf('\0', at)) {
    if (entries.size % IN_ONE_STEP === 0) yield;
    const tab = rows.indexOf('\t', at);
    const [mode = '', , object = '', ...size] = rows.slice(at, tab).split(' ');
    const path = rows.slice(tab + 1, end);
    // A submodule has no size.
    const bytes = size.at(-1);
    entries.set(path, { path, mode, object, bytes: bytes === undefined || bytes === '-' ? 0 : Number(bytes) });
  }
  return entries;
}

type Batch = { ask(line: string, wants: Question['wants']): Promise<Answer>; close(): Promise<void> };

/** Started with the first request. Requests may overlap; responses come in order. */
function openBatch(place: GitPlace, signal: AbortSignal | undefined): Batch {
  const waiting = openQueue<Question>();
  let child: Child | undefined;
  let starting: Promise<void> | undefined;
  let ended: Promise<void> = Promise.resolve();
  let failure: unknown;
  let closed = false;

  const fail = (error: unknown) => {
    failure ??= error;
    for (let it = waiting.take(); it; it = waiting.take()) it.fail(failure);
  };
  let unsent = '';
  const send = () => {
    child?.stdin.write(unsent);
    unsent = '';
  };
  const sendSoon = () => {
    // A fork takes milliseconds, so it gets a turn of the event loop of its own.
    starting ??= yieldToOthers().then(begin);
    if (child) queueMicrotask(send);
    else void starting.then(send);
  };
  const begin = () => {
    if (signal?.aborted) fail(signal.reason);
    else child = start();
  };
  const abort = () => {
    fail(signal?.reason);
    child?.kill('SIGKILL');
  };

  const start = (): Child => {
    const args = ['cat-file', '--batch-command'];
    const command = gitCommand(place, args);
    const started = startChild(command.file, command.args, command);
    const said = kept(started.stderr);
    started.stdout.on(
      'data',
      answerReader(
        (answer) => waiting.take()?.answer(answer),
        () => waiting.first()?.wants ?? 'info',
      ),
    );
    signal?.addEventListener('abort', abort, { once: true });
    ended = started.ended.then((ending) => {
      signal?.removeEventListener('abort', abort);
      if (ending.kind === 'not-started') fail(notStarted(command.cwd, ending.cause));
      else if (!closed || waiting.first() !== undefined) fail(gitFailure(place, args, said(), ending.code ?? ending.signal ?? 'unknown'));
    });
    return started;
  };

  return {
    ask: (line, wants) =>
      new Promise((answer, failed) => {
        if (signal?.aborted) return failed(signal.reason);
        if (failure !== undefined) return failed(failure);
        if (closed) return failed(new MusterError('internal', 'an object was requested after the reader was closed', ''));
        waiting.add({ wants, answer, fail: failed });
        // Requests of the same tick are written to the pipe together.
        if (unsent === '') sendSoon();
        unsent += `${line}\n`;
      }),
    async close() {
      closed = true;
      await starting;
      if (unsent !== '') send();
      child?.stdin.end();
      await ended;
    },
  };
}

/** A FIFO queue. `Array.shift` moves all other elements, and a hundred thousand may be waiting. */
function openQueue<T>(): { add(it: T): void; first(): T | undefined; take(): T | undefined } {
  let items: T[] = [];
  let at = 0;
  return {
    add: (it) => void items.push(it),
    first: () => items[at],
    take() {
      const taken = items[at++];
      if (at >= items.length) [items, at] = [[], 0];
      return taken;
    },
  };
}

/** Parses the output: a header line for each response, and after the header of `contents` its bytes and a newline. */
function answerReader(give: (answer: Answer) => void, wanted: () => Question['wants']): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let body: { content: Buffer; filled: number } | undefined;

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (body) {
        const { content } = body;
        const copied = chunk.copy(content, body.filled, at, at + content.length - body.filled);
        body.filled += copied;
        at += copied;
        // Skip the newline after the content.
        if (body.filled === content.length && at < chunk.length) {
          at++;
          body = undefined;
          give({ kind: 'contents', content });
        }
        continue;
      }
      const end = chunk.indexOf(10, at);
      if (end < 0) {
        header = Buffer.concat([header, chunk.subarray(at)]);
        return;
      }
      const line = Buffer.concat([header, chunk.subarray(at, end)]).toString('utf8');
      header = Buffer.alloc(0);
      at = end + 1;
      const [, bytes] = /^[0-9a-f]+ \w+ (\d+)$/.exec(line) ?? [];
      if (bytes === undefined) give({ kind: 'missing' });
      else if (wanted() === 'info') give({ kind: 'info', bytes: Number(bytes) });
      else body = { content: Buffer.alloc(Number(bytes)), filled: 0 };
    }
  };
}
