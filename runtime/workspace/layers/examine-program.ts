// Examines a checkout that is mounted only for this program: prints the changed files as JSON and writes the patch to a file. The
// examination is the same as for any other checkout.

import { writeFile } from 'node:fs/promises';
import { hideCompileCacheFromChildren } from '../../compile-cache.ts';
import { examineCheckout } from '../checkout/examine-checkout.ts';

/** Closed: a worker took permissions away. This mount is read-only, so they are restored in the layer, and the program is run again. */
export type Examined = { kind: 'looked'; files: string[] | null } | { kind: 'closed' };

const CLOSED = Symbol('closed');

hideCompileCacheFromChildren();
const [path = '', sealed = '', patch = '', ...opened] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await examined()));

async function examined(): Promise<Examined> {
  try {
    const violation = await examineCheckout(path, undefined, sealed, async () => {
      if (opened.length === 0) throw CLOSED;
    });
    if (violation) await writeFile(patch, violation.patch);
    return { kind: 'looked', files: violation?.files ?? null };
  } catch (error) {
    if (error === CLOSED) return { kind: 'closed' };
    throw error;
  }
}
