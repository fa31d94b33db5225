// Dismissing a finding: the entry with a person's reason, and how it gets into the project's own file.

import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { Dismissal } from '../../contracts/findings/dismissal.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import { bounded } from '../../contracts/text.ts';
import { confine, writeDurably } from '../../runtime/files.ts';
import { makeFolders } from '../../runtime/folders/make-folders.ts';
import type { Home } from '../../runtime/home.ts';
import { inCriticalSection } from '../../runtime/locks.ts';
import { isFolded, placesShown } from '../../skills/phases/convergence/grouping/covered.ts';
import { dismissalOf } from '../../skills/phases/convergence/grouping/dismissed.ts';
import type { Dossier } from '../../skills/report-writer/facts/dossier.ts';
import { oneLine } from '../../skills/wording/plain-text.ts';
import { dismissedPath, readDismissed, withDismissal } from './dismissed.ts';

/** Anyone can read a committed file. */
const MODE = 0o644;
const MOST_ALSO = 50;
const MOST_PLACES = 500;

/** The path of the project's file; throws if the project is gone or a link leads out of it. */
export async function fileToDismissIn({ id, task: { project } }: RunView): Promise<string> {
  if (!(await isFolder(project)))
    throw new MusterError(
      'project-missing',
      `the project ${project} no longer exists`,
      `The finding is from ${id}. If the project has moved, run a review there first.`,
    );
  // The author of the repository may have put a link there.
  return confine(dismissedPath(project), project);
}

/** `tell` is called when it is certain that the file can take the entry, and before it is written. So a refusal applies everywhere. */
export async function dismiss(path: string, entry: Dismissal, home: Home, tell: () => Promise<void>): Promise<Dismissal | 'written'> {
  return inCriticalSection(join(home.root, 'dismissing'), async () => {
    const { dismissed, faults, text } = await readDismissed(path);
    const known = dismissalOf(dismissed, [entry.fingerprint]);
    const next = known && faults.length === 0 ? undefined : withDismissal(text, entry, path);
    await tell();
    if (next === undefined) return known ?? entry;
    await makeFolders(dirname(path));
    await writeDurably(path, next, MODE);
    return 'written';
  });
}

/** An entry for the remaining finding, with every other fingerprint under which workers raised the same. */
export function dismissalFor(
  view: RunView,
  { finding, raised, aliases }: Dossier,
  { why, who, when }: { why: string; who: string | undefined; when: string },
): Dismissal {
  const merged = aliases.flatMap((alias) => view.raised.filter((it) => alias.origins.includes(it.ref)));
  const others = new Set([...raised, ...merged].map((it) => it.fingerprint).filter((it) => it !== finding.fingerprint));
  const also = [...others].sort().slice(0, MOST_ALSO);
  const group = [...raised, ...merged];
  const places = isFolded(group) ? placesShown(group).slice(0, MOST_PLACES) : [];
  return bounded(Dismissal, {
    fingerprint: finding.fingerprint,
    ...(also.length > 0 ? { also } : {}),
    ...(places.length > 0 ? { places } : {}),
    title: oneLine(finding.title),
    why,
    ...(who === undefined || who.trim() === '' ? {} : { who: oneLine(who) }),
    when,
  });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
