// Breadth-first walks over the edges, in both directions. Pure: the caller looks up the rows.

import type { IndexReader } from '../../runtime/ledger/indexes/definition.ts';
import { type EdgeColumn, kindOfNode, node, restOfNode } from './edge.ts';

export type Lookup = Pick<IndexReader<EdgeColumn>, 'where' | 'newest'>;

/** `from` is the node through which it was reached first. */
export type Reached = { node: string; depth: number; from: string; kind: string; run: string; project: string };

export type Walk = { reached: Reached[] /** Edges that lead back to something that was reached before, on the way to it. */; cut: boolean };

export type Limits = { depth: number; nodes: number };

export const impactOf = (start: string, project: string, edges: Lookup, limits: Limits): Walk =>
  walk({ start, project, limits }, edges, 'source', 'dependent');

export const traceOf = (start: string, project: string, edges: Lookup, limits: Limits): Walk =>
  walk({ start, project, limits }, edges, 'dependent', 'source');

type At = { node: string; project: string };
type Begin = { start: string; project: string; limits: Limits };

function walk({ start, project, limits }: Begin, edges: Lookup, here: 'source' | 'dependent', there: 'source' | 'dependent'): Walk {
  const projects = projectsIn(edges);
  const seen = new Set<string>([placeOf(start, project)]);
  const reached: Reached[] = [];
  let wave: At[] = [{ node: start, project }];
  function* rowsFrom(at: At) {
    for (const name of namesOf(at.node, at.project)) {
      for (const row of edges.where(here, name)) {
        const its = projects(row.run);
        // A path belongs to its project; other projects have files of the same name.
        if (!isPlace(name) || at.project === '' || its === at.project) yield { row, its };
      }
    }
  }
  for (let depth = 1; wave.length > 0; depth++) {
    if (depth > limits.depth) return { reached, cut: true };
    const next: typeof wave = [];
    for (const at of wave) {
      for (const { row, its } of rowsFrom(at)) {
        const found = { node: row[there], project: its };
        const place = placeOf(found.node, its);
        if (seen.has(place)) continue;
        if (reached.length >= limits.nodes) return { reached, cut: true };
        seen.add(place);
        reached.push({ ...found, depth, from: at.node, kind: row.kind, run: row.run });
        next.push(found);
      }
    }
    wave = next;
  }
  return { reached, cut: false };
}

const isPlace = (name: string): boolean => name.startsWith('file:');
const placeOf = (name: string, project: string): string => (isPlace(name) ? `${name}\n${project}` : name);

/** The project of a run, which is named by its first edge. */
export function projectsIn(edges: Lookup): (run: string) => string {
  const known = new Map<string, string>();
  return (run) => {
    const there = known.get(run);
    if (there !== undefined) return there;
    const row = edges.where('dependent', node.run(run)).find((it) => it.source.startsWith('project:'));
    const project = row ? restOfNode(row.source) : '';
    known.set(run, project);
    return project;
  };
}

/** A file of the project may be named by its relative path, by its absolute path, and as an artifact. */
function namesOf(name: string, project: string): string[] {
  const kind = kindOfNode(name);
  if (project === '' || (kind !== 'file' && kind !== 'artifact')) return [name];
  const path = restOfNode(name);
  const whole = path.startsWith('/') ? path : `${project}/${path}`;
  const within = whole.startsWith(`${project}/`) ? whole.slice(project.length + 1) : undefined;
  return [...new Set([name, ...(within === undefined ? [] : [node.file(within)]), node.file(whole), node.artifact(whole)])];
}
