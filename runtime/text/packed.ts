// Bytes packed and unpacked on a thread of Node's pool, quickly rather than tightly: for what is kept for some time and mostly not asked for.

import { getBuiltinModule } from 'node:process';
import { promisify } from 'node:util';

/** Loaded when it is needed: most of what could be packed is short. */
const zip = () => getBuiltinModule('node:zlib');
const QUICKLY = { level: 1, chunkSize: 256 * 1024 };

export const packed = (whole: string | Uint8Array): Promise<Buffer> => promisify(zip().deflateRaw)(whole, QUICKLY);

export const unpacked = (bytes: Uint8Array): Promise<Buffer> => promisify(zip().inflateRaw)(bytes, QUICKLY);
