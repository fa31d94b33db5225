// Finds the node that an argument names: a finding, a worker, a run, an artifact, or a file of the project.

import { join, relative, resolve, sep } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { ArtifactName } from '../../contracts/make/prompt.ts';
import { exists } from '../../runtime/files.ts';
import type { Home } from '../../runtime/home.ts';
import { kindOfNode, node } from '../../skills/lineage/edge.ts';
import { type Lookup, projectsIn } from '../../skills/lineage/walk.ts';
import { keptRecord, spaceFolder } from '../make/artifact-places.ts';

type Lookups = {
  edges: Lookup;
  home: Home;
  project: string;
  cwd: string;
  /** A run by a prefix of its id. */
  runNamed(given: string): Promise<string>;
};

export type NamedNode = { node: string; project: string };

export async function nodeNamed(given: string, { edges, home, project, cwd, runNamed }: Lookups): Promise<NamedNode> {
  const kind = kindOfNode(given);
  if (Object.hasOwn(node, kind)) return { node: given, project };
  const [, run, local] = /^(r-[a-z2-7]+)(?:\.([A-Za-z][\w-]*))?$/.exec(given) ?? [undefined, undefined, given];
  const within = local === undefined ? undefined : localKind(local);
  if (run !== undefined || within !== undefined) {
    const id = await runNamed(run ?? 'latest');
    return { node: within === undefined ? node.run(id) : within(id), project: projectsIn(edges)(id) };
  }
  const path = relative(project, resolve(cwd, given)).split(sep).join('/');
  if (!path.startsWith('../') && path !== '') {
    if ((await exists(join(project, path))) || edges.newest('source', node.file(path))) return { node: node.file(path), project };
    if ((await exists(join(project, given))) || edges.newest('source', node.file(given))) return { node: node.file(given), project };
  }
  if (ArtifactName.safeParse(given).success) {
    for (const space of ['project', 'home']) {
      const kept = await keptRecord(spaceFolder(home, project, space), given);
      if (kept) return { node: node.artifact(kept.artifact.kept), project };
    }
  }
  throw new MusterError(
    'usage',
    `\`${given}\` is not a file of ${project}, an artifact, a finding, a worker or a run`,
    'Give a path, the name of an artifact, or an id such as r-k3f7qa.F-001.',
  );
}

/** `F-001`, `G-001`, `d3`, `p1`, `report`. */
function localKind(local: string): ((run: string) => string) | undefined {
  if (/^F-\d{3,}$/.test(local)) return (run) => node.finding(run, local);
  if (/^G-\d{3,}$/.test(local)) return (run) => node.gap(run, local);
  if (/^d[1-9]\d*$/.test(local)) return (run) => node.dispatch(`${run}.${local}`);
  if (/^p[1-9]\d*$/.test(local)) return (run) => node.making(run, local);
  if (local === 'report') return (run) => node.report(run);
  return undefined;
}
