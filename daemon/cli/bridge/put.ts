// Takes in a checkout from another machine: its bundle goes into a repository of this home, then its files are checked out.

import { join } from 'node:path';
import { failureOf, MusterError } from '../../../contracts/errors.ts';
import { CheckoutHeader, type PutAnswer } from '../../../contracts/remote.ts';
import { withFolder } from '../../../runtime/files.ts';
import { isShown, openMirror, showSent, takeBundle } from '../../../runtime/workspace/travel/unpack.ts';
import { ENGINE } from '../../process/version.ts';
import { openRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { type Holder, mayReplace, type RunProgress } from './may-replace.ts';
import { alone, holdersOf, keepTask, mirrorFor, writeHolders } from './mirror.ts';
import { receiveBundle } from './receive-bundle.ts';

export async function put(context: Context): Promise<number> {
  const answer = await received(context).catch((error: unknown): PutAnswer => ({ kind: 'failed', ...failureOf(error) }));
  await context.print(`${JSON.stringify(answer)}\n`);
  return answer.kind === 'failed' ? EXIT.failed : EXIT.done;
}

async function received(context: Context): Promise<PutAnswer> {
  const { home } = context;
  return withFolder(home.incoming, 'coming', async (folder) => {
    const file = join(folder, 'bundle');
    const parcel = await receiveBundle(process.stdin, CheckoutHeader, file);
    return alone(home, parcel.project, (place) => placed(parcel, { file, place }, context));
  });
}

async function placed(parcel: CheckoutHeader, { file, place }: { file: string; place: string }, context: Context): Promise<PutAnswer> {
  const done: PutAnswer = { kind: 'placed', version: ENGINE };
  const { work, head, refs } = parcel;
  if (work !== null) {
    const sent = { format: parcel.format, work, head, branch: parcel.branch, default: parcel.default, refs };
    const checkout = mirrorFor(context.home, parcel.project);
    const gitDir = await openMirror(checkout, parcel.format);
    let holders = (await holdersOf(place)).filter((it) => it.run !== parcel.run);
    if (!(await isShown(gitDir, sent))) {
      await refuseWhileHeld(holders, context);
      const wanted = [work, ...(head === null ? [] : [head]), ...refs.map((it) => it.commit)];
      if (!(await takeBundle(gitDir, parcel.bytes === 0 ? undefined : file, wanted))) return { kind: 'lacking' };
      await showSent(checkout, gitDir, sent);
      holders = [];
    }
    await writeHolders(place, [...holders, { run: parcel.run, at: Date.now() }]);
  }
  await keepTask(place, parcel);
  return done;
}

async function refuseWhileHeld(holders: readonly Holder[], context: Context): Promise<void> {
  for (const holder of holders) {
    const may = mayReplace(holder, await reachedBy(holder.run, context), Date.now());
    if (may.kind === 'no') throw new MusterError('command-refused', may.why, may.hint);
  }
}

async function reachedBy(run: string, context: Context): Promise<RunProgress> {
  await using records = await openRecords(context);
  const known = (await records?.runs())?.some((it) => it.run === run);
  if (!known || !records) return 'not-begun';
  const view = await records.view(run);
  return view.base !== null || view.endedAt !== null ? 'captured' : 'not-captured';
}
