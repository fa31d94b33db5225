// The summary of a report without a narrative: what can be said in two sentences without a writer.

import { ACTIONABLE } from '../../../contracts/findings/state-order.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { SectionPlace } from '../../phases/presentation.ts';
import { nothingFound } from '../../wording/looks.ts';
import { screenPartsAt } from '../../wording/phase-words.ts';
import { CONFIRMED, countsInWords, severityPhrase, worstFirst } from '../../wording/states.ts';
import { workers } from '../../wording/workers.ts';
import { countIn, listedIn, listedUpToIn, type Say } from '../language/english.ts';

const WITHOUT_FINDINGS: ReadonlySet<string> = new Set(['report-writer', 'critic', 'planner', 'verifier']);

export function plainSummary(view: RunView, say: Say): string {
  if (view.sameAs !== undefined)
    return say('Nothing was done: {run} asked the same about the same files, and its report stands.', { run: view.sameAs });
  const summaries = (place: SectionPlace) => screenPartsAt([place]).flatMap((it) => it.summary?.(view, say) ?? []);
  const done = summaries('done');
  if (done.length > 0) return done.join(' ');
  const delivered = workers(view).filter((it) =>
    it.rows.some(({ dispatch }) => dispatch.result !== null && !WITHOUT_FINDINGS.has(dispatch.role)),
  );
  if (delivered.length === 0) return say('No worker delivered a result; this report only says what went wrong.');
  if (view.findings.length === 0) {
    const names = listedUpToIn(
      delivered.map((it) => it.seat),
      6,
      say,
    );
    const nothing = nothingFound(view, say);
    return [...(nothing.length > 0 ? nothing : [say('{names} looked and raised nothing.', { names })]), ...summaries('found')].join(' ');
  }
  const finders = [...new Set(view.findings.flatMap((it) => it.seats))];
  const confirmed = view.findings.filter((it) => CONFIRMED.has(it.state));
  const claimed = confirmed.filter((it) => it.claimed).length;
  const counts = { critical: 0, major: 0, minor: 0, info: 0 };
  for (const it of confirmed) counts[it.severity] += 1;
  const rest = view.findings.filter((it) => !CONFIRMED.has(it.state));
  const others = listedIn(countsInWords(rest, say), say);
  const [worst] = view.findings.filter((it) => ACTIONABLE.has(it.state)).sort(worstFirst);
  return [
    say('{names} raised {findings}: {states}.', {
      names: listedUpToIn(finders, 6, say),
      findings: countIn(view.findings.length, '{n} finding', '{n} findings', say),
      states: [
        say('{n} confirmed', { n: confirmed.length }) + (confirmed.length > 0 ? ` (${severityPhrase(counts, say)})` : ''),
        ...(claimed === 0 ? [] : [say('{n} of them only as far as claimed', { n: claimed })]),
        ...(others === '' ? [] : [others]),
      ].join(', '),
    }),
    ...(worst === undefined ? [] : [say('The most severe is {id}: {title}.', { id: worst.id, title: worst.title })]),
    ...summaries('found'),
  ].join(' ');
}
