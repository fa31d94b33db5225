// Who finds and who re-checks: per category the finder and the methods of the others. Read off the analysers
// themselves, so that it cannot say what they do not do.

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
