// The line files that people tail: progress.log of the home and of each run, errors.jsonl. The place
// in the journal and the length of each file are saved together; after a crash a file is cut back to
// that length and continued, so that no line is lost and none is there twice.

import { mkdir, open, rename, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { RunEvent } from '../../contracts/run/run-event.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import { codeOf, exists } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import type { Ledger, Stored } from '../../runtime/ledger/ledger.ts';
import { type Consumer, consume } from './consumer.ts';
import { progressLines } from './progress-lines.ts';

/** Path → its length. Only of runs that go on: the files of an ended run change no more. */
type Lengths = Record<string, number>;

export function projectLines(ledger: Ledger, home: Home, onTrouble: (error: unknown) => void): Promise<Consumer> {
  return consume<Lengths>(
    'lines',
    ledger,
    (saved) => (saved ? cutBack(saved.extra as Lengths) : setAside(home.progress)),
    (batch, lengths) => write(batch, lengths, home),
    onTrouble,
  );
}

/** Without a place in the journal, lines that are there already are of another ledger: they are kept beside. */
async function setAside(path: string): Promise<Lengths> {
  if (await exists(path)) await rename(path, `${path}.of-another-ledger`);
  return {};
}

async function cutBack(lengths: Lengths): Promise<Lengths> {
  for (const [path, length] of Object.entries(lengths)) {
    try {
      await truncate(path, length);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return lengths;
}

async function write(batch: readonly Stored[], lengths: Lengths, home: Home): Promise<Lengths> {
  const texts = new Map<string, string>();
  const add = (path: string, text: string) => {
    if (text !== '') texts.set(path, (texts.get(path) ?? '') + text);
  };
  const next = { ...lengths };
  const over: string[] = [];
  for (const { event } of batch) {
    const lines = progressLines(event).join('');
    add(home.progress, lines);
    if (!event.stream.startsWith('run/')) continue;
    const folder = home.run(event.stream.slice('run/'.length));
    add(folder.progress, lines);
    add(folder.errors, errorLines(event));
    if (event.type === 'run.ended') over.push(folder.progress, folder.errors);
  }
  for (const [path, text] of texts) {
    next[path] = await append(path, next[path], text);
    failpoint('projection.between-files');
  }
  for (const path of over) delete next[path];
  return next;
}

/** At a place of its own rather than at the end, so that a batch taken twice is there once. */
async function append(path: string, length: number | undefined, text: string): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await using file = await open(path, 'a+', 0o600);
  const at = length ?? 0;
  const { size } = await file.stat();
  if (size > at) await file.truncate(at);
  await file.appendFile(text);
  return at + Buffer.byteLength(text);
}

export function errorLines(envelope: EventEnvelope): string {
  const event = envelope as unknown as RunEvent;
  if (event.type !== 'attempt.ended') return '';
  const { dispatch, attempt, seat, errors } = event.payload;
  return errors.map((error) => `${JSON.stringify({ ...error, dispatch, attempt, seat })}\n`).join('');
}
