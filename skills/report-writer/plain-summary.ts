// What can be said in two sentences without a writer: the program's own summary, for reports that
// have no narrative.

import type { RunView } from '../../contracts/run-view.ts';
import { criticSentences } from './critics.ts';
import { count, listed, listedUpTo } from './numbers.ts';
import { countByState, HELD, STATE_WORDS, severityPhrase, worstFirst } from './states.ts';
import { workers } from './workers.ts';

const WITHOUT_FINDINGS: ReadonlySet<string> = new Set(['report-writer', 'critic', 'planner', 'verifier']);

export function plainSummary(view: RunView): string {
  const delivered = workers(view).filter((it) =>
    it.rows.some(({ dispatch }) => dispatch.result !== null && !WITHOUT_FINDINGS.has(dispatch.role)),
  );
  const names = listedUpTo(
    delivered.map((it) => it.seat),
    6,
  );
  if (delivered.length === 0) return 'No worker delivered a result, so there is nothing to tell but what went wrong.';
  if (view.findings.length === 0) return [`${names} looked and raised nothing.`, ...criticSentences(view)].join(' ');
  const held = view.findings.filter((it) => HELD.has(it.state));
  const counts = { critical: 0, major: 0, minor: 0, info: 0 };
  for (const it of held) counts[it.severity] += 1;
  const rest = countByState(view.findings).filter((it) => !HELD.has(it.state));
  const fell = listed(rest.map((it) => `${it.total} ${STATE_WORDS[it.state].label}`));
  const [worst] = [...held].sort(worstFirst);
  return [
    `${names} raised ${count(view.findings.length, 'finding')}; ${held.length} held${held.length > 0 ? ` (${severityPhrase(counts)})` : ''}${fell === '' ? '' : `, ${fell}`}.`,
    ...(worst === undefined ? [] : [`The worst that held is ${worst.id}: ${worst.title}.`]),
    ...criticSentences(view),
  ].join(' ');
}
