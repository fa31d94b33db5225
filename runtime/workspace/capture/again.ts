// The base of an earlier run once more: what is repeated looks at the files that were looked at, and not at those of today.

import { existsSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { hold } from '../bases/hold.ts';
import { together } from '../bases/turns.ts';
import { git } from '../git/git.ts';

/** Kept for the run as for the one before it, so that neither takes it away from the other. */
export async function captureAgain(base: Base, run: string, signal?: AbortSignal): Promise<Base> {
  const { gitDir, commit } = base;
  const from = base.kind === 'git' ? base.from : undefined;
  await together(gitDir, async () => {
    for (const it of [commit, ...(from === undefined ? [] : [from])]) {
      const there =
        existsSync(gitDir) && (await git({ gitDir }, ['cat-file', '-e', `${it}^{commit}`], { signal, accept: [0, 1, 128] })).code === 0;
      if (!there)
        throw new MusterError(
          'base-unknown',
          'the files that the earlier run looked at are no longer kept',
          'Repeat it with the files of today: muster rerun --fresh.',
        );
    }
    await hold(gitDir, run, { base: commit, from }, signal);
  });
  return base;
}
