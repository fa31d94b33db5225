// What receipts and the report will say of the files of a scope depends on the base alone. In a large repository it takes longer than all
// that comes after the last result, so it is begun when a worker has started, and is there when they have ended.

import type { Base } from '../../../../contracts/run/base.ts';
import { hiderOf } from '../../../../runtime/secrets/redact.ts';
import type { EffectContext } from '../../effect-context.ts';
import { lookForSecrets } from './names-without-secrets.ts';

type Ahead = Pick<EffectContext, 'home' | 'env' | 'inSlices'> & { workspace: Pick<EffectContext['workspace'], 'scopeFiles'> };

const TAKES_AT_MOST = 120_000;

/** Whoever needs it asks himself; so a failure here is said there, and after a restart it is listed then. */
export function listAhead(base: Base, scope: readonly string[], { workspace, home, env, inSlices }: Ahead): void {
  const listed = workspace.scopeFiles(base, scope, AbortSignal.timeout(TAKES_AT_MOST));
  listed.then(({ files }) => lookForSecrets(files, hiderOf(env, home.marks), inSlices)).catch(() => undefined);
}
