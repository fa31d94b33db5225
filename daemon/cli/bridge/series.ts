// Sends the proved work of a run to the machine that asks: its commits as a bundle, without those that the machine already has.

import { createReadStream } from 'node:fs';
import { failureOf } from '../../../contracts/errors.ts';
import type { BridgeRequest, SeriesAnswer } from '../../../contracts/remote.ts';
import { writeBundle } from '../../../runtime/workspace/travel/pack.ts';
import { withWork } from '../handover/prepare.ts';
import { mustHaveRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';

type SeriesRequest = Extract<BridgeRequest, { act: 'series' }>;

export async function series(asked: SeriesRequest, context: Context): Promise<number> {
  try {
    return await handed(asked, context);
  } catch (error) {
    await context.print(`${JSON.stringify({ kind: 'failed', ...failureOf(error) } satisfies SeriesAnswer)}\n`);
    return EXIT.failed;
  }
}

async function handed({ run: wanted, have }: SeriesRequest, context: Context): Promise<number> {
  await using records = await mustHaveRecords(context, wanted);
  const view = await records.view(await records.named(wanted));
  return withWork(view, context, undefined, async ({ run, base, blocked, line, scratch, folder }) => {
    const { file, bytes } = await writeBundle(scratch, folder, [line.tip.commit], have);
    const commits = line.commits.map(({ commit, tree, name }) => ({ commit, tree, name }));
    const head: SeriesAnswer = { kind: 'series', run, project: view.task.project, base, blocked, line: { ...line, commits }, bytes };
    await context.print(`${JSON.stringify(head)}\n`);
    if (bytes > 0) for await (const chunk of createReadStream(file)) await written(chunk as Buffer);
    return EXIT.done;
  });
}

const written = (chunk: Buffer): Promise<void> => new Promise((resolve) => process.stdout.write(chunk, () => resolve()));
