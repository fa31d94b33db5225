// Compresses and decompresses on Node's thread pool, fast rather than small: for data that is kept for some time and rarely read.

import { getBuiltinModule } from 'node:process';
import { promisify } from 'node:util';

/** Loaded lazily: most of what could be compressed is too short. */
const zip = () => getBuiltinModule('node:zlib');
const QUICKLY = { level: 1, chunkSize: 256 * 1024 };

export const compress = (whole: string | Uint8Array): Promise<Buffer> => promisify(zip().deflateRaw)(whole, QUICKLY);

export const decompress = (bytes: Uint8Array): Promise<Buffer> => promisify(zip().inflateRaw)(bytes, QUICKLY);
