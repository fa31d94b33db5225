// Claimed files of an inbox: a task under the id of its run, an answer under its token, so that a crash at any point after
// the claim results in exactly one run or answer. If the original name does not fit, it is stored in a file beside it.

import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf, exists, writeDurably } from '../../runtime/files.ts';
import { newRunId } from '../intake/run-id.ts';
import { claimedAnswer, orderNamed, readClaimedAnswer } from './answer-file.ts';
import { type Candidate, CLAIMED } from './candidates.ts';
import { LONGEST_NAME } from './names.ts';

export type Claim =
  | { kind: 'drop'; path: string; run: string; name: string }
  | { kind: 'answer'; path: string; token: string; name: string };

const NAMELESS = 'drop';
const nameFile = (folder: string, run: string): string => join(folder, CLAIMED, `.${run}.name`);

/** Undefined if the file is no longer there. */
export async function claim(folder: string, { path, name, isText }: Candidate): Promise<Claim | undefined> {
  const claimed = planned(folder, name);
  if (claimed.kind === 'drop' && (!isText || Buffer.byteLength(`${claimed.run}.${name}`) > LONGEST_NAME)) {
    claimed.path = join(folder, CLAIMED, `${claimed.run}.${NAMELESS}`);
    await writeDurably(nameFile(folder, claimed.run), name);
  }
  try {
    await rename(path, claimed.path);
    return claimed;
  } catch (error) {
    if (claimed.kind === 'drop') await rm(nameFile(folder, claimed.run), { force: true });
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function planned(folder: string, name: string): Claim {
  if (orderNamed(name)) {
    const token = randomUUID();
    return { kind: 'answer', path: join(folder, CLAIMED, claimedAnswer(token, name)), token, name };
  }
  const run = newRunId();
  return { kind: 'drop', path: join(folder, CLAIMED, `${run}.${name}`), run, name };
}

/** Called after it was processed: what is still there is tried again under its name. */
export async function forget(folder: string, claimed: Claim): Promise<void> {
  if (claimed.kind !== 'drop' || basename(claimed.path) !== `${claimed.run}.${NAMELESS}`) return;
  if (!(await exists(claimed.path))) await rm(nameFile(folder, claimed.run), { force: true });
}

/** Claims that are still there. Removes stored names whose files were never claimed, or are shelved. */
export async function claimsIn(folder: string): Promise<Claim[]> {
  const found: Claim[] = [];
  for (const entry of await readdir(join(folder, CLAIMED))) {
    const path = join(folder, CLAIMED, entry);
    const answer = readClaimedAnswer(entry);
    const [, run, rest] = /^(r-[a-z2-7]{6,26})\.(.+)$/s.exec(entry) ?? [];
    if (answer) found.push({ kind: 'answer', path, token: answer.token, name: answer.original });
    else if (run && rest) found.push({ kind: 'drop', path, run, name: (rest === NAMELESS && (await keptName(folder, run))) || rest });
    else if (await isLeft(folder, entry)) await rm(path, { force: true });
  }
  return found;
}

async function keptName(folder: string, run: string): Promise<string | undefined> {
  return readFile(nameFile(folder, run), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

async function isLeft(folder: string, entry: string): Promise<boolean> {
  const [, run] = /^\.(r-[a-z2-7]{6,26})\.name$/.exec(entry) ?? [];
  return run !== undefined && !(await exists(join(folder, CLAIMED, `${run}.${NAMELESS}`)));
}
