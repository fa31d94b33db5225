// What can be said in two sentences without a writer: the program's own summary, for reports that
// have no narrative.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { countByState, HELD, STATE_WORDS, severityPhrase, worstFirst } from '../../telling/states.ts';
import { workers } from '../../telling/workers.ts';
import { countIn, listedIn, listedUpToIn, type Say, sayIn } from '../language/say.ts';
import { criticSentences } from './critics.ts';

const WITHOUT_FINDINGS: ReadonlySet<string> = new Set(['report-writer', 'critic', 'planner', 'verifier']);

export function plainSummary(view: RunView, say: Say = sayIn(view.task.language)): string {
  const delivered = workers(view).filter((it) =>
    it.rows.some(({ dispatch }) => dispatch.result !== null && !WITHOUT_FINDINGS.has(dispatch.role)),
  );
  const names = listedUpToIn(
    delivered.map((it) => it.seat),
    6,
    say,
  );
  if (delivered.length === 0) return say('No worker delivered a result, so there is nothing to tell but what went wrong.');
  if (view.findings.length === 0) return [say('{names} looked and raised nothing.', { names }), ...criticSentences(view, say)].join(' ');
  const held = view.findings.filter((it) => HELD.has(it.state));
  const counts = { critical: 0, major: 0, minor: 0, info: 0 };
  for (const it of held) counts[it.severity] += 1;
  const rest = countByState(view.findings).filter((it) => !HELD.has(it.state));
  const fell = listedIn(
    rest.map((it) => `${it.total} ${STATE_WORDS[it.state].label}`),
    say,
  );
  const [worst] = [...held].sort(worstFirst);
  return [
    say('{names} raised {findings}; {held}.', {
      names,
      findings: countIn(view.findings.length, '{n} finding', '{n} findings', say),
      held: [
        say('{n} held', { n: held.length }) + (held.length > 0 ? ` (${severityPhrase(counts)})` : ''),
        ...(fell === '' ? [] : [fell]),
      ].join(', '),
    }),
    ...(worst === undefined ? [] : [say('The worst that held is {id}: {title}.', { id: worst.id, title: worst.title })]),
    ...criticSentences(view, say),
  ].join(' ');
}
