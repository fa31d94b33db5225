// The analyser `deps`: what code needs, what manifests promise, what lockfiles give.

import type { BuiltinAnalyser } from '../rule.ts';
import { devDependencyShipped } from './dev-dependency-shipped.ts';
import { lockfileOutOfRange } from './lockfile-out-of-range.ts';
import { replaceOutside } from './replace-outside.ts';
import { twoLockfiles } from './two-lockfiles.ts';
import { undeclaredImport } from './undeclared-import.ts';

export const deps: BuiltinAnalyser = {
  name: 'deps',
  rules: [undeclaredImport, devDependencyShipped, lockfileOutOfRange, twoLockfiles, replaceOutside],
  rechecks: [],
};
