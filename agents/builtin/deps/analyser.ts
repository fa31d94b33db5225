// The analyser `deps`: what code imports, what manifests declare, what lockfiles provide.

import type { BuiltinAnalyser } from '../rule.ts';
import { lockfileOutOfRange } from './lockfile-out-of-range.ts';
import { caseCollisionRecheck } from './rechecks/case-collision.ts';
import { missingScriptFileRecheck, missingTsconfigPathRecheck } from './rechecks/manifest-paths.ts';
import { assignedLiteralRecheck, privateKeyRecheck, providerTokenRecheck, stillInHistoryRecheck } from './rechecks/secrets.ts';
import { unknownScriptRecheck } from './rechecks/unknown-script.ts';
import { undeclaredImport } from './undeclared-import.ts';

export const deps: BuiltinAnalyser = {
  name: 'deps',
  rules: [undeclaredImport, lockfileOutOfRange],
  rechecks: [
    missingScriptFileRecheck,
    missingTsconfigPathRecheck,
    unknownScriptRecheck,
    caseCollisionRecheck,
    providerTokenRecheck,
    privateKeyRecheck,
    assignedLiteralRecheck,
    stillInHistoryRecheck,
  ],
};
