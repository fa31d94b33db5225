// The result of a final verification, as sentences for screens and pages.

import type { WorkVerdict } from '../../../../contracts/findings/work-verdict.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { countIn, inEnglish, listedIn, type Say } from '../../../report-writer/language/english.ts';
import { judgedFrom } from '../../../wording/looks.ts';
import { oneLine } from '../../../wording/plain-text.ts';

const MOST_REASONS = 5;

export const WORK_VERDICTS: Readonly<Record<WorkVerdict['verdict'], { label: string; means: string; tone: 'good' | 'warning' | 'bad' }>> = {
  'accepted': { label: 'Accepted', means: 'There is no objection to the work.', tone: 'good' },
  'conditional-accept': {
    label: 'Accepted on conditions',
    means: 'No blocker was found. A person should check the conditions.',
    tone: 'warning',
  },
  'not-judged': {
    label: 'Not judged',
    means: 'No worker that can say whether the work is done gave an answer that counts.',
    tone: 'warning',
  },
  'blocked': { label: 'Blocked', means: 'The blockers have to be fixed first.', tone: 'bad' },
};

/** The strongest word; what is only claimed was no reason to accept. */
export function verdictSentence({ verdict, blockers, conditions }: WorkVerdict, say: Say = inEnglish): string {
  const { label, means } = WORK_VERDICTS[verdict];
  const parts = [
    ...(blockers.length > 0 ? [countIn(blockers.length, '{n} blocker', '{n} blockers', say)] : []),
    ...(conditions.length > 0 ? [countIn(conditions.length, '{n} condition', '{n} conditions', say)] : []),
  ];
  return `${say(label)}${parts.length > 0 ? `, ${listedIn(parts, say)}` : ''}. ${say(means)}`;
}

/** Why there is no verdict, if a phase was to give one. */
export const unjudgedLines = ({ phases }: Pick<RunView, 'phases'>, say: Say = inEnglish): string[] =>
  phases.flatMap(({ kind, state, reason }) =>
    kind === 'verdict' && state === 'skipped' && reason ? [`${say('Not judged')}: ${say(reason)}.`] : [],
  );

/** The verdict and everything it is based on, or why there is none. */
export const reviewLines = (view: Pick<RunView, 'phases' | 'verdict' | 'looks' | 'judgement'>): string[] =>
  view.verdict
    ? [
        verdictSentence(view.verdict),
        ...judgedFrom(view),
        ...[...view.verdict.blockers, ...view.verdict.conditions].map(({ ref, why }) => `${ref}: ${oneLine(why)}`),
      ]
    : unjudgedLines(view);

export function auditSentence({ audit: { changed, unknown } }: WorkVerdict, say: Say = inEnglish): string {
  if (changed.length > 0)
    return countIn(
      changed.length,
      '{n} source changed while the work was verified.',
      '{n} sources changed while the work was verified.',
      say,
    );
  if (unknown !== undefined) return say('It is unknown whether the sources changed while the work was verified: {why}.', { why: unknown });
  return say('The sources did not change while the work was verified.');
}

/** The reasons against the work, blockers before conditions; beyond the first few they are only in the report. */
export function reasonLines({ blockers, conditions }: WorkVerdict): string[] {
  const all = [...blockers.map((it) => ({ ...it, as: 'blocker' })), ...conditions.map((it) => ({ ...it, as: 'condition' }))];
  const more = all.length - MOST_REASONS;
  return [
    ...all.slice(0, MOST_REASONS).map(({ ref, why, as }) => `${as} ${ref}: ${oneLine(why)}`),
    ...(more > 0 ? [`and ${more} more: see the report`] : []),
  ];
}
