// The key of an effect: its kind and its subject. Requesting the same key twice is one effect. Keys are in the journal
// (`effect.failed`, command ids), and only this file builds or parses them.

import type { EFFECTS, EffectName } from '../../runtime/effects.ts';

/** What identifies an effect among those of its kind in a stream. */
type Subjects = {
  'nothing': [];
  'dispatch': [dispatch: string];
  /** An attempt at a dispatch, or at a stage of a plan. */
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

/** Whether a key belongs to an effect on this dispatch or one of its attempts. */
export function isAboutDispatch(key: string, dispatch: string): boolean {
  const subject = key.split(':')[1] ?? '';
  return subject === dispatch || subject.startsWith(`${dispatch}.`);
}

/** The short form used within one run, where the run's name is redundant: `start:d1.2`. */
export const localKey = (key: string, run: string): string => key.replace(`:${run}.`, ':');
