// Every effect that a run can ask for, and who performs it: the only place where a run touches the world.

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
import { MAKE_PERFORMERS } from './make/performers.ts';
import type { Performers } from './performers.ts';
import { writePrompt } from './prompt/write-prompt.ts';
import { seekResult } from './reuse/seek-result.ts';
import { STAGE_PERFORMERS } from './stages/performers.ts';

const PERFORMERS: Performers<RunEffect> = {
  'ask-admission': askAdmission,
  'await-admission': awaitAdmission,
  'await-consent': (_, effect, context, signal) => awaitConsent(effect, context, signal),
  'capture-base': captureRunBase,
  'bind': bind,
  'seek-result': seekResult,
  'make-workplace': makeWorkplace,
  'write-prompt': writePrompt,
  'start': startAttempt,
  'look': lookAtAttempt,
  'await-late': awaitLate,
  'hold-provider': (_, effect, context) => holdProvider(effect, context),
  'await-release': (_, effect, context, signal) => awaitRelease(effect.provider, context, signal),
  'end': endAttempt,
  'check-evidence': checkRunEvidence,
  'audit-source': auditSource,
  ...STAGE_PERFORMERS,
  ...MAKE_PERFORMERS,
  'compose-report': composeRunReport,
  'clear-workplaces': clearWorkplaces,
};

export const performRun =
  (run: string, context: EffectContext) =>
  (effect: RunEffect, signal: AbortSignal): Promise<RunObservation> =>
    performed(PERFORMERS, run, effect, context, signal);

/** The type parameter ties the effect to the performer of its kind. */
function performed<Kind extends RunEffect['kind']>(
  performers: Performers<RunEffect>,
  run: string,
  effect: Extract<RunEffect, { kind: Kind }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const kind: Kind = effect.kind;
  return performers[kind](run, effect, context, signal);
}
