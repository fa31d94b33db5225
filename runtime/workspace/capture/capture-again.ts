// Captures the base of an earlier run again: a repeated run looks at the same files, not at today's.

import { existsSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { hold } from '../bases/hold.ts';
import { together } from '../bases/turns.ts';
import { git } from '../git/git.ts';

/** Each run holds the base by refs of its own, so that removing one does not affect the other. */
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
