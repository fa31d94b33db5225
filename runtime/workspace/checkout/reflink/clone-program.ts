// Cloning in a process of its own: a hundred thousand files must not block the daemon. `node clone-program.ts <tree> <index> <its
// seal> <new tree> <new index> <bytes of a digest>` prints how many files were cloned.

import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { hideCompileCacheFromChildren } from '../../../compile-cache.ts';
import { cloneFiles } from './clone-files.ts';

hideCompileCacheFromChildren();
const [tree = '', index = '', seal = '', newTree = '', newIndex = '', bytes = ''] = process.argv.slice(2);
const sealedAt = statSync(seal, { bigint: true }).mtimeNs;
const ours = { tree: newTree, index: readFileSync(newIndex) };
const cloned = cloneFiles({ tree, index: readFileSync(index) }, ours, { sealedAt, width: bytes === '32' ? 32 : 20 });
if (cloned > 0) {
  writeFileSync(`${newIndex}.new`, ours.index);
  renameSync(`${newIndex}.new`, newIndex);
}
process.stdout.write(`${cloned}`);
