// Lists the files of a scope in advance, for receipts and the report, because the list depends only on the base. In
// a large repository listing takes longer than everything after the last result, so it starts with the first worker.

import type { Base } from '../../../../contracts/run/base.ts';
import { hiderOf } from '../../../../runtime/secrets/redact.ts';
import type { EffectContext } from '../../effect-context.ts';
import { startSecretScan } from './names-without-secrets.ts';

type Ahead = Pick<EffectContext, 'home' | 'env' | 'inSlices'> & { workspace: Pick<EffectContext['workspace'], 'scopeFiles'> };

const TAKES_AT_MOST = 120_000;

/** Errors are reported when the list is needed; after a restart it is made then. */
export function listAhead(base: Base, scope: readonly string[], { workspace, home, env, inSlices }: Ahead): void {
  const listed = workspace.scopeFiles(base, scope, AbortSignal.timeout(TAKES_AT_MOST));
  listed.then(({ files }) => startSecretScan(files, hiderOf(env, home.marks), inSlices)).catch(() => undefined);
}
