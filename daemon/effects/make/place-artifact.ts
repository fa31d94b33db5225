// Stores an artifact in the home and writes it to the path in the project that its prompt names. This is the only
// file that Muster writes into a project by itself: the person asked for it by making the prompt. Can be repeated.

import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Artifact } from '../../../contracts/make/artifact.ts';
import { ARTIFACT_ENDINGS } from '../../../contracts/make/prompt.ts';
import { timestamp } from '../../../contracts/time.ts';
import { codeOf, confine, privateFolder, readBounded, writeDurably } from '../../../runtime/files.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { type KeptRecord, LARGEST_INPUT, recordPath, spaceFolder } from '../../make/artifact-places.ts';
import type { EffectContext } from '../effect-context.ts';
import { orMakingRefused, unmakeable } from './refused.ts';

type PlaceArtifactEffect = Extract<RunEffect, { kind: 'place-artifact' }>;

export function placeArtifact(run: string, order: PlaceArtifactEffect, context: EffectContext): Promise<RunObservation> {
  return orMakingRefused(order, async () => {
    const { phase, making, project, call, key } = order;
    const { name, kind, digest, space, path } = order.artifact;
    const bytes = await context.objects.get(digest);
    // First, because only this may be refused: then nothing is left behind.
    if (path !== null) await writeIntoProject(project, path, bytes);
    const folder = spaceFolder(context.home, project, space);
    await privateFolder(folder);
    await privateFolder(dirname(recordPath(folder, name)));
    const file = `${name}.${ARTIFACT_ENDINGS[kind]}`;
    const kept = join(folder, file);
    await writeDurably(kept, bytes);
    for (const other of await readdir(folder)) if (other !== file && other.startsWith(`${name}.`)) await rm(join(folder, other));
    const artifact: Artifact = { ...order.artifact, kept };
    const record: KeptRecord = { schema: 'artifact@1', artifact, call, key, run, making, madeAt: timestamp(context.clock.now()) };
    await writeDurably(recordPath(folder, name), `${JSON.stringify(record, null, 1)}\n`);
    return { kind: 'artifact-placed', phase, making, artifact };
  });
}

/** Follows no link, replaces nothing but a file, and writes the whole file or nothing. */
async function writeIntoProject(project: string, path: string, bytes: Buffer): Promise<void> {
  const target = join(project, path);
  const refused = (why: string) => unmakeable(`${path} is not written: ${why}`);
  try {
    for (const part of foldersOf(path)) {
      const info = await lstat(join(project, part)).catch(unlessMissing);
      if (info?.isSymbolicLink()) throw refused(`${part} is a symbolic link`);
      if (info && !info.isDirectory()) throw refused(`${part} is no folder`);
      if (!info) await mkdir(join(project, part), { mode: 0o755 });
    }
    const there = await lstat(target).catch(unlessMissing);
    if (there?.isSymbolicLink()) throw refused('it is a symbolic link');
    if (there && !there.isFile()) throw refused('something that is no file lies there');
    if ((await confine(target, project)) !== target) throw refused('it leads elsewhere');
    const before = there ? await readBounded(target, Math.max(bytes.byteLength, LARGEST_INPUT)) : undefined;
    if (before?.kind === 'read' && before.bytes.equals(bytes)) return;
    await writeDurably(target, bytes, there ? there.mode & 0o777 : 0o644);
  } catch (error) {
    const why = REASONS[codeOf(error) ?? ''];
    throw why === undefined ? error : refused(why);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the path is too long',
  ENOENT: 'the project is gone',
};

/** Each folder on the way to the file, from `.muster` down. */
function foldersOf(path: string): string[] {
  const parts = dirname(path).split(sep);
  return parts.map((_, at) => join(...parts.slice(0, at + 1)));
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}
