// What happened to one finding over time, from the events of the house.

import type { FindingChange, TrackedFinding } from '../../../contracts/findings/tracked.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import type { HistoryEntry } from '../screens/tables/tracked-table.ts';
import { shortBranch } from './branch-findings.ts';
import type { Records } from './records.ts';

export async function entriesOf(
  tracked: TrackedFinding,
  project: string,
  { ledger }: Records,
  nameBranch: boolean,
): Promise<HistoryEntry[]> {
  const names = new Set([tracked.id, ...tracked.aliases]);
  return (await ledger.read('house')).flatMap((event): HistoryEntry[] => {
    switch (event.type) {
      case 'findings.kept': {
        const { branch, review, traces } = event.payload;
        const own = event.payload.project === project ? traces.filter((it) => it.tracked.id === tracked.id) : [];
        const where = nameBranch ? ` on ${shortBranch(branch)}` : '';
        return own.map((it) => ({ at: review.at, branch, run: review.run, says: `${wordsFor(it)}${where}` }));
      }
      case 'finding.dismissed': {
        const { entry } = event.payload;
        if (event.payload.project !== project || ![entry.fingerprint, ...(entry.also ?? [])].some((it) => names.has(it))) return [];
        const says = `dismissed${entry.who === undefined ? '' : ` by ${oneLine(entry.who)}`}: ${oneLine(entry.why)}`;
        return [{ at: event.at, branch: '', run: null, says }];
      }
      case 'finding.undismissed':
        if (event.payload.project !== project || !names.has(event.payload.fingerprint)) return [];
        return [{ at: event.at, branch: '', run: null, says: 'the dismissal was taken back' }];
      default:
        return [];
    }
  });
}

function wordsFor({ change, tracked, finding, possibly, afterFixOf }: FindingChange): string {
  const at =
    tracked.anchor === null
      ? ''
      : ` in ${oneLine(tracked.anchor.path)}${tracked.anchor.line === undefined ? '' : `:${tracked.anchor.line}`}`;
  const name = finding === undefined ? '' : ` as ${finding}`;
  switch (change) {
    case 'first-seen':
      return `first seen${name}${at}${possibly === undefined ? '' : `, possibly ${possibly}`}${afterFixOf === undefined ? '' : `, after the fix of ${afterFixOf}`}`;
    case 'seen':
      return `seen again${name}${at}`;
    case 'still-there':
      return `still there${at}; no worker raised it`;
    case 'fixed':
      return tracked.fixed?.commit ? `fixed by ${tracked.fixed.commit.slice(0, 12)}` : `fixed: ${tracked.fixed?.why ?? 'it is gone'}`;
    case 'came-back':
      return `came back${name}${at}`;
    case 'dismissed':
      return `seen as dismissed${name}${at}`;
    case 'refuted':
      return `refuted by other workers${name}`;
  }
}
