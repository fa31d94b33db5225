// A file in which a person has written settings: its text, nothing when there is none, or a sentence that
// says why it cannot be read. A link is followed, a pipe is not waited for.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ErrorCode, MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../files.ts';

const LARGEST = 1024 * 1024;

/** What its owner can mend; a lack of descriptors, say, passes by itself and is thrown on. */
const REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ['EACCES', 'it may not be read by this user'],
  ['EPERM', 'it may not be read by this user'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['ENXIO', 'it is a socket'],
]);

/** `code` says what kind of settings they are. */
export async function readSettings(path: string, code: ErrorCode): Promise<string | undefined> {
  const unreadable = (why: string) => new MusterError(code, `${path} cannot be read: ${why}`, 'Put a plain text file there, or nothing.');
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    const why = REASONS.get(codeOf(error));
    throw why === undefined ? error : unreadable(why);
  }
  await using opened = file;
  const about = await opened.stat();
  if (!about.isFile()) throw unreadable(about.isDirectory() ? 'it is a folder' : 'it is no regular file');
  if (about.size > LARGEST) throw unreadable(`it has ${about.size} bytes, and ${LARGEST} are the most`);
  const bytes = await opened.readFile();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('it is not UTF-8 text');
  }
}
