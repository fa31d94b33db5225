// The analyser `deps`: what code needs, what manifests promise, what lockfiles give.

import type { BuiltinAnalyser } from '../rule.ts';
import { devDependencyShipped } from './dev-dependency-shipped.ts';
import { lockfileOutOfRange } from './lockfile-out-of-range.ts';
import { caseCollisionRecheck } from './rechecks/case-collision.ts';
import { missingEntryRecheck, missingScriptFileRecheck, missingTsconfigPathRecheck } from './rechecks/manifest-paths.ts';
import { assignedLiteralRecheck, privateKeyRecheck, providerTokenRecheck, stillInHistoryRecheck } from './rechecks/secrets.ts';
import { unknownScriptRecheck } from './rechecks/unknown-script.ts';
import { versionDisagreementRecheck } from './rechecks/version-disagreement.ts';
import { workspaceNothingRecheck } from './rechecks/workspace-nothing.ts';
import { replaceOutside } from './replace-outside.ts';
import { twoLockfiles } from './two-lockfiles.ts';
import { undeclaredImport } from './undeclared-import.ts';

export const deps: BuiltinAnalyser = {
  name: 'deps',
  rules: [undeclaredImport, devDependencyShipped, lockfileOutOfRange, twoLockfiles, replaceOutside],
  rechecks: [
    missingEntryRecheck,
    missingScriptFileRecheck,
    missingTsconfigPathRecheck,
    workspaceNothingRecheck,
    unknownScriptRecheck,
    caseCollisionRecheck,
    versionDisagreementRecheck,
    providerTokenRecheck,
    privateKeyRecheck,
    assignedLiteralRecheck,
    stillInHistoryRecheck,
  ],
};
