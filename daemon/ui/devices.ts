// Who may read and act: a link has a single-use code, the code is exchanged for the token of one device, and only hashes are
// stored. They are files in the home, so that a second `muster ui` can create a code for the running server or revoke a device.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from '../../contracts/schema.ts';
import { codeOf, privateFolder, writeDurably } from '../../runtime/files.ts';

const Device = z.strictObject({ id: z.string(), name: z.string(), hash: z.string(), since: z.string() });
type StoredDevice = z.infer<typeof Device>;
export type Device = Omit<StoredDevice, 'hash'>;

/** Long enough to go and get a phone. */
const CODE_LIVES = 10 * 60_000;
const LONGEST_NAME = 80;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const codesIn = (folder: string): string => join(folder, 'codes');
const devicesIn = (folder: string): string => join(folder, 'devices');

/** Tokens end with the server: a new server knows no earlier device. */
export async function forgetAll(folder: string): Promise<void> {
  for (const part of [codesIn(folder), devicesIn(folder)]) await rm(part, { recursive: true, force: true });
}

export async function newCode(folder: string): Promise<string> {
  await privateFolder(codesIn(folder));
  const code = randomBytes(24).toString('base64url');
  await writeDurably(join(codesIn(folder), hashOf(code)), '');
  return code;
}

/** Undefined if the code is unknown, used or expired. If two devices use a code at once, only one gets a token. */
export async function enter(folder: string, code: string, name: string): Promise<{ token: string; id: string } | undefined> {
  const path = join(codesIn(folder), hashOf(code));
  const made = await stat(path).catch(() => undefined);
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  // A code of the future was made before the clock was set back, nobody knows when.
  if (!made || Math.abs(Date.now() - made.mtimeMs) > CODE_LIVES) return undefined;
  const secret = randomBytes(32).toString('base64url');
  const id = randomBytes(4).toString('hex');
  const kept: StoredDevice = { id, name: name.slice(0, LONGEST_NAME), hash: hashOf(secret), since: new Date().toISOString() };
  await privateFolder(devicesIn(folder));
  await writeDurably(join(devicesIn(folder), `${id}.json`), `${JSON.stringify(kept)}\n`);
  return { token: `${id}.${secret}`, id };
}

export async function deviceOf(folder: string, token: string | undefined): Promise<Device | undefined> {
  const [, id, secret] = /^([0-9a-f]{8})\.([\w-]{43})$/.exec(token ?? '') ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const kept = await keptAs(join(devicesIn(folder), `${id}.json`));
  if (!kept || !timingSafeEqual(Buffer.from(kept.hash, 'hex'), Buffer.from(hashOf(secret), 'hex'))) return undefined;
  return { id: kept.id, name: kept.name, since: kept.since };
}

export async function devices(folder: string): Promise<Device[]> {
  const names = await readdir(devicesIn(folder)).catch(() => []);
  const all = await Promise.all(names.filter((it) => it.endsWith('.json')).map((it) => keptAs(join(devicesIn(folder), it))));
  return all.flatMap((it) => (it ? [{ id: it.id, name: it.name, since: it.since }] : [])).sort((a, b) => (a.since < b.since ? -1 : 1));
}

/** False if there is no such device. */
export async function revoke(folder: string, id: string): Promise<boolean> {
  if (!/^[0-9a-f]{8}$/.test(id)) return false;
  try {
    await unlink(join(devicesIn(folder), `${id}.json`));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Undefined if it was revoked meanwhile, or is damaged: then the device has no access. */
async function keptAs(path: string): Promise<StoredDevice | undefined> {
  try {
    return Device.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
