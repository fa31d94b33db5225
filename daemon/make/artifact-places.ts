// Where artifacts are looked for: in the project, among those made for it, in named spaces, in the
// home, and in a shared folder. The first match is used; the others are reported.

import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Digest, RunId } from '../../contracts/ids.ts';
import { Artifact, MakingId, PromptCall } from '../../contracts/make/artifact.ts';
import { ARTIFACT_ENDINGS } from '../../contracts/make/prompt.ts';
import * as z from '../../contracts/schema.ts';
import { Timestamp } from '../../contracts/time.ts';
import { digestOf } from '../../runtime/canonical.ts';
import { codeOf, confine, readBounded } from '../../runtime/files.ts';
import { type Home, projectAt } from '../../runtime/home.ts';

export const LARGEST_INPUT = 512 * 1024;

/** What is stored with an artifact besides its bytes: what it was made from, so that an equal one is not made twice. */
export const KeptRecord = z.strictObject({
  schema: z.literal('artifact@1'),
  artifact: Artifact,
  call: PromptCall,
  key: Digest,
  run: RunId,
  making: MakingId,
  madeAt: Timestamp,
});
export type KeptRecord = z.infer<typeof KeptRecord>;

type ArtifactPlace = { from: string; folder: string; root: string };
export type Looking = { home: Home; project: string; spaces: readonly string[]; shared: string | null };

export type FoundArtifact =
  | { kind: 'found'; from: string; path: string; bytes: Buffer; duplicates: string[] }
  | { kind: 'missing'; looked: string[] }
  | { kind: 'refused'; why: string };

export async function findArtifact(name: string, looking: Looking): Promise<FoundArtifact> {
  const hits: { from: string; path: string; bytes: Buffer }[] = [];
  const places = await placesOf(name, looking);
  for (const { from, folder, root, only } of places) {
    for (const file of only === undefined ? await filesNamed(name, folder) : [only]) {
      const read = await readWithin(join(folder, file), root);
      if (read.kind === 'refused') return read;
      if (read.kind === 'read') hits.push({ from, path: join(folder, file), bytes: read.bytes });
    }
  }
  const [first, ...others] = hits;
  if (!first) return { kind: 'missing', looked: [...new Set(places.map((it) => it.folder))] };
  // The home's copy of an artifact of the project is not a separate artifact.
  const duplicates = others
    .filter((it) => it.from !== first.from || (it.from !== 'project' && !it.bytes.equals(first.bytes)))
    .map((it) => it.path);
  return { kind: 'found', ...first, duplicates: [...new Set(duplicates)].slice(0, 20) };
}

async function placesOf(name: string, { home, project, spaces, shared }: Looking): Promise<(ArtifactPlace & { only?: string })[]> {
  const own = spaceFolder(home, project, 'project');
  const written = (await keptRecord(own, name))?.artifact.path;
  return [
    { from: 'project', folder: projectAt(project).artifacts, root: project },
    ...(written === null || written === undefined ? [] : [{ from: 'project', folder: project, root: project, only: written }]),
    { from: 'project', folder: own, root: home.root },
    ...spaces.map((it) => ({ from: it, folder: spaceFolder(home, project, it), root: home.root })),
    { from: 'home', folder: spaceFolder(home, project, 'home'), root: home.root },
    ...(shared === null ? [] : [{ from: 'shared', folder: shared, root: shared }]),
  ];
}

/** The folder in the home for the artifacts of a space. */
export function spaceFolder(home: Home, project: string, space: string): string {
  if (space === 'home') return join(home.artifacts, 'home');
  if (space !== 'project') return join(home.artifacts, 'spaces', space);
  const plain = basename(project)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 40);
  return join(home.artifacts, 'projects', `${plain === '' ? 'project' : plain}-${digestOf(project).slice(0, 16)}`);
}

const ENDINGS: ReadonlySet<string> = new Set(Object.values(ARTIFACT_ENDINGS));

async function filesNamed(name: string, folder: string): Promise<string[]> {
  const all = await namesIn(folder);
  return all.filter((it) => it === name || (it.startsWith(`${name}.`) && ENDINGS.has(it.slice(name.length + 1)))).sort();
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  });

type ReadWithin = { kind: 'read'; bytes: Buffer; path: string } | { kind: 'absent' } | { kind: 'refused'; why: string };

/** A text file that really is inside the root after all links are resolved. */
export async function readWithin(path: string, root: string): Promise<ReadWithin> {
  const shown = relative(root, path);
  const real = await confine(path, root).catch((error: unknown) => {
    if (codeOf(error) === 'path-refused' || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (real === undefined) return { kind: 'refused', why: `${shown} leads out of ${root}` };
  const read = await readBounded(real, LARGEST_INPUT).catch((error: unknown) => {
    if (codeOf(error) === 'EACCES') return { kind: 'refused' as const, why: 'unreadable' as const };
    throw error;
  });
  if (read.kind === 'absent') return read;
  if (read.kind === 'refused') {
    const why = {
      'too-large': `is larger than ${LARGEST_INPUT} bytes`,
      'not-a-file': 'is no file',
      'symbolic-link': 'is a symbolic link',
      'unreadable': 'cannot be read',
    };
    return { kind: 'refused', why: `${shown} ${why[read.why]}` };
  }
  if (!isText(read.bytes)) return { kind: 'refused', why: `${shown} is not UTF-8 text` };
  return { ...read, path: real };
}

function isText(bytes: Buffer): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}

export const recordPath = (folder: string, name: string): string => join(folder, '.records', `${name}.json`);

/** Undefined if there is none, or it was not written by this program. */
export async function keptRecord(folder: string, name: string): Promise<KeptRecord | undefined> {
  const read = await readBounded(recordPath(folder, name), LARGEST_INPUT);
  if (read.kind !== 'read') return undefined;
  try {
    return KeptRecord.parse(JSON.parse(read.bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** The records of all stored artifacts for a project: its own, the home's, and those of named spaces. */
export async function keptRecords(home: Home, project: string): Promise<KeptRecord[]> {
  const named = (await namesIn(join(home.artifacts, 'spaces'))).map((it) => spaceFolder(home, project, it));
  const found: KeptRecord[] = [];
  for (const folder of [spaceFolder(home, project, 'project'), spaceFolder(home, project, 'home'), ...named]) {
    for (const file of await namesIn(dirname(recordPath(folder, 'any')))) {
      const record = file.endsWith('.json') ? await keptRecord(folder, file.slice(0, -'.json'.length)) : undefined;
      if (record) found.push(record);
    }
  }
  return found;
}
