// Removes secrets from the texts of a report. The names of the scope's files make up most of a large one, and they can be checked
// before any result arrives.

import type { Report } from '../../../contracts/run/report.ts';
import { hideDeepSteps } from '../../../runtime/secrets/deep.ts';
import type { Steps } from '../../../runtime/steps.ts';

/** `namesAreClean`: the names in the scope map are known to contain no secrets. */
export function* withoutSecretsSteps(report: Report, hide: (text: string) => string, namesAreClean: boolean): Steps<Report> {
  const { scope } = report;
  if (scope === null || !namesAreClean) return yield* hideDeepSteps(report, hide);
  const nameless = { ...scope, rows: scope.rows.map((it) => ({ ...it, files: [] })) };
  const hidden = yield* hideDeepSteps({ ...report, scope: nameless }, hide);
  const rows = hidden.scope?.rows.map((it, at) => ({ ...it, files: scope.rows[at]?.files ?? [] })) ?? [];
  return { ...hidden, scope: hidden.scope && { ...hidden.scope, rows } };
}
