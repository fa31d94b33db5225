// Runs that came from another one: those that repeat it, and those that carry out its plan.

import { yieldToOthers } from '../../runtime/slices.ts';
import type { MusterLedger } from '../../skills/events.ts';
import { cameFrom } from '../../skills/run/origin/came-from.ts';

type Child = { of: string; run: string; at: string };

/** In order of acceptance; reads one event of each run of the home. */
export async function childrenOf(ledger: Pick<MusterLedger, 'read' | 'streams'>, run: string): Promise<string[]> {
  return inOrder((await allChildren(ledger)).filter((it) => it.of === run));
}

/** For repeated queries: the home is read once, and runs accepted later have to be added. */
export function knownChildren(ledger: Pick<MusterLedger, 'read' | 'streams'>) {
  let known: Map<string, Child> | undefined;
  return {
    add: (child: Child): void => void known?.set(child.run, child),
    async of(run: string): Promise<string[]> {
      known ??= new Map((await allChildren(ledger)).map((it) => [it.run, it]));
      return inOrder([...known.values()].filter((it) => it.of === run));
    },
  };
}

async function allChildren(ledger: Pick<MusterLedger, 'read' | 'streams'>): Promise<Child[]> {
  const found: Child[] = [];
  for (const { stream } of await ledger.streams()) {
    if (!stream.startsWith('run/')) continue;
    await yieldToOthers();
    const [first] = await ledger.read(stream, 0, 1);
    const of = first?.type === 'run.created' ? cameFrom(first.payload) : undefined;
    if (first?.type === 'run.created' && of !== undefined) found.push({ of, run: first.payload.run, at: first.at });
  }
  return found;
}

const inOrder = (all: readonly Child[]): string[] =>
  all.toSorted((a, b) => (a.at === b.at ? (a.run < b.run ? -1 : 1) : a.at < b.at ? -1 : 1)).map((it) => it.run);
