// The view of an ended run as it was when the run ended, cached in the ledger beside its line. The events stay authoritative:
// the cache counts only if it was made from exactly the last event of the journal (by digest) and by the same rules.

import type { RunView } from '../../../contracts/run/run-view.ts';
import type { MusterLedger, RunRecord } from '../../../skills/events.ts';
import { RUN_REDUCER } from '../../../skills/run/state.ts';
import { ENGINE } from '../../process/version.ts';
import { type KeptText, textOf, valueIn } from './kept-text.ts';

/**
 * Increment with every change to what a view contains for the same state; changes to the state itself are covered by the reducer's version.
 */
export const VIEW_RULES = 1;
/** Includes the release, which may have changed rules without incrementing the number. */
export const KEPT_BY: string = `${VIEW_RULES} ${RUN_REDUCER} ${ENGINE}`;
/** Characters. For larger runs, folding is not what takes the time. */
const LONGEST = 200_000;
/** With its digest, its seat and its names. */
const SHORTEST_FINDING = 100;

const nameOfView = (run: string): string => `run-view/${run}`;

type KeptViewText = Partial<KeptText & { by: string; of: string }>;

/**
 * The whole journal is still read and verified; the cache only saves folding it and building the view. `verified`: the number of the last
 * event that the caller has already read in this way.
 */
export async function keptView(ledger: MusterLedger, run: string, verified = 0): Promise<RunView | undefined> {
  const kept = await ledger.cursor(nameOfView(run));
  const { by, of, ...view } = (kept?.extra ?? {}) as KeptViewText;
  if (kept === undefined || by !== KEPT_BY) return undefined;
  // The last verified event is read again: if it is the end, nothing comes after it.
  const last = (await ledger.read(`run/${run}`, Math.max(0, verified - 1))).at(-1);
  return last?.seq === kept.position && last.digest === of ? valueIn<RunView>(view) : undefined;
}

/** The cached text that these rules made up to that event. */
export async function keptText(ledger: MusterLedger, run: string, seq: number): Promise<string | undefined> {
  const kept = await ledger.cursor(nameOfView(run));
  const { by, text } = (kept?.extra ?? {}) as KeptViewText;
  return kept?.position === seq && by === KEPT_BY ? text : undefined;
}

export async function keepView(view: RunView, ledger: MusterLedger): Promise<void> {
  // To write it only to find that it is too long would hold up whoever waits.
  if ((view.findings.length + view.raised.length) * SHORTEST_FINDING > LONGEST) return;
  const kept = textOf(view);
  if (kept.text.length > LONGEST) return;
  const [last]: RunRecord[] = await ledger.read(`run/${view.id}`, view.seq - 1, 1);
  if (last?.seq === view.seq) await ledger.saveCursor(nameOfView(view.id), view.seq, { by: KEPT_BY, of: last.digest, ...kept });
}
