// Workplaces and proof folders in a simulated home, and what the daemon does with them and with the repository. The project itself
// does not exist, so writing to it fails.

import type { Change, Snapshot } from '../../../contracts/plan/proof.ts';
import type { Stages } from '../../../daemon/effects/world/stages.ts';
import { integrated } from '../../../runtime/workspace/stages/integrate.ts';
import { marksLeft } from '../../../runtime/workspace/stages/markers.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { HOME } from '../world/result-files.ts';
import type { Failpoints } from './disk.ts';
import type { FileChanges } from './executors.ts';
import { bytesOf, type SimRepository, type Tree } from './repository.ts';

export type Place = { commit: string; files: Map<string, string> };

export type SimStages = {
  repository: SimRepository;
  places: Map<string, Place>;
  /** An executor works in its workplace; false if that is gone. */
  work(path: string, deeds: FileChanges): boolean;
  /** Removes folders with everything in them. */
  remove(path: string): void;
  doorOf(failpoints: Failpoints): Stages;
};

export type Setup = {
  repository: SimRepository;
  /** Whether a process could still write there. */
  isAtWork(path: string): boolean;
  /** Removes a folder of proofs or workplaces from the disk as well. */
  forget(folder: string): void;
  fail(invariant: Invariant, detail: string): void;
};

export const GIT_DIR = `${HOME.bases}/p.git`;
const inside = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);

export function simStages({ repository, isAtWork, forget, fail }: Setup): SimStages {
  const places = new Map<string, Place>();

  function remove(path: string): void {
    for (const it of [...places.keys()]) if (inside(path, it)) places.delete(it);
    forget(path);
  }

  /** Work in workplaces is never discarded: uncommitted changes are kept first. */
  function mustBeKept(folder: string): void {
    for (const [path, { commit, files }] of places) {
      if (!inside(folder, path) || !path.includes('/stages/')) continue;
      const name = path.slice(path.lastIndexOf('/') + 1);
      const kept = [...repository.refs].some(([ref, head]) => ref.endsWith(`/${name}`) && same(repository.files(head), sealable(files)));
      if (!kept && !same(repository.files(commit), sealable(files))) fail('work-kept', `${name} goes, and its work is nowhere`);
    }
  }

  const home = (gitDir: string): void => {
    if (gitDir !== GIT_DIR) fail('project-untouched', `something is done in ${gitDir}`);
  };

  function doorOf({ alive }: Failpoints): Stages {
    return {
      together: (_, work) => work(),
      async integrate(gitDir, base, parts, { leaveOpen } = {}) {
        await alive();
        home(gitDir);
        return integrated(parts, async (heads, open) => repository.merge(base, heads, open), leaveOpen);
      },
      async unresolvedIn(_, { from, to, paths }) {
        await alive();
        const textAt = (tree: string, path: string): string => repository.files(tree).get(path) ?? '';
        return paths.flatMap((path) => {
          const left = marksLeft(textAt(from, path), textAt(to, path));
          return left.length > 0 ? [`${path} still has marks`] : [];
        });
      },
      async keepRef(gitDir, ref, commit) {
        await alive();
        home(gitDir);
        repository.refs.set(ref, commit);
      },
      async dropRef(gitDir, ref) {
        await alive();
        home(gitDir);
        repository.refs.delete(ref);
      },
      async treeAt(_, ref) {
        await alive();
        const commit = repository.refs.get(ref);
        return commit === undefined ? undefined : repository.snapshot(commit).tree;
      },
      async treeOf(_, commit) {
        await alive();
        return repository.snapshot(commit).tree;
      },
      async rawChanges(_, from, to) {
        await alive();
        return repository.changes(from, to);
      },
      async testsTree(_, { base, head }, belongs) {
        await alive();
        return testsTree(repository, base, head, belongs);
      },
      openBlobs: () => ({
        async read(object) {
          await alive();
          const content = repository.blob(object);
          return content === undefined ? undefined : bytesOf(content);
        },
        async has(object) {
          await alive();
          return repository.blob(object) !== undefined;
        },
        async tree(commit) {
          await alive();
          const entries = repository.changes(repository.commit(new Map(), [], 'empty').tree, commit);
          return new Map(entries.map(({ path, mode, object }) => [path, { path, mode, object, bytes: 1 }]));
        },
        close: async () => {},
      }),
      async entryAt(_, commit, path) {
        await alive();
        return repository.files(commit).has(path) ? { mode: '100644', type: 'blob', object: '0'.repeat(40) } : undefined;
      },
      async sealWork({ path, gitDir, from, ref, message, seconds }) {
        await alive();
        home(gitDir);
        if (isAtWork(path)) fail('sealed-at-rest', `${path} is committed, and somebody works there`);
        const place = places.get(path);
        if (!place) throw new Error(`there is no place ${path}`);
        const head = repository.commit(sealable(place.files), [from.commit], `${message} ${seconds}`);
        repository.refs.set(ref, head.commit);
        const changes = repository
          .changes(from.tree, head.tree)
          .map(({ status, path: at }) => ({ status: status as Change['status'], path: at }));
        const problems = [...place.files.keys()].filter(isNested).map((it) => `${it} is a repository of its own.`);
        return { head, changes, problems };
      },
      async placeFor({ commit }, path) {
        await alive();
        if (places.get(path)?.commit === commit) return;
        mustBeKept(path);
        places.set(path, { commit, files: new Map(repository.files(commit)) });
      },
      includeFile: async () => {},
      async restoreTree(path) {
        await alive();
        const place = places.get(path);
        if (place) for (const [at, content] of repository.files(place.commit)) place.files.set(at, content);
      },
      setStrangersAside: async () => [],
      async removeTree(path) {
        await alive();
        remove(path);
      },
      async sealOf(path) {
        await alive();
        return places.get(path);
      },
      async isStillSealed(path, tree) {
        await alive();
        const place = places.get(path);
        return place !== undefined && repository.commit(sealable(place.files), [], 'still sealed').tree === tree;
      },
      noteBeside: async () => {},
    };
  }

  return {
    ...{ repository, places, doorOf },
    work(path, deeds) {
      const place = places.get(path);
      if (!place) return false;
      for (const [at, content] of Object.entries(deeds)) {
        if (content === null) place.files.delete(at);
        else place.files.set(at, content);
      }
      return true;
    },
    remove(path) {
      mustBeKept(path);
      remove(path);
    },
  };
}

const isNested = (path: string): boolean => path.endsWith('/');
const sealable = (files: Tree): Tree => new Map([...files].filter(([path]) => !isNested(path)));
const same = (a: Tree, b: Tree): boolean => a.size === b.size && [...a].every(([path, content]) => b.get(path) === content);

export function testsTree(
  repository: SimRepository,
  base: Snapshot,
  head: Snapshot,
  belongs: (path: string) => boolean,
): Awaited<ReturnType<Stages['testsTree']>> {
  const changed = repository.changes(base.tree, head.tree).filter(({ path }) => belongs(path));
  if (changed.length === 0) return { kind: 'none' };
  const after = repository.files(head.tree);
  const files = new Map(repository.files(base.tree));
  for (const { path } of changed) {
    const content = after.get(path);
    if (content === undefined) files.delete(path);
    else files.set(path, content);
  }
  return { kind: 'made', at: repository.commit(files, [base.commit], 'tests') };
}
