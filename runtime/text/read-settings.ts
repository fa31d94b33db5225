// Reads a settings file that a person wrote: its text, undefined if there is none, or an error that says why it cannot be read. A
// link is followed; a pipe is not waited for.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type ErrorCode, MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../files.ts';

const LARGEST = 1024 * 1024;

/** Errors that the file's owner can fix. A shortage, of descriptors for example, is temporary and is rethrown. */
const REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'its links are circular'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['ENXIO', 'it is a socket'],
]);

/**
 * `code` is the error code for this kind of settings. Read synchronously: these files are small, each run reads several of them before its
 * workers start, and another thread would have to be asked four times for each.
 */
export async function readSettings(path: string, code: ErrorCode): Promise<string | undefined> {
  const unreadable = (why: string) =>
    new MusterError(code, `${path} cannot be read: ${why}`, 'It must be a plain text file, or not exist.');
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    const why = REASONS.get(codeOf(error));
    throw why === undefined ? error : unreadable(why);
  }
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw unreadable(about.isDirectory() ? 'it is a directory' : 'it is not a regular file');
    if (about.size > LARGEST) throw unreadable(`it has ${about.size} bytes; the limit is ${LARGEST}`);
    const bytes = readFileSync(file);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw unreadable('it is not UTF-8 text');
    }
  } finally {
    closeSync(file);
  }
}
