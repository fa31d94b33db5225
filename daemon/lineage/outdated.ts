// What is out of date in a project: artifacts whose inputs are not what they were made from, by the digest of each, and the
// runs that looked at files which have changed since.

import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { PromptCall } from '../../contracts/make/artifact.ts';
import type { Base } from '../../contracts/run/base.ts';
import { digestOf } from '../../runtime/canonical.ts';
import { readBounded } from '../../runtime/files.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { Change, Made } from '../../skills/lineage/debt.ts';
import { node, restOfNode } from '../../skills/lineage/edge.ts';
import { magnitudeOf } from '../../skills/lineage/magnitude.ts';
import type { Lookup } from '../../skills/lineage/walk.ts';
import { openEvidenceSource } from '../../validators/evidence/source.ts';

type Around = { edges: Lookup; objects: Objects; ledger: Pick<MusterLedger, 'read'>; project: string };

export type OutdatedArtifact = Made & { call: PromptCall; name: string };

/** Larger than any input of a prompt may be. */
const LARGEST = 4 * 1024 * 1024;

/** Every artifact that a run about this project made, by its newest making. */
export async function artifactsOf(around: Around): Promise<OutdatedArtifact[]> {
  const { edges, project, ledger } = around;
  const newest = new Map<string, { making: string; run: string }>();
  for (const run of runsAbout(project, edges)) {
    for (const row of edges.where('run', run))
      if (row.kind === 'GENERATES' && row.source.startsWith('making:') && row.dependent.startsWith('artifact:'))
        newest.set(row.dependent, { making: row.source, run });
  }
  const calls = new Map<string, PromptCall & { name: string }>();
  for (const run of new Set([...newest.values()].map((it) => it.run))) {
    for (const event of await ledger.read(`run/${run}`)) {
      if (event.type !== 'artifact.made') continue;
      const { making, call, artifact } = event.payload;
      calls.set(node.making(run, making), { ...call, name: artifact.name });
    }
  }
  const found: OutdatedArtifact[] = [];
  for (const [dependent, { making }] of newest) {
    const call = calls.get(making);
    if (!call) continue;
    const inputs = edges.where('dependent', making).filter((it) => it.digest !== '');
    const changed = (await Promise.all(inputs.map((it) => changeOf(it.source, it.digest, around)))).flatMap((it) => it ?? []);
    // By the file in the project, or by what is kept in the home: either is the artifact.
    const from = inputs.flatMap(({ source }) => madeAs(source, newest, edges));
    found.push({ dependent, changed, from: [...new Set(from)], call: { prompt: call.prompt, params: call.params }, name: call.name });
  }
  return found;
}

/** What is in the folder now, against what the run looked at, for each file that one of its findings or verdicts rests on. */
export async function movedUnder(
  run: string,
  { gitDir, commit }: Pick<Base, 'gitDir' | 'commit'>,
  { edges, project }: Pick<Around, 'edges' | 'project'>,
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

/** The artifact that a making of the same project gave under this name. */
function madeAs(source: string, newest: ReadonlyMap<string, { making: string }>, edges: Lookup): string[] {
  if (newest.has(source)) return [source];
  const makings = new Set(edges.where('dependent', source).flatMap((it) => (it.kind === 'GENERATES' ? [it.source] : [])));
  return [...newest].flatMap(([artifact, { making }]) => (makings.has(making) ? [artifact] : []));
}

async function changeOf(source: string, old: string, { project, objects }: Around): Promise<Change | undefined> {
  const path = restOfNode(source);
  // As prompts read them: through links, and the digest is over all bytes.
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
