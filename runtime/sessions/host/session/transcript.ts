// A session's output as an asciicast v2 file, which any asciinema player can show. It keeps the head; what exceeds the cap is
// counted and left out, and a marker that says so is followed by the end of the output.

import { closeSync, constants, existsSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, write, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { rethrowShortage } from '../../../shortage.ts';

export type Transcript = {
  output(bytes: Buffer, at: number): void;
  resized(cols: number, rows: number, at: number): void;
  /** Whether something was left out, so that the file does not end with the end of the output. */
  cut(): boolean;
  /** If something was left out, writes the marker and the end of the output. Never rejects. */
  close(at: number, lastBytes: (count: number) => Buffer): Promise<void>;
};

export type Header = { title: string; cols: number; rows: number; cap: number };

/** A disk that stalls briefly costs no output; one that stalls for longer must not cost memory. */
const WAITING_LIMIT = 1024 * 1024;
const SAVED_END = 64 * 1024;

/** Throws if the file cannot be created: no worker is started without a transcript. */
export function openTranscript(path: string, header: Header, onTrouble: (error: unknown) => void): Transcript {
  makeFolder(dirname(path));
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o600);
  const decoder = new StringDecoder('utf8');
  const reserve = Math.max(400, Math.min(SAVED_END, header.cap >> 2));
  let room = header.cap - reserve;
  let leftOut = 0;
  let waiting: string[] = [];
  let waitingBytes = 0;
  let busy = false;
  let broken = false;
  let idle: (() => void) | undefined;

  function admit(line: string): boolean {
    const bytes = Buffer.byteLength(line);
    if (broken || bytes > room || waitingBytes + bytes > WAITING_LIMIT) return false;
    room -= bytes;
    waiting.push(line);
    waitingBytes += bytes;
    pump();
    return true;
  }

  function pump(): void {
    if (busy || waiting.length === 0) {
      if (!busy) idle?.();
      return;
    }
    const bytes = Buffer.from(waiting.join(''));
    waiting = [];
    waitingBytes = 0;
    busy = true;
    writeAll(bytes, 0);
  }

  function writeAll(bytes: Buffer, from: number): void {
    write(file, bytes, from, bytes.length - from, null, (error, written) => {
      if (error) {
        broken = true;
        onTrouble(error);
      } else if (from + written < bytes.length) {
        writeAll(bytes, from + written);
        return;
      }
      busy = false;
      pump();
    });
  }

  admit(headerLine(header));
  return {
    output(bytes, at) {
      if (leftOut > 0 || !admit(event(at, 'o', decoder.write(bytes)))) leftOut += bytes.length;
    },
    resized(cols, rows, at) {
      if (leftOut === 0) admit(event(at, 'r', `${cols}x${rows}`));
    },
    cut: () => leftOut > 0,
    async close(at, lastBytes) {
      room += reserve;
      if (leftOut > 0) savedEnd(at, leftOut, room, lastBytes).forEach(admit);
      await new Promise<void>((resolve) => {
        idle = resolve;
        pump();
      });
      try {
        closeSync(file);
      } catch (error) {
        onTrouble(error);
      }
    },
  };
}

/** One folder at a time: Node's recursive mkdir never returns for a path like /proc/no/such. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function headerLine(header: Header): string {
  const { cols, rows, title } = header;
  return `${JSON.stringify({ version: 2, width: cols, height: rows, timestamp: Math.floor(Date.now() / 1000), title })}\n`;
}

function event(at: number, code: 'o' | 'r' | 'm', text: string): string {
  return `[${(at / 1000).toFixed(3)},"${code}",${JSON.stringify(text)}]\n`;
}

/** The marker, and as much of the end as fits: in JSON, one byte can take six. */
function savedEnd(at: number, leftOut: number, room: number, lastBytes: (count: number) => Buffer): string[] {
  for (let count = Math.min(leftOut, SAVED_END); ; count >>= 1) {
    const end = lastBytes(count);
    const said = `muster left out ${leftOut - end.length} bytes here; the last ${end.length} follow`;
    const lines = [event(at, 'm', said), ...(end.length > 0 ? [event(at, 'o', end.toString('utf8'))] : [])];
    if (count === 0 || Buffer.byteLength(lines.join('')) <= room) return lines;
  }
}

const END_OF_FILE = 64 * 1024;

/** For a host that died: removes the line that it was writing and adds what happened. A lost file stays lost. */
export function repairTranscript(path: string, said: string): void {
  let file: number;
  try {
    file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  } catch {
    return;
  }
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(Math.min(size, END_OF_FILE));
    readSync(file, end, 0, end.length, size - end.length);
    const whole = end.lastIndexOf(10) + 1;
    const keep = whole > 0 ? size - end.length + whole : size;
    ftruncateSync(file, keep);
    const lastLine = end.subarray(0, Math.max(0, whole - 1));
    const time = /^\[([\d.]+),/.exec(lastLine.subarray(lastLine.lastIndexOf(10) + 1).toString('utf8'))?.[1];
    writeSync(file, event(Number(time ?? 0) * 1000, 'm', said), keep);
  } finally {
    closeSync(file);
  }
}

/** The newest output in a transcript, for sessions whose host did not live to report it. */
export function outputOf(path: string, limit: number): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    return rethrowShortage(error);
  }
  try {
    const { size } = fstatSync(file);
    // Escapes make a line longer than its text; eight times as long is enough for any text.
    const end = Buffer.alloc(Math.min(size, limit * 8));
    readSync(file, end, 0, end.length, size - end.length);
    const lines = end.toString('utf8').split('\n');
    if (end.length < size) lines.shift();
    const text = lines.map(outputIn).join('');
    const bytes = Buffer.from(text);
    return bytes.subarray(Math.max(0, bytes.length - limit));
  } finally {
    closeSync(file);
  }
}

/** What a line of a transcript printed: nothing if it is another kind of event, or was cut off by a crash. */
export function outputIn(line: string): string {
  try {
    const parsed: unknown = JSON.parse(line);
    return Array.isArray(parsed) && parsed[1] === 'o' && typeof parsed[2] === 'string' ? parsed[2] : '';
  } catch {
    return '';
  }
}
