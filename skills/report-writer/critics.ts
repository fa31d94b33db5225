// What critics named and what others made of it: confirmed gaps, risks that are left, and for a case
// against the work what it comes to.

import type { NamedGap } from '../../contracts/gap.ts';
import type { RunView } from '../../contracts/run-view.ts';
import { acceptanceOf } from '../critic/acceptance.ts';
import { count, listed } from './numbers.ts';
import { oneLine } from './plain-text.ts';

export type NamedByCritic = NamedGap & { id: string };

const criticGaps = (view: RunView): NamedByCritic[] => view.gaps.flatMap((it) => (it.id === undefined ? [] : [{ ...it, id: it.id }]));

/** In the order in which a reader wants them: what is known, then what is feared, then what nobody has looked at yet. */
export function gapGroups(view: RunView): { heading: string; means: string; gaps: NamedByCritic[] }[] {
  const all = criticGaps(view);
  const groups = [
    { heading: 'Confirmed', means: 'Another worker looked and found it so.', gaps: all.filter((it) => it.outcome === 'confirmed') },
    {
      heading: 'Risks that are left',
      means: 'Nobody confirmed them; none was dropped.',
      gaps: all.filter((it) => it.outcome === 'residual-risk'),
    },
    { heading: 'Not looked at yet', means: 'The run goes on.', gaps: all.filter((it) => it.outcome === undefined) },
  ];
  return groups.filter(({ gaps }) => gaps.length > 0);
}

/** One sentence for each critic that was heard. */
export function criticSentences(view: RunView): string[] {
  return view.critics.map(({ phase, mode, seat, gaps, failed }) => {
    if (failed !== null) return `${seat} was to ${TASKS[mode]} and delivered nothing: ${oneLine(failed)}.`;
    if (gaps === 0) return `${seat} was to ${TASKS[mode]} and named nothing.`;
    const own = criticGaps(view).filter((it) => view.dispatches.some((one) => one.id === it.dispatch && one.phase === phase));
    const confirmed = own.filter((it) => it.outcome === 'confirmed').length;
    const risks = own.filter((it) => it.outcome === 'residual-risk').length;
    const outcome = listed([
      ...(confirmed > 0 ? [`${confirmed} confirmed`] : []),
      ...(risks > 0 ? [`${risks} left as ${risks === 1 ? 'a risk' : 'risks'}`] : []),
    ]);
    const said = `${seat} was to ${TASKS[mode]} and named ${count(gaps, 'gap')}${outcome === '' ? '' : `: ${outcome}`}.`;
    return mode === 'acceptance' ? `${said} ${acceptanceWords(own)}` : said;
  });
}

const TASKS = { coverage: 'look for what nobody raised', acceptance: 'argue against the work' } as const;

function acceptanceWords(gaps: readonly NamedGap[]): string {
  const acceptance = acceptanceOf(gaps);
  switch (acceptance.kind) {
    case 'unopposed':
      return 'Nothing speaks against accepting it.';
    case 'with-risks':
      return 'Nothing that was confirmed speaks against accepting it.';
    case 'refused':
      return `${listed(acceptance.because)} ${acceptance.because.length === 1 ? 'speaks' : 'speak'} against accepting it.`;
    case 'open':
      return 'It is not decided yet.';
  }
}
