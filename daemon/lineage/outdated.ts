// What is out of date in a project: artifacts whose inputs differ from those that they were made from,
// by digest, and runs that looked at files which have changed since.

import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Base } from '../../contracts/run/base.ts';
import { digestOf } from '../../runtime/canonical.ts';
import { readBounded } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import type { Change, OutdatedArtifact } from '../../skills/lineage/debt.ts';
import { node, restOfNode } from '../../skills/lineage/edge.ts';
import { magnitudeOf } from '../../skills/lineage/magnitude.ts';
import { type Lookup, projectsIn } from '../../skills/lineage/walk.ts';
import { openEvidenceSource } from '../../validators/evidence/source.ts';
import { type KeptRecord, keptRecords } from '../make/artifact-places.ts';

type ProjectLineage = { edges: Lookup; objects: Objects; home: Home; project: string };

/** Larger than any input of a prompt can be. */
const LARGEST = 4 * 1024 * 1024;

/** Every stored artifact that runs about this project have made, by the newest run that made it. */
export async function artifactsOf(around: ProjectLineage): Promise<OutdatedArtifact[]> {
  const { edges, home, project } = around;
  const newest = new Map<string, { making: string; record: KeptRecord }>();
  const projectOf = projectsIn(edges);
  for (const record of await keptRecords(home, project)) {
    const { run, making, artifact } = record;
    if (projectOf(run) === project) newest.set(node.artifact(artifact.kept), { making: node.making(run, making), record });
  }
  const found: OutdatedArtifact[] = [];
  for (const [dependent, { making, record }] of newest) {
    const inputs = edges.where('dependent', making).filter((it) => it.digest !== '');
    const changed = (await Promise.all(inputs.map((it) => changeOf(it.source, it.digest, around)))).flatMap((it) => it ?? []);
    // By the file in the project or the copy in the home: both are the artifact.
    const from = inputs.flatMap(({ source }) => madeAs(source, newest, edges));
    found.push({ dependent, changed, from: [...new Set(from)], call: record.call, name: record.artifact.name, run: record.run });
  }
  return found;
}

/** Compares the current files with those that the run looked at, for every file that one of its findings or verdicts rests on. */
export async function movedUnder(
  run: string,
  { gitDir, commit }: Pick<Base, 'gitDir' | 'commit'>,
  { edges, project }: Pick<ProjectLineage, 'edges' | 'project'>,
): Promise<string[]> {
  const rows = edges
    .where('run', run)
    .filter((it) => it.source.startsWith('file:') && /^(?:raised|finding|verdict|gap):/.test(it.dependent));
  const paths = [...new Set(rows.map((it) => restOfNode(it.source)))].filter((it) => !it.startsWith('/') && !it.split('/').includes('..'));
  const source = openEvidenceSource({ gitDir, commit });
  try {
    const moved: string[] = [];
    for (const path of paths) {
      const before = await source.file('head', path);
      if (before.kind !== 'text') continue;
      const now = await readBounded(join(project, path), LARGEST).catch(() => undefined);
      if (now?.kind !== 'read' || now.bytes.toString('utf8') !== before.text) moved.push(path);
    }
    return moved;
  } finally {
    await source.close().catch(() => undefined);
  }
}

export const runsAbout = (project: string, edges: Lookup): string[] =>
  edges.where('source', node.project(project)).map((it) => restOfNode(it.dependent));

/** The artifacts that a prompt run of the same project made under this name. */
function madeAs(source: string, newest: ReadonlyMap<string, { making: string }>, edges: Lookup): string[] {
  if (newest.has(source)) return [source];
  const makings = new Set(edges.where('dependent', source).flatMap((it) => (it.kind === 'GENERATES' ? [it.source] : [])));
  return [...newest].flatMap(([artifact, { making }]) => (makings.has(making) ? [artifact] : []));
}

async function changeOf(
  source: string,
  old: string,
  { project, objects }: Pick<ProjectLineage, 'project' | 'objects'>,
): Promise<Change | undefined> {
  const path = restOfNode(source);
  // Read the way prompts read them: through links, with a digest over all bytes.
  const read = await realpath(path.startsWith('/') ? path : join(project, path)).then(
    (real) => readBounded(real, LARGEST),
    () => undefined,
  );
  if (read?.kind !== 'read') return { source, old, now: null, magnitude: 1 };
  const { bytes } = read;
  const now = digestOf(bytes);
  if (now === old) return undefined;
  const before = await objects.get(old).then(
    (it) => it.toString('utf8'),
    () => undefined,
  );
  return { source, old, now, magnitude: before === undefined ? 1 : magnitudeOf(before, bytes.toString('utf8')) };
}
