// The analyser `links`: what names something else in the repository, and whether that is there.

import type { BuiltinAnalyser } from '../rule.ts';
import { codeownersNothing } from './codeowners-nothing.ts';
import { deadRelativeLink } from './dead-relative-link.ts';
import { missingCopySource } from './missing-copy-source.ts';
import { missingEntry } from './missing-entry.ts';
import { missingScriptFile } from './missing-script-file.ts';
import { missingTsconfigPath } from './missing-tsconfig-path.ts';
import { missingWorkflowFile } from './missing-workflow-file.ts';
import { devDependencyShippedRecheck } from './rechecks/dev-dependency-shipped.ts';
import { lockfileOutOfRangeRecheck } from './rechecks/lockfile-out-of-range.ts';
import { replaceOutsideRecheck } from './rechecks/replace-outside.ts';
import { twoLockfilesRecheck } from './rechecks/two-lockfiles.ts';
import { undeclaredImportRecheck } from './rechecks/undeclared-import.ts';
import { unmatchedTestFileRecheck } from './rechecks/unmatched-test-file.ts';
import { unknownMakeTarget } from './unknown-make-target.ts';
import { unknownScript } from './unknown-script.ts';
import { workflowPathsNothing } from './workflow-paths-nothing.ts';
import { workspaceNothing } from './workspace-nothing.ts';

export const links: BuiltinAnalyser = {
  name: 'links',
  rules: [
    deadRelativeLink,
    missingEntry,
    missingScriptFile,
    missingTsconfigPath,
    missingCopySource,
    missingWorkflowFile,
    unknownScript,
    unknownMakeTarget,
    codeownersNothing,
    workflowPathsNothing,
    workspaceNothing,
  ],
  rechecks: [
    undeclaredImportRecheck,
    devDependencyShippedRecheck,
    lockfileOutOfRangeRecheck,
    twoLockfilesRecheck,
    replaceOutsideRecheck,
    unmatchedTestFileRecheck,
  ],
};
