// The record of a batch of repeated runs: written while the batch runs, read when a user asks how it ended.

import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { RerunBatch } from '../../../contracts/rerun.ts';
import { codeOf, privateFolder, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export const newBatchId = (): string => `b-${[...randomBytes(6)].map((byte) => ALPHABET[byte & 31]).join('')}`;

export async function keepBatch(batch: RerunBatch, home: Home): Promise<void> {
  await privateFolder(home.reruns);
  await writeDurably(join(home.reruns, `${batch.id}.json`), `${JSON.stringify(batch, null, 1)}\n`);
}

export async function batchNamed(given: string, home: Home): Promise<RerunBatch> {
  const ids = await batchIds(home);
  const fitting = ids.filter((it) => it === given || it.startsWith(given) || it.startsWith(`b-${given}`));
  const [id] = fitting;
  if (id === undefined || fitting.length > 1) {
    const what = id === undefined ? `no batch \`${given}\`` : `\`${given}\` fits ${fitting.length} batches: ${fitting.join(', ')}`;
    throw new MusterError('usage', what, ids.length === 0 ? '`muster rerun` makes one.' : `There are: ${ids.slice(-10).join(', ')}.`);
  }
  const text = await readFile(join(home.reruns, `${id}.json`), 'utf8');
  try {
    return RerunBatch.parse(JSON.parse(text));
  } catch {
    throw new MusterError(
      'usage',
      `${join(home.reruns, `${id}.json`)} is not a record of a batch`,
      'Remove it; the runs are not affected.',
    );
  }
}

async function batchIds(home: Home): Promise<string[]> {
  try {
    return (await readdir(home.reruns)).flatMap((it) => /^(b-[a-z2-7]+)\.json$/.exec(it)?.[1] ?? []).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
