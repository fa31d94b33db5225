// Chooses who examines a gap that a critic named: never the critic itself, and preferably a different kind of worker than another
// seat of the same one.

export type Worker = { seat: string; agent: string; kind: 'model' | 'rules' };

/** A gap that the built-in critic names and the built-in analysers can look up. */
const COVERAGE = 'coverage/';

/** How many workers are asked, one after the other, before the gap counts as not examined. */
const MOST_TRIES = 2;

/** `tried` were asked and did not answer. Undefined if no one is left who could. */
export function verifierFor(
  gap: { category: string },
  critic: Worker,
  company: readonly Worker[],
  tried: readonly string[],
): string | undefined {
  if (tried.length >= MOST_TRIES) return undefined;
  return company
    .filter((it) => it.seat !== critic.seat && !tried.includes(it.seat) && (it.kind === 'model' || gap.category.startsWith(COVERAGE)))
    .toSorted((a, b) => distance(b, critic) - distance(a, critic) || (a.seat < b.seat ? -1 : 1))
    .at(0)?.seat;
}

/** How different another worker is from the critic. */
const distance = (it: Worker, critic: Worker): number => Number(it.kind === 'model') + 2 * Number(it.agent !== critic.agent);
