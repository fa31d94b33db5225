// The project of a simulated world and its checkouts. Workers sometimes change their checkout; the change is kept as a patch and
// reported before the checkout is removed.

import { Buffer } from 'node:buffer';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { Workspace } from '../../../daemon/effects/world/workspace.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { SourceFile } from '../../../validators/evidence/evidence-source.ts';
import type { FaultPlan } from '../fault-plan.ts';
import type { Random } from '../random.ts';
import { PLACES, QUOTE, STANDS } from '../world/people/answers.ts';
import type { Failpoints } from './disk.ts';

export type SimWorkspaces = {
  /** A worker changes its checkout; false if it has none. */
  spoil(path: string, by: string): boolean;
  paths(): string[];
  /** Digests of what was changed in checkouts that are gone. */
  gone: Set<string>;
  doorOf(failpoints: Failpoints): Workspace;
};

export type Setup = {
  faults: FaultPlan;
  random(place: string): Random;
  base?: Pick<Base, 'gitDir' | 'commit' | 'tree'> | undefined;
  /** Workplaces and proof folders are removed as well. */
  removed(path: string): void;
  /** For a run that looks at other files. */
  treeOf(run: string): string | undefined;
};

const BASE: Base = {
  kind: 'git',
  root: '/p',
  gitDir: '/p/.git',
  commit: 'c'.repeat(40),
  tree: 'd'.repeat(40),
  label: 'worktree',
  uncommitted: false,
  leftOut: [],
};

const patchOf = (by: readonly string[]): Buffer => Buffer.from(`changed by ${by.join(', ')}\n`);

export function simWorkspaces({ faults, random, base: made, removed, treeOf }: Setup): SimWorkspaces {
  const captured = { ...BASE, ...made } as Base;
  /** By path: who has changed the checkout since it was made. */
  const checkouts = new Map<string, string[]>();
  const gone = new Set<string>();

  function violationIn(path: string): { patch: Buffer; files: string[] } | undefined {
    const by = checkouts.get(path) ?? [];
    return by.length === 0 ? undefined : { patch: patchOf(by), files: ['notes.txt'] };
  }

  function remove(path: string): void {
    const violation = violationIn(path);
    if (violation) gone.add(digestOf(violation.patch));
    checkouts.delete(path);
  }

  function doorOf({ alive }: Failpoints): Workspace {
    return {
      captureAgain: async (base) => base,
      async capture(_, { run }) {
        await alive();
        const tree = treeOf(run);
        if (!faults.strikes('refusal', 'capture-base')) return tree === undefined ? captured : { ...captured, tree };
        faults.record('refusal', 'capture-base', 'there is no such revision');
        throw new MusterError('base-unknown', 'no such revision', '');
      },
      changedSince: async () => ({ changed: random('audit').chance(0.3) ? ['src/a.ts'] : [], perhaps: [] }),
      commandsAt: async () => ({ test: ['npm', 'test'] }),
      branchOf: async () => undefined,
      async checkoutFor({ path, mayGo }) {
        await alive();
        const violation = violationIn(path);
        if (violation && mayGo && !(await mayGo(violation))) return { path, violation };
        await alive();
        if (violation || !checkouts.has(path)) {
          remove(path);
          checkouts.set(path, []);
        }
        return violation ? { path, violation } : { path };
      },
      madeIn: () => [],
      keepFrom: async () => undefined,
      forget: () => undefined,
      isThere: async (path) => checkouts.has(path),
      mayBeLayers: async () => false,
      layeredStart: async () => undefined,
      prepare: () => undefined,
      async violationIn(path) {
        await alive();
        return violationIn(path);
      },
      scopeFiles: async () => ({ files: PLACES.toSorted(), all: new Set(PLACES), changed: null, removed: new Set() }),
      lineMoves: async () => undefined,
      removalOf: async () => undefined,
      async discard(path) {
        await alive();
        for (const it of [...checkouts.keys()]) if (it.startsWith(`${path}/`)) remove(it);
        removed(path);
      },
      evidence: () => ({
        hasFrom: false,
        file: async (_, path) => fileAt(path, random(`file ${path}`)),
        paths: async () => PLACES,
        renamed: async () => undefined,
        close: async () => {},
      }),
    };
  }

  return {
    spoil(path, by) {
      const standing = checkouts.get(path);
      standing?.push(by);
      return standing !== undefined;
    },
    paths: () => [...checkouts.keys()],
    gone,
    doorOf,
  };
}

/** Some quotes are at the claimed place, some elsewhere, and some in no file. */
function fileAt(path: string, random: Random): SourceFile {
  if (!PLACES.includes(path)) return { kind: 'absent' };
  if (random.chance(0.1)) return { kind: 'binary' };
  const quoted = random.chance(0.8);
  const lines = Array.from({ length: 60 }, (_, i) => {
    const plain = `// line ${i + 1} of ${path}`;
    const line = quoted ? random.pick([QUOTE, QUOTE, STANDS, STANDS, plain]) : plain;
    return i === 0 ? plain : line;
  });
  return { kind: 'text', text: lines.join('\n') };
}
