// All that a run can want done, and who does it: the only place where a run meets the world.

import type { RunEffect, RunObservation } from '../../skills/run/effect.ts';
import { clearWorkplaces } from './attempt/clear-workplaces.ts';
import { endAttempt } from './attempt/end.ts';
import { awaitLate, lookAtAttempt } from './attempt/look.ts';
import { makeWorkplace } from './attempt/make-workplace.ts';
import { startAttempt } from './attempt/start.ts';
import { auditSource } from './base/audit-source.ts';
import { bind } from './base/bind.ts';
import { captureRunBase } from './base/capture-base.ts';
import { checkRunEvidence } from './base/check-evidence.ts';
import { composeRunReport } from './compose-report.ts';
import type { EffectContext } from './effect-context.ts';
import { askAdmission, awaitAdmission } from './house/admission.ts';
import { awaitConsent } from './house/consent.ts';
import { awaitRelease, holdProvider } from './house/quota.ts';
import { writePrompt } from './prompt/write-prompt.ts';
import { openPlan } from './stages/open-plan.ts';
import { prepareStage } from './stages/prepare-stage.ts';
import { proveStage } from './stages/prove-stage.ts';
import { sealStage } from './stages/seal-stage.ts';

export function performRun(run: string, context: EffectContext): (effect: RunEffect, signal: AbortSignal) => Promise<RunObservation> {
  return (effect, signal) => {
    switch (effect.kind) {
      case 'ask-admission':
        return askAdmission(run, effect, context, signal);
      case 'await-admission':
        return awaitAdmission(run, effect, context, signal);
      case 'await-consent':
        return awaitConsent(effect, context, signal);
      case 'capture-base':
        return captureRunBase(run, effect, context, signal);
      case 'bind':
        return bind(run, effect, context);
      case 'make-workplace':
        return makeWorkplace(run, effect, context, signal);
      case 'write-prompt':
        return writePrompt(run, effect, context);
      case 'start':
        return startAttempt(run, effect, context, signal);
      case 'look':
        return lookAtAttempt(run, effect, context, signal);
      case 'await-late':
        return awaitLate(run, effect, context, signal);
      case 'hold-provider':
        return holdProvider(effect, context);
      case 'await-release':
        return awaitRelease(effect.provider, context, signal);
      case 'end':
        return endAttempt(run, effect, context);
      case 'check-evidence':
        return checkRunEvidence(effect, context, signal);
      case 'audit-source':
        return auditSource(run, effect, context, signal);
      case 'open-plan':
        return openPlan(effect, context, signal);
      case 'prepare-stage':
        return prepareStage(run, effect, context, signal);
      case 'seal-stage':
        return sealStage(run, effect, context, signal);
      case 'prove-stage':
        return proveStage(run, effect, context, signal);
      case 'compose-report':
        return composeRunReport(run, effect, context);
      case 'clear-workplaces':
        return clearWorkplaces(run, effect, context, signal);
    }
  };
}
