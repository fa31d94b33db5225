// The files of a written report, and how they come back: their bytes are kept among the objects once the run has
// ended, so that a report that was deleted is the same report again.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../runtime/canonical.ts';
import { exists, privateFolder, writeDurably } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { RunState } from '../../skills/run/state.ts';
import { foldRun } from '../process/fold.ts';

export type ReportFile = { path: string; digest: string };

export function reportFiles({ id, report }: Pick<RunState, 'id' | 'report'>, home: Home): ReportFile[] {
  if (!report) return [];
  const { report: folder } = home.run(id);
  return [
    { path: join(folder, 'report.json'), digest: report.json },
    { path: join(folder, 'report.md'), digest: report.markdown },
    { path: join(folder, 'report.html'), digest: report.html },
  ];
}

/** One that is gone or was changed meanwhile is not kept: there is nothing of it to keep. */
export async function keepReport(files: readonly ReportFile[], objects: Objects): Promise<void> {
  // Also one that is on this disk already: the servers of a fleet may not have answered when it was put there.
  await Promise.all(
    files.map(async ({ path, digest }) => {
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes && digestOf(bytes) === digest) await objects.put(bytes);
    }),
  );
}

/** Of how many of the newest runs a starting daemon looks whether their reports are there. */
const LOOKED_AT = 200;

/** Writes again what is missing, and says which runs have all of theirs by that; what was not kept stays missing, and `verify` reports it. */
export async function restoreReports({ ledger, objects, home }: { ledger: MusterLedger; objects: Objects; home: Home }): Promise<string[]> {
  const restored: string[] = [];
  for (const { stream } of await ledger.streams({ ended: true, newest: LOOKED_AT })) {
    const run = stream.slice('run/'.length);
    const { report: folder } = home.run(run);
    const missing = await Promise.all(['report.json', 'report.md', 'report.html'].map(async (it) => !(await exists(join(folder, it)))));
    if (!missing.includes(true)) continue;
    const state = await foldRun(ledger, run).catch(() => undefined);
    if (!state || state.pruned) continue;
    if (await restoreReport(reportFiles(state, home), home.run(run), objects)) restored.push(run);
  }
  return restored;
}

async function restoreReport(files: readonly ReportFile[], folder: ReturnType<Home['run']>, objects: Objects): Promise<boolean> {
  let [restored, whole] = [false, true];
  for (const { path, digest } of files) {
    if (await exists(path)) continue;
    // Another node may be about to hand it in.
    if (!(await objects.has(digest))) {
      whole = false;
      continue;
    }
    await privateFolder(folder.root);
    await privateFolder(folder.report);
    await writeDurably(path, await objects.get(digest));
    restored = true;
  }
  return restored && whole;
}
