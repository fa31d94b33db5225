// The analyser `secrets`: what must not be readable by everyone who can read the repository.

import type { BuiltinAnalyser } from '../rule.ts';
import { assignedLiteral } from './assigned-literal.ts';
import { privateKey } from './private-key.ts';
import { providerToken } from './provider-token.ts';
import { deadLinkRecheck } from './rechecks/dead-link.ts';
import { conflictRecheck, promiseRecheck } from './rechecks/history.ts';
import { codeownersRecheck, workflowPathsRecheck } from './rechecks/patterns.ts';
import { brokenSymlinkRecheck, missingExecBitRecheck } from './rechecks/stored.ts';
import { stillInHistory } from './still-in-history.ts';

export const secrets: BuiltinAnalyser = {
  name: 'secrets',
  rules: [providerToken, privateKey, assignedLiteral, stillInHistory],
  rechecks: [
    deadLinkRecheck,
    codeownersRecheck,
    workflowPathsRecheck,
    conflictRecheck,
    promiseRecheck,
    brokenSymlinkRecheck,
    missingExecBitRecheck,
  ],
};
