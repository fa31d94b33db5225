// Looks at a checkout that only this program sees, because it was mounted for it: prints as JSON which files were changed, and writes
// the patch into a file. It is the same look that any other checkout gets.

import { writeFile } from 'node:fs/promises';
import { keepCompiledToSelf } from '../../compile-cache.ts';
import { examineCheckout } from '../checkout/examine-checkout.ts';

keepCompiledToSelf();
const [path = '', sealed = '', patch = ''] = process.argv.slice(2);
const violation = await examineCheckout(path, undefined, sealed);
if (violation) await writeFile(patch, violation.patch);
process.stdout.write(JSON.stringify({ files: violation?.files ?? null }));
