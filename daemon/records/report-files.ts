// Stores the files of a written report and restores them: their bytes are stored as objects once the
// run has ended, so that a deleted report can be restored unchanged.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, privateFolder, writeDurably } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import { digestSoon } from '../../runtime/ledger/objects.ts';
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

/** Files that are gone or were changed meanwhile are skipped, because their original bytes no longer exist. */
export async function keepReport(files: readonly ReportFile[], objects: Objects): Promise<void> {
  // Stored even if it is on this disk already: the servers of a fleet may not have been reachable at that time.
  await Promise.all(
    files.map(async ({ path, digest }) => {
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes && (await digestSoon(bytes)) === digest) await objects.put(bytes);
    }),
  );
}

/** How many of the newest runs a starting daemon checks for missing reports. */
const LOOKED_AT = 200;

/**
 * Rewrites missing files and returns the runs whose reports are complete because of it. Files that were not stored stay missing, and
 * `verify` reports them. What cannot be restored for one run is thrown only after all others have theirs.
 */
export async function restoreReports({ ledger, objects, home }: { ledger: MusterLedger; objects: Objects; home: Home }): Promise<string[]> {
  const restored: string[] = [];
  const failed: unknown[] = [];
  for (const { stream } of await ledger.streams({ ended: true, newest: LOOKED_AT })) {
    const run = stream.slice('run/'.length);
    try {
      if (await restoreMissing(run, { ledger, objects, home })) restored.push(run);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 1) throw new AggregateError(failed, `the reports of ${failed.length} runs could not be restored`);
  if (failed.length === 1) throw failed[0];
  return restored;
}

/** Whether its report was incomplete, and is complete now. */
async function restoreMissing(
  run: string,
  { ledger, objects, home }: { ledger: MusterLedger; objects: Objects; home: Home },
): Promise<boolean> {
  const { report: folder } = home.run(run);
  const missing = await Promise.all(['report.json', 'report.md', 'report.html'].map(async (it) => !(await exists(join(folder, it)))));
  if (!missing.includes(true)) return false;
  const state = await foldRun(ledger, run).catch(() => undefined);
  if (!state || state.pruned) return false;
  return restoreReport(reportFiles(state, home), home.run(run), objects);
}

async function restoreReport(files: readonly ReportFile[], folder: ReturnType<Home['run']>, objects: Objects): Promise<boolean> {
  let [restored, whole] = [false, true];
  for (const { path, digest } of files) {
    if (await exists(path)) continue;
    // Another node may be about to send it.
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
