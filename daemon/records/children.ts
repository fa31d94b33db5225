// Runs that came from another one: those that repeat it, and those that work by the plan that it made.

import type { MusterLedger } from '../../skills/events.ts';
import { cameFrom } from '../../skills/run/origin/came-from.ts';

/** In the order in which they were accepted; one event of each run of the home is read. */
export async function childrenOf(ledger: Pick<MusterLedger, 'read' | 'streams'>, run: string): Promise<string[]> {
  const found: { run: string; at: string }[] = [];
  for (const { stream } of await ledger.streams()) {
    if (!stream.startsWith('run/')) continue;
    const [first] = await ledger.read(stream, 0, 1);
    if (first?.type !== 'run.created' || cameFrom(first.payload) !== run) continue;
    found.push({ run: first.payload.run, at: first.at });
  }
  return found.sort((a, b) => (a.at === b.at ? (a.run < b.run ? -1 : 1) : a.at < b.at ? -1 : 1)).map((it) => it.run);
}
