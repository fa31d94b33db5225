// What the session host said of a session last, carried on by the clock. The host tells every end by itself, so a
// worker that is silent need not be asked for; but nothing is decided on what was only carried on.

import type { Millis } from '../../contracts/time.ts';
import type { SessionView } from '../../contracts/work/session.ts';

export type Told = { view: SessionView; at: Millis };

/** So long it is believed without being asked for again; of a session on another machine, which only its host hears, for half of that. */
const BELIEVED: Millis = 30_000;

/** Those who were told of at other times are asked for with the others from here on, so that soon all are together. */
export const isOld = (told: Told | undefined, now: Millis): boolean => !told || now - told.at >= believed(told) / 2;

const believed = ({ view }: Told): Millis => (view.unheard === undefined ? BELIEVED : BELIEVED / 2);

/** As it would be if it had done nothing since; undefined when it must be asked for. */
export function carriedOn(told: Told | undefined, now: Millis): SessionView | undefined {
  if (!told || now - told.at >= believed(told)) return undefined;
  const { view } = told;
  if (view.state !== 'running' || view.held) return undefined;
  const since = now - told.at;
  const { age, quietOutput, quietCpu } = view;
  return {
    ...view,
    age: age + since,
    quietOutput: quietOutput === null ? null : quietOutput + since,
    quietCpu: quietCpu === null ? null : quietCpu + since,
  };
}
