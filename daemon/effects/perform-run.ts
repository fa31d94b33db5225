// All that a run can want done, and who does it: the only place where a run meets the world.

import type { RunEffect, RunSight } from '../lead/effect.ts';
import { askAdmission, awaitAdmission } from './admission.ts';
import { auditSource } from './audit-source.ts';
import { bind } from './bind.ts';
import { captureRunBase } from './capture-base.ts';
import { checkRunEvidence } from './check-evidence.ts';
import { clearWorkplaces } from './clear-workplaces.ts';
import { composeRunReport } from './compose-report.ts';
import { awaitConsent } from './consent.ts';
import { endAttempt } from './end.ts';
import { awaitLate, lookAtAttempt } from './look.ts';
import { makeWorkplace } from './make-workplace.ts';
import { awaitRelease, holdProvider } from './quota.ts';
import { startAttempt } from './start.ts';
import type { Workshop } from './workshop.ts';
import { writePrompt } from './write-prompt.ts';

export function performRun(run: string, shop: Workshop): (effect: RunEffect, signal: AbortSignal) => Promise<RunSight> {
  return (effect, signal) => {
    switch (effect.kind) {
      case 'ask-admission':
        return askAdmission(run, shop, signal);
      case 'await-admission':
        return awaitAdmission(run, shop, signal);
      case 'await-consent':
        return awaitConsent(effect, shop, signal);
      case 'capture-base':
        return captureRunBase(run, shop, signal);
      case 'bind':
        return bind(run, shop);
      case 'make-workplace':
        return makeWorkplace(run, effect, shop, signal);
      case 'write-prompt':
        return writePrompt(run, effect, shop);
      case 'start':
        return startAttempt(run, effect, shop, signal);
      case 'look':
        return lookAtAttempt(run, effect, shop, signal);
      case 'await-late':
        return awaitLate(run, effect, shop, signal);
      case 'hold-provider':
        return holdProvider(effect, shop);
      case 'await-release':
        return awaitRelease(effect.provider, shop, signal);
      case 'end':
        return endAttempt(run, effect, shop);
      case 'check-evidence':
        return checkRunEvidence(run, effect, shop, signal);
      case 'audit-source':
        return auditSource(run, effect, shop, signal);
      case 'compose-report':
        return composeRunReport(run, effect, shop);
      case 'clear-workplaces':
        return clearWorkplaces(run, shop, signal);
    }
  };
}
