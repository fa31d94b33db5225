// The outcome of a critic's case against the work: gaps that another worker has confirmed prevent acceptance; unconfirmed ones are
// listed as residual risks.

import type { NamedGap } from '../../../contracts/findings/gap.ts';

export type Acceptance =
  /** The critic looked and named nothing. */
  | { kind: 'unopposed' }
  | { kind: 'with-risks'; risks: string[] }
  | { kind: 'refused'; because: string[]; risks: string[] }
  /** A gap that it named has not been examined yet. */
  | { kind: 'open'; waitsFor: string[] };

export function acceptanceOf(gaps: readonly NamedGap[]): Acceptance {
  const named = gaps.filter((it) => it.id !== undefined);
  const idsOf = (outcome: NamedGap['outcome']): string[] => named.flatMap((it) => (it.outcome === outcome && it.id ? [it.id] : []));
  const [because, risks, waitsFor] = [idsOf('confirmed'), idsOf('residual-risk'), idsOf(undefined)];
  if (waitsFor.length > 0) return { kind: 'open', waitsFor };
  if (because.length > 0) return { kind: 'refused', because, risks };
  return risks.length > 0 ? { kind: 'with-risks', risks } : { kind: 'unopposed' };
}
