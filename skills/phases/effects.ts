// The effects that kinds of phases request beside their dispatches, with their observations: the union over all kinds.

import type { StageEffect, StageObservation } from './execution/effects.ts';
import type { MakeEffect, MakeObservation } from './make/effects.ts';
import type { AuditEffect, AuditObservation } from './verdict/effects.ts';

export type PhaseEffect = AuditEffect | StageEffect | MakeEffect;
export type PhaseObservation = AuditObservation | StageObservation | MakeObservation;
