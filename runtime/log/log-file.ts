// A rotated file of lines that survives write errors: a line that the disk refuses is dropped and reported, and the next one is
// written when there is space again. (winston's own file transport writes nothing more after one error.)

import { appendFile, rename, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { Writable } from 'node:stream';
import { codeOf } from '../files.ts';

export type LogFile = {
  path: string;
  /** A file of this size is rotated. */
  bytes: number;
  /** The number of files to keep, including the current one. */
  files: number;
};

export function logFile({ path, bytes, files }: LogFile): Writable {
  let lost = 0;

  async function put(lines: readonly string[]): Promise<void> {
    try {
      if ((await sizeOf(path)) >= bytes) await rotate(path, files);
      await appendFile(path, `${lost === 0 ? '' : said(lost)}${lines.join('')}`, { mode: 0o600 });
      lost = 0;
    } catch {
      // A log that cannot be written must not take the daemon down.
      lost += lines.length;
    }
  }

  return new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => void put([line]).then(() => done()),
    writev: (all, done) => void put(all.map((it) => String(it.chunk))).then(() => done()),
  });
}

/** On a line of its own: a failed write may have left a partial line. */
const said = (lost: number): string =>
  `\n${JSON.stringify({ at: new Date().toISOString(), level: 'warn', message: `earlier lines could not be written: ${lost}` })}\n`;

/** The current file is `x.log`, the one before it `x1.log`, and so on; the oldest is overwritten. */
async function rotate(path: string, files: number): Promise<void> {
  const { dir, name, ext } = parse(path);
  const place = (n: number): string => (n === 0 ? path : join(dir, `${name}${n}${ext}`));
  if (files === 1) await rm(path);
  for (let n = files - 1; n > 0; n--) {
    await rename(place(n - 1), place(n)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
