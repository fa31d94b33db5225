// The repository of a simulated home: commits, trees and refs by their digests, as in git, but in memory. It outlives the daemons.

import { Buffer } from 'node:buffer';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { digestOf, digestOfJson } from '../../../runtime/canonical.ts';
import type { RawChange } from '../../../runtime/workspace/git/raw-diff.ts';
import type { Merged } from '../../../runtime/workspace/stages/merge-heads.ts';

export type Tree = ReadonlyMap<string, string>;

export type SimRepository = {
  refs: Map<string, string>;
  commit(files: Tree, parents: readonly string[], words: string): Snapshot;
  /** `name`: of a commit or a tree. */
  files(name: string): Tree;
  has(name: string): boolean;
  snapshot(commit: string): Snapshot;
  /** The commit and all of its ancestors. */
  history(commit: string): ReadonlySet<string>;
  changes(from: string, to: string): RawChange[];
  blob(object: string): string | undefined;
  merge(base: string, heads: readonly string[], leaveOpen?: boolean): Merged;
};

const nameOf = (what: unknown): string => digestOfJson(what).slice(0, 40);
const objectOf = (content: string): string => digestOf(content).slice(0, 40);
const NOTHING = '0'.repeat(40);

export function simRepository(): SimRepository {
  const trees = new Map<string, Tree>();
  const commits = new Map<string, { tree: string; parents: readonly string[] }>();
  const blobs = new Map<string, string>();
  const refs = new Map<string, string>();

  function commit(files: Tree, parents: readonly string[], words: string): Snapshot {
    const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const tree = nameOf(sorted);
    trees.set(tree, new Map(sorted));
    for (const [, content] of sorted) blobs.set(objectOf(content), content);
    const name = nameOf([tree, parents, words]);
    commits.set(name, { tree, parents });
    return { commit: name, tree };
  }

  function snapshot(name: string): Snapshot {
    const found = commits.get(name);
    if (!found) throw new Error(`there is no commit ${name}`);
    return { commit: name, tree: found.tree };
  }

  function files(name: string): Tree {
    const found = trees.get(commits.get(name)?.tree ?? name);
    if (!found) throw new Error(`there is no tree ${name}`);
    return found;
  }

  function history(name: string, seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const parent of commits.get(name)?.parents ?? []) history(parent, seen);
    return seen;
  }

  function changes(from: string, to: string): RawChange[] {
    const [before, after] = [files(from), files(to)];
    return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((path): RawChange[] => {
      const [a, b] = [before.get(path), after.get(path)];
      if (a === b) return [];
      return [
        {
          status: a === undefined ? 'A' : b === undefined ? 'D' : 'M',
          oldPath: path,
          path,
          oldMode: a === undefined ? '000000' : '100644',
          mode: b === undefined ? '000000' : '100644',
          oldObject: a === undefined ? NOTHING : objectOf(a),
          object: b === undefined ? NOTHING : objectOf(b),
        },
      ];
    });
  }

  /** Their newest common ancestor. */
  function common(a: string, b: string): string {
    const both = [...history(a)].filter((it) => history(b).has(it));
    return both.find((it) => both.every((one) => !history(one).has(it) || one === it)) ?? '';
  }

  function merge(base: string, heads: readonly string[], leaveOpen = false): Merged {
    const all = [...new Set(heads)];
    const apart = all.filter((it) => all.every((one) => one === it || !history(one).has(it)));
    const [first = base, ...others] = apart;
    let sum = first;
    let open: string[] = [];
    for (const [at, head] of others.entries()) {
      const [origin, ours, theirs] = [files(common(sum, head)), files(sum), files(head)];
      const merged = new Map<string, string>();
      const clashes: string[] = [];
      const marked = (path: string): string =>
        [`<<<<<<< ${sum}`, ours.get(path) ?? '', '=======', theirs.get(path) ?? '', `>>>>>>> ${head}`].join('\n');
      for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
        const [o, a, b] = [origin.get(path), ours.get(path), theirs.get(path)];
        if (a !== b && a !== o && b !== o) clashes.push(path);
        const kept = a === o ? b : a;
        if (kept !== undefined) merged.set(path, kept);
      }
      if (clashes.length > 0 && !(leaveOpen && at === others.length - 1)) {
        const hunks = clashes.map((path) => ({ path, line: 1, text: marked(path) }));
        return { kind: 'conflict', between: [sum, head], before: apart.slice(0, at + 1), paths: clashes, hunks };
      }
      for (const path of clashes) merged.set(path, marked(path));
      open = clashes;
      sum = commit(merged, [sum, head], 'merge').commit;
    }
    return { kind: 'merged', base: snapshot(sum), open };
  }

  return {
    ...{ refs, commit, files, snapshot, history, changes, merge },
    has: (name) => commits.has(name) || trees.has(name),
    blob: (object) => blobs.get(object),
  };
}

export const bytesOf = (content: string): Buffer => Buffer.from(content);
