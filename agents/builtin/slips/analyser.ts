// The analyser `slips`: small unintended mistakes in code.

import type { BuiltinAnalyser } from '../rule.ts';
import { conflictBlock } from './conflict-block.ts';
import { duplicateKey } from './duplicate-key.ts';
import { foreachAsync } from './foreach-async.ts';
import { identicalOperands } from './identical-operands.ts';
import { mutableDefault } from './mutable-default.ts';
import { brokenSymlink } from './paths/broken-symlink.ts';
import { caseCollision } from './paths/case-collision.ts';
import { missingExecBit } from './paths/missing-exec-bit.ts';
import { awaitRecheck, matcherRecheck } from './rechecks/expectations.ts';
import { historyRecheck, keyRecheck, literalRecheck, tokenRecheck } from './rechecks/secrets.ts';
import { shadowedRecheck } from './rechecks/shadowed-test.ts';
import { focusedRecheck, tupleRecheck } from './rechecks/test-shapes.ts';
import { repeatedCondition } from './repeated-condition.ts';
import { unsafeYamlLoad } from './unsafe-yaml-load.ts';
import { promiseDue } from './versions/promise-due.ts';

export const slips: BuiltinAnalyser = {
  name: 'slips',
  rules: [
    conflictBlock,
    caseCollision,
    brokenSymlink,
    missingExecBit,
    promiseDue,
    repeatedCondition,
    identicalOperands,
    duplicateKey,
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
    tokenRecheck,
    keyRecheck,
    literalRecheck,
    historyRecheck,
  ],
};
