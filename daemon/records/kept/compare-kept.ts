// Compares the cached line and view of an ended run with its events. Lists and screens use the cache without
// rebuilding it, so tampering with it would change what people see of a run whose journal is intact.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { canonicalJson } from '../../../runtime/canonical.ts';
import type { MusterLedger } from '../../../skills/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { keptText } from './kept-view.ts';
import { listingOf } from './listed-run.ts';
import { keptListing } from './run-lines.ts';

export type KeptFault = { what: 'kept view' | 'kept line'; how: string };

const DIFFERS = 'differs from what the events give';

export async function compareKept(state: RunState, ledger: MusterLedger): Promise<KeptFault[]> {
  const { view, listing } = listingOf(state);
  const faults: KeptFault[] = [];
  const text = await keptText(ledger, view.id, view.seq);
  if (text !== undefined && !says(text, view)) faults.push({ what: 'kept view', how: DIFFERS });
  const line = await keptListing({ stream: `run/${view.id}`, seq: view.seq }, ledger);
  if (line && canonicalJson(line) !== canonicalJson(listing)) faults.push({ what: 'kept line', how: DIFFERS });
  return faults;
}

function says(text: string, view: RunView): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === canonicalJson(view);
  } catch {
    return false;
  }
}
