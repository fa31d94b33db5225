// What the commands of a proof printed. A proof is `c12`, its commands are `c12.1`, `c12.2` …; each command has a recording.

import { readdir } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { codeOf } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { isAbout } from '../named/about-project.ts';
import type { ProjectRecords } from '../named/containing-run.ts';

export type FoundCheck = {
  run: string;
  /** In the order in which they ran. */
  recordings: { name: string; path: string }[];
};

/** How many runs are searched for a proof without a run. */
const MOST = 500;

/** Undefined if the name is none of a proof. */
export async function findCheck(given: string, where: ProjectRecords, home: Home): Promise<FoundCheck | undefined> {
  const [whole, named, proof, nth] = /^(?:(r-[a-z0-9]*|latest|last)\.)?c([1-9]\d*)(?:\.([1-9]\d*))?$/i.exec(given) ?? [];
  if (whole === undefined || proof === undefined) return undefined;
  if (named !== undefined) {
    const run = await where.records.named(named);
    const recordings = await recordingsOf(home, run, proof, nth);
    if (recordings.length > 0) return { run, recordings };
    const known = [...new Set((await recorded(home, run)).map((it) => `c${it.proof}`))];
    throw new MusterError(
      'session-unknown',
      `${run} has no proof ${given.slice(given.indexOf('.') + 1)} whose output is kept`,
      known.length === 0 ? 'No command has proved anything in it.' : `It has ${known.join(', ')}.`,
    );
  }
  for (const { run } of await where.records.runs({ newest: MOST })) {
    const recordings = await recordingsOf(home, run, proof, nth);
    if (recordings.length > 0 && (await isAbout(await where.records.view(run), where.project))) return { run, recordings };
  }
  throw new MusterError(
    'session-unknown',
    `no run of ${where.project} has a proof ${given}`,
    `Name the run too, as in \`r-k3f7qa.${given}\`.`,
  );
}

async function recordingsOf(home: Home, run: string, proof: string, nth: string | undefined): Promise<FoundCheck['recordings']> {
  const all = (await recorded(home, run)).filter((it) => it.proof === proof && (nth === undefined || it.nth === Number(nth)));
  return all.map((it) => ({ name: `${run}.c${proof}.${it.nth}`, path: home.run(run).transcript(`c${proof}`, it.nth) }));
}

async function recorded(home: Home, run: string): Promise<{ proof: string; nth: number }[]> {
  const names = await readdir(home.run(run).transcripts).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const found = names.flatMap((name) => {
    const [, proof, nth] = /^c(\d+)\.(\d+)\.cast$/.exec(name) ?? [];
    return proof === undefined ? [] : [{ proof, nth: Number(nth) }];
  });
  return found.toSorted((a, b) => Number(a.proof) - Number(b.proof) || a.nth - b.nth);
}
