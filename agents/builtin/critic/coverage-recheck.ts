// How a built-in analyser examines a gap in coverage: it asks git again whether the files exist, and reads them to see whether they
// are hand-written. The critic checks who reads; this checks what is read.

import type { Evidence } from '../../../contracts/findings/finding.ts';
import { judgePlaces } from '../judge-places.ts';
import { isGenerated, isMinified, isVendored, saysGenerated } from '../reading/paths.ts';
import type { ClaimedFinding, Recheck } from '../rule.ts';

/** Shorter lines do not identify their origin. */
const TELLING = 12;

export const isCoverageGap = ({ category }: Pick<ClaimedFinding, 'category'>): boolean => category.startsWith('coverage/');

export const coverageRecheck: Pick<Recheck, 'judge'> = {
  judge: (repo, claimed) =>
    judgePlaces('each file was read from git again', claimed, async ({ path }) => {
      const entry = await repo.entry(path);
      if (entry?.type !== 'blob') return { holds: false, why: 'it is not a file at this commit' };
      if (isVendored(path) || isGenerated(path)) return { holds: false, why: 'its name says that it was not written here' };
      const text = await repo.text(path);
      if (text === undefined) return { holds: 'unknown', why: 'it is not text, or too large to read' };
      if (text.trim() === '') return { holds: false, why: 'it is empty' };
      if (isMinified(text) || saysGenerated(text)) return { holds: false, why: 'it says that it is generated, or is minified' };
      const lines = text.replace(/\n$/, '').split('\n');
      return { holds: true, why: `${lines.length} hand-written lines`, evidence: tellingLine(path, lines) };
    }),
};

function tellingLine(path: string, lines: readonly string[]): Evidence[] {
  const at = lines.findIndex((line) => line.replace(/\s+/g, '').length >= TELLING && line.length <= 300);
  return at < 0 ? [] : [{ path, line: at + 1, quote: (lines[at] ?? '').replace(/\r$/, '') }];
}
