// Looks at a checkout that only this program sees, because it was mounted for it: prints as JSON which files were changed, and writes
// the patch into a file. It is the same look that any other checkout gets.

import { writeFile } from 'node:fs/promises';
import { keepCompiledToSelf } from '../../compile-cache.ts';
import { examineCheckout } from '../checkout/examine-checkout.ts';

/** Closed: a worker took permissions away. Here nothing can be written, so they are given back in its layer, and it is asked again. */
export type Examined = { kind: 'looked'; files: string[] | null } | { kind: 'closed' };

const CLOSED = Symbol('closed');

keepCompiledToSelf();
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
