// The key of an effect: its kind, and what it is about. The same key wanted twice is one effect. Keys stand in the
// journal (`effect.failed`, command ids), and this file is the only one that makes them or takes them apart.

import type { EFFECTS, EffectName } from '../../runtime/effects.ts';

/** What tells two effects of one kind in one stream apart. */
type Subjects = {
  'nothing': [];
  'dispatch': [dispatch: string];
  /** Of a dispatch, or at a stage of a plan. */
  'attempt': [dispatch: string, attempt: number];
  /** A worker that has become suspect is looked at again, by other rules. */
  'stage of an attempt': [dispatch: string, attempt: number, stage: string];
  'phase': [phase: string];
  'provider': [provider: string];
  'run': [run: string];
};

export function effectKey<Kind extends EffectName>(kind: Kind, ...about: Subjects[(typeof EFFECTS)[Kind]['about']]): string {
  const [name, attempt, stage] = about as readonly [name?: string, attempt?: number, stage?: string];
  const subject = attempt === undefined ? name : `${name}.${attempt}`;
  return [kind, subject, stage].filter((it) => it !== undefined).join(':');
}

/** Whether a key is of an effect on this dispatch, or on an attempt of it. */
export function isAboutDispatch(key: string, dispatch: string): boolean {
  const subject = key.split(':')[1] ?? '';
  return subject === dispatch || subject.startsWith(`${dispatch}.`);
}

/** As it is shown inside one run, where the run's own name says nothing: `start:d1.2`. */
export const localKey = (key: string, run: string): string => key.replace(`:${run}.`, ':');
