// Sentences about what critics named and what others made of it: confirmed gaps, remaining risks, and the outcome of a case against
// the work.

import type { NamedGap } from '../../../../contracts/findings/gap.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { countIn, inEnglish, listedIn, type Say } from '../../../report-writer/language/english.ts';
import { oneLine } from '../../../wording/plain-text.ts';
import { acceptanceOf } from '../acceptance.ts';

export type NamedByCritic = NamedGap & { id: string };

const criticGaps = (view: RunView): NamedByCritic[] => view.gaps.flatMap((it) => (it.id === undefined ? [] : [{ ...it, id: it.id }]));

/** In the order of interest to a reader: confirmed gaps, then risks, then what no one has examined yet. */
export function gapGroups(view: RunView): { heading: string; means: string; gaps: NamedByCritic[] }[] {
  const all = criticGaps(view);
  const groups = [
    { heading: 'Confirmed', means: 'Another worker checked and confirmed it.', gaps: all.filter((it) => it.outcome === 'confirmed') },
    {
      heading: 'Remaining risks',
      means: 'Not confirmed, but kept in the report.',
      gaps: all.filter((it) => it.outcome === 'residual-risk'),
    },
    { heading: 'Not checked yet', means: 'The run is not finished.', gaps: all.filter((it) => it.outcome === undefined) },
  ];
  return groups.filter(({ gaps }) => gaps.length > 0);
}

/** One sentence for each critic that answered. */
export function criticSentences(view: RunView, say: Say = inEnglish): string[] {
  return view.critics.map(({ phase, mode, seat, gaps, failed }) => {
    const values = { seat, task: say(TASKS[mode]) };
    if (failed !== null) return say('{seat} was asked to {task} but delivered nothing: {why}.', { ...values, why: oneLine(failed) });
    if (gaps === 0) return say('{seat} was asked to {task} and named nothing.', values);
    const own = criticGaps(view).filter((it) => view.dispatches.some((one) => one.id === it.dispatch && one.phase === phase));
    const confirmed = own.filter((it) => it.outcome === 'confirmed').length;
    const risks = own.filter((it) => it.outcome === 'residual-risk').length;
    const outcome = listedIn(
      [
        ...(confirmed > 0 ? [say('{n} confirmed', { n: confirmed })] : []),
        ...(risks > 0 ? [countIn(risks, '{n} remaining risk', '{n} remaining risks', say)] : []),
      ],
      say,
    );
    const named = countIn(gaps, '{n} gap', '{n} gaps', say);
    const said = say('{seat} was asked to {task} and named {gaps}.', {
      ...values,
      gaps: `${named}${outcome === '' ? '' : `: ${outcome}`}`,
    });
    return mode === 'acceptance' ? `${said} ${acceptanceWords(own, say)}` : said;
  });
}

const TASKS = { coverage: 'look for what no worker raised', acceptance: 'argue against the work' } as const;

function acceptanceWords(gaps: readonly NamedGap[], say: Say): string {
  const acceptance = acceptanceOf(gaps);
  switch (acceptance.kind) {
    case 'unopposed':
      return say('There is no objection to accepting the work.');
    case 'with-risks':
      return say('There is no confirmed objection to accepting the work.');
    case 'refused':
      return say(
        acceptance.because.length === 1 ? '{gaps} is an objection to accepting the work.' : '{gaps} are objections to accepting the work.',
        {
          gaps: listedIn(acceptance.because, say),
        },
      );
    case 'open':
      return say('This is not decided yet.');
  }
}
