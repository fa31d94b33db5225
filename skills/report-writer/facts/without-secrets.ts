// A report without the secrets in its texts. Names of the files of the scope are most of what a large one says, and whether there is a
// secret in them may be known before any result.

import type { Report } from '../../../contracts/run/report.ts';
import { hideDeepSteps } from '../../../runtime/secrets/deep.ts';
import type { Steps } from '../../../runtime/steps.ts';

/** `namesAreClean`: of the files in the map of the scope it is known already. */
export function* withoutSecretsSteps(report: Report, hide: (text: string) => string, namesAreClean: boolean): Steps<Report> {
  const { scope } = report;
  if (scope === null || !namesAreClean) return yield* hideDeepSteps(report, hide);
  const nameless = { ...scope, rows: scope.rows.map((it) => ({ ...it, files: [] })) };
  const hidden = yield* hideDeepSteps({ ...report, scope: nameless }, hide);
  const rows = hidden.scope?.rows.map((it, at) => ({ ...it, files: scope.rows[at]?.files ?? [] })) ?? [];
  return { ...hidden, scope: hidden.scope && { ...hidden.scope, rows } };
}
