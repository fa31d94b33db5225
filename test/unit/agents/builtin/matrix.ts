// Who finds and who re-checks each category, read from the analysers themselves.

import { BUILTIN_ANALYSERS } from '../../../../agents/builtin/analysers.ts';
import type { BuiltinAnalyser } from '../../../../agents/builtin/rule.ts';

export const allBuiltins = (): Promise<BuiltinAnalyser[]> => Promise.all(Object.values(BUILTIN_ANALYSERS).map((load) => load()));

export type MatrixRow = { category: string; says: string; finder: string; recheckers: { agent: string; method: string }[] };

export function matrixOf(analysers: readonly BuiltinAnalyser[]): MatrixRow[] {
  return analysers.flatMap((finder) =>
    finder.rules.map((rule) => ({
      category: rule.id,
      says: rule.says,
      finder: finder.name,
      recheckers: analysers
        .filter((it) => it.name !== finder.name)
        .flatMap((it) => it.rechecks.filter((recheck) => recheck.category === rule.id).map(({ method }) => ({ agent: it.name, method }))),
    })),
  );
}
