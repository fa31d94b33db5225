// What kinds of phases want done in the world beside their dispatches, and what comes back: put together from the kinds.

import type { StageEffect, StageObservation } from './execution/effects.ts';
import type { MakeEffect, MakeObservation } from './make/effects.ts';
import type { AuditEffect, AuditObservation } from './verdict/effects.ts';

export type PhaseEffect = AuditEffect | StageEffect | MakeEffect;
export type PhaseObservation = AuditObservation | StageObservation | MakeObservation;
