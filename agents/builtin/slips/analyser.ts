// The analyser `slips`: small mistakes that nobody means, in code that is read and text that is stripped.

import type { BuiltinAnalyser } from '../rule.ts';
import { brokenSymlink } from './broken-symlink.ts';
import { caseCollision } from './case-collision.ts';
import { compareNan } from './compare-nan.ts';
import { conflictBlock } from './conflict-block.ts';
import { crlfShebang } from './crlf-shebang.ts';
import { duplicateKey } from './duplicate-key.ts';
import { escapingSymlink } from './escaping-symlink.ts';
import { foreachAsync } from './foreach-async.ts';
import { identicalOperands } from './identical-operands.ts';
import { missingExecBit } from './missing-exec-bit.ts';
import { mutableDefault } from './mutable-default.ts';
import { promiseDue } from './promise-due.ts';
import { awaitRecheck, matcherRecheck } from './rechecks/expectations.ts';
import { historyRecheck, keyRecheck, literalRecheck, tokenRecheck } from './rechecks/secrets.ts';
import { shadowedRecheck } from './rechecks/shadowed-test.ts';
import { emptyRecheck, focusedRecheck, tupleRecheck } from './rechecks/test-shapes.ts';
import { repeatedCondition } from './repeated-condition.ts';
import { unsafeYamlLoad } from './unsafe-yaml-load.ts';
import { versionDisagreement } from './version-disagreement.ts';

export const slips: BuiltinAnalyser = {
  name: 'slips',
  rules: [
    conflictBlock,
    caseCollision,
    brokenSymlink,
    escapingSymlink,
    crlfShebang,
    missingExecBit,
    promiseDue,
    versionDisagreement,
    repeatedCondition,
    identicalOperands,
    duplicateKey,
    compareNan,
    foreachAsync,
    mutableDefault,
    unsafeYamlLoad,
  ],
  rechecks: [
    matcherRecheck,
    awaitRecheck,
    tupleRecheck,
    focusedRecheck,
    shadowedRecheck,
    emptyRecheck,
    tokenRecheck,
    keyRecheck,
    literalRecheck,
    historyRecheck,
  ],
};
