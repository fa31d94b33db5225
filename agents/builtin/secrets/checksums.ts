// Tokens with a checksum of their own: a match is no coincidence, it was really issued.

import { crc32 } from 'node:zlib';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(number: number, length: number): string {
  let out = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) out = (BASE62[rest % 62] ?? '') + out;
  return out.padStart(length, '0');
}

/** GitHub's classic tokens and npm's: thirty random characters, then their CRC-32 in six base-62 digits. */
export function hasBase62Checksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return body.length === 36 && body.slice(30) === base62(crc32(body.slice(0, 30)), 6);
}

/** Grafana's service accounts: CRC-32 of everything before the last underscore, in hex, lowest byte first. */
export function hasGrafanaChecksum(token: string): boolean {
  const cut = token.lastIndexOf('_');
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(token.slice(0, cut)));
  return token.slice(cut + 1) === bytes.toString('hex');
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** age's secret keys are bech32: the last six characters are a checksum over the rest. */
export function hasBech32Checksum(key: string): boolean {
  const text = key.toLowerCase();
  const cut = text.lastIndexOf('1');
  const human = [...text.slice(0, cut)].map((it) => it.charCodeAt(0));
  const data = [...text.slice(cut + 1)].map((it) => BECH32.indexOf(it));
  if (cut < 1 || data.length < 6 || data.includes(-1)) return false;
  let sum = 1;
  for (const value of [...human.map((it) => it >> 5), 0, ...human.map((it) => it & 31), ...data]) {
    const top = sum >>> 25;
    sum = (((sum & 0x1ffffff) << 5) ^ value) >>> 0;
    GENERATORS.forEach((generator, i) => {
      if ((top >>> i) & 1) sum = (sum ^ generator) >>> 0;
    });
  }
  return sum === 1;
}
