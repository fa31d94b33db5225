// The view of an ended run as it was made when the run ended, kept in the ledger beside its line. It is never the truth: it counts
// only for the very event that the journal ends with, by its digest, and for the rules that made it.

import type { RunView } from '../../../contracts/run/run-view.ts';
import type { MusterLedger, RunRecord } from '../../../skills/events.ts';
import { RUN_REDUCER } from '../../../skills/run/state.ts';
import { ENGINE } from '../../process/version.ts';
import { type KeptText, textOf, valueIn } from './kept-text.ts';

/** Counts up with every change to what a view holds of the same state; what the same events come to is the reducer's. */
export const VIEW_RULES = 1;
/** A release may have changed rules that nobody counted. */
export const KEPT_BY: string = `${VIEW_RULES} ${RUN_REDUCER} ${ENGINE}`;
/** Letters. Of a larger run folding is not what takes the time. */
const LONGEST = 200_000;

const nameOfView = (run: string): string => `run-view/${run}`;

type Kept = Partial<KeptText & { by: string; of: string }>;

/** The whole journal is read and proved all the same; what is spared is the rules, and what they make of it. */
export async function keptView(ledger: MusterLedger, run: string): Promise<RunView | undefined> {
  const kept = await ledger.cursor(nameOfView(run));
  const { by, of, ...view } = (kept?.extra ?? {}) as Kept;
  if (kept === undefined || by !== KEPT_BY) return undefined;
  const last = (await ledger.read(`run/${run}`)).at(-1);
  return last?.seq === kept.position && last.digest === of ? valueIn<RunView>(view) : undefined;
}

/** The one that these rules made up to that event, as it is kept. */
export async function keptText(ledger: MusterLedger, run: string, seq: number): Promise<string | undefined> {
  const kept = await ledger.cursor(nameOfView(run));
  const { by, text } = (kept?.extra ?? {}) as Kept;
  return kept?.position === seq && by === KEPT_BY ? text : undefined;
}

export async function keepView(view: RunView, ledger: MusterLedger): Promise<void> {
  const kept = textOf(view);
  if (kept.text.length > LONGEST) return;
  const [last]: RunRecord[] = await ledger.read(`run/${view.id}`, view.seq - 1, 1);
  if (last?.seq === view.seq) await ledger.saveCursor(nameOfView(view.id), view.seq, { by: KEPT_BY, of: last.digest, ...kept });
}
