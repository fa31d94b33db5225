// Reads a dropped file once nobody writes to it any more.

import { readFile, stat } from 'node:fs/promises';
import { MusterError } from '../../contracts/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import { codeOf } from '../../runtime/files.ts';
import { SETTLE, signatureOf } from './candidates.ts';

const TASK_CAP = 1_000_000;

/** A writer that still has the file open can write to it after the claim, so that is waited for. */
export async function readSettled(path: string, name: string, clock: Clock): Promise<string> {
  for (;;) {
    const before = await stat(path);
    if (before.size > TASK_CAP)
      throw new MusterError(
        'task-rejected',
        `${name} has ${before.size} bytes; the limit is ${TASK_CAP}`,
        'Put large material into the project, and only the question into the task.',
      );
    const bytes = await readFile(path).catch((error: unknown) => {
      if (codeOf(error) === 'EACCES')
        throw new MusterError('task-rejected', `cannot read ${name}`, 'Make it readable for the user that runs the daemon.');
      throw error;
    });
    if (signatureOf(before) !== signatureOf(await stat(path))) {
      await clock.sleep(SETTLE, new AbortController().signal);
      continue;
    }
    return decode(bytes, name);
  }
}

function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MusterError('task-rejected', `${name} is not UTF-8 text`, 'Save it as UTF-8.');
  }
}
