// The analyser `links`: references to other things in the repository, and whether those exist.

import type { BuiltinAnalyser } from '../rule.ts';
import { codeownersNothing } from './codeowners-nothing.ts';
import { deadRelativeLink } from './dead-relative-link.ts';
import { missingScriptFile } from './missing-script-file.ts';
import { missingTsconfigPath } from './missing-tsconfig-path.ts';
import { missingWorkflowFile } from './missing-workflow-file.ts';
import { lockfileOutOfRangeRecheck } from './rechecks/lockfile-out-of-range.ts';
import { undeclaredImportRecheck } from './rechecks/undeclared-import.ts';
import { unknownScript } from './unknown-script.ts';
import { workflowPathsNothing } from './workflow-paths-nothing.ts';

export const links: BuiltinAnalyser = {
  name: 'links',
  rules: [
    deadRelativeLink,
    missingScriptFile,
    missingTsconfigPath,
    missingWorkflowFile,
    unknownScript,
    codeownersNothing,
    workflowPathsNothing,
  ],
  rechecks: [undeclaredImportRecheck, lockfileOutOfRangeRecheck],
};
