// The usage of one attempt of a program that keeps counting when a conversation continues: its total, less what earlier attempts reported.
// Pure.

import type { Usage } from '../contracts/usage.ts';

const COUNTS = ['input', 'output', 'cached', 'reasoning'] as const;

export function usageSince(total: Usage, earlier: readonly Usage[]): Usage {
  const since: Usage = { ...total };
  for (const key of COUNTS)
    since[key] = less(
      total[key],
      earlier.map((it) => it[key]),
    );
  since.usd = less(
    total.usd,
    earlier.map((it) => it.usd),
  );
  return since;
}

/** A total that is smaller than its parts did not include them. */
function less(total: number | null, parts: readonly (number | null)[]): number | null {
  if (total === null) return null;
  const before = parts.reduce<number>((all, it) => all + (it ?? 0), 0);
  return total >= before ? total - before : total;
}
