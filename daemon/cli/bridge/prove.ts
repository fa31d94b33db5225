// Proves the work of a run again on a commit of another machine, which replayed the work there.

import { join } from 'node:path';
import { failureOf, MusterError } from '../../../contracts/errors.ts';
import { type ProveAnswer, ProveHeader } from '../../../contracts/remote.ts';
import { withFolder } from '../../../runtime/files.ts';
import { takeBundle } from '../../../runtime/workspace/travel/unpack.ts';
import { proveHere, withWork } from '../handover/prepare.ts';
import { mustHaveRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { receiveBundle } from './receive-bundle.ts';

export async function prove(context: Context): Promise<number> {
  const answer = await proved(context).catch((error: unknown): ProveAnswer => ({ kind: 'failed', ...failureOf(error) }));
  await context.print(`${JSON.stringify(answer)}\n`);
  return answer.kind === 'failed' ? EXIT.failed : EXIT.done;
}

async function proved(context: Context): Promise<ProveAnswer> {
  return withFolder(context.home.incoming, 'coming', async (folder) => {
    const file = join(folder, 'bundle');
    const { run, head, bytes } = await receiveBundle(process.stdin, ProveHeader, file);
    await using records = await mustHaveRecords(context, run);
    const view = await records.view(await records.named(run));
    return withWork(view, context, undefined, async ({ scratch }) => {
      if (!(await takeBundle(scratch, bytes === 0 ? undefined : file, [head.commit])))
        throw new MusterError(
          'base-unknown',
          `some of the commits that the work is based on are not here`,
          'Send the checkout with a review, then ask again.',
        );
      return { kind: 'proved', ...(await proveHere({ run, gitDir: scratch, head }, context)) };
    });
  });
}
