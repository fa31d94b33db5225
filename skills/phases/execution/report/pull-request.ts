// The text of a pull request for the work of a run. The program writes it from what it saw, so that no worker speaks for itself:
// what was proved and how, who disagreed, and what was not proved.

import type { PlanExecution } from '../../../../contracts/plan/plan-execution.ts';
import type { PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import { inEnglish } from '../../../report-writer/language/english.ts';
import { code, codeCell, line, table, title, titleCell, worded } from '../../../report-writer/markdown/escape.ts';
import { oneLine } from '../../../wording/plain-text.ts';
import { togetherSentence, unprovedSentences } from './sentences.ts';

export type PullRequest = { title: string; body: string };

type PullRequestFacts = {
  run: string;
  told: PlanExecution;
  /** What others said about the plan. */
  verification: PlanVerification | null;
  /** What reviewers of the work said, as sentences. */
  review: readonly string[];
  base: string;
  head: string;
  tree: string;
};

const LONGEST_TITLE = 72;

export function pullRequestOf({ run, told, verification, review, base, head, tree }: PullRequestFacts): PullRequest {
  const open = unprovedSentences(told);
  const dissent = dissentOf(verification);
  const { integrated } = told;
  const parts = [
    worded(told.goal),
    '## Stages',
    told.stages.map((it) => `- ${code(it.id)} ${it.state}: ${title(it.title)}`).join('\n'),
    '## What was proved',
    'B is the base, T the base with only the test and build files of the work, H the work.',
    proofTable(told.stages),
    ...(integrated ? [title(togetherSentence(told))] : []),
    ...(integrated && integrated.criteria.length > 0 ? ['### Acceptance criteria', criteriaTable(integrated)] : []),
    '## Review',
    review.map((it) => `- ${title(it)}`).join('\n') || 'Nobody reviewed the work.',
    '## Dissent',
    dissent.length === 0 ? 'None of those who judged the plan disagreed.' : dissent.join('\n'),
    '## What nobody proved',
    open.map((it) => `- ${title(it)}`).join('\n') || inEnglish('Everything that the plan asks for was proved.'),
    '## Record',
    [
      `- run ${code(run)}, plan ${code(told.plan)} of ${code(told.from)}, which a person approved`,
      `- base ${code(base)}, head ${code(head)}, tree ${code(tree)}`,
    ].join('\n'),
  ];
  return { title: titleOf(told.goal), body: `${parts.join('\n\n')}\n` };
}

function titleOf(goal: string): string {
  const [first = ''] = oneLine(goal).split(/(?<=[.!?])\s/);
  const plain = first.replace(/[.]$/, '');
  return plain.length <= LONGEST_TITLE ? plain : `${plain.slice(0, LONGEST_TITLE - 1)}…`;
}

const proofTable = (stages: PlanExecution['stages']): string =>
  table(
    ['stage', 'validator', 'B', 'T', 'H', 'outcome'],
    stages.flatMap((it) => it.proofs.map(({ validator, b, t, h, outcome }) => [codeCell(it.id), codeCell(validator), b, t, h, outcome])),
  );

const criteriaTable = ({ criteria }: NonNullable<PlanExecution['integrated']>): string =>
  table(
    ['criterion', 'met', 'validator', 'B', 'T', 'H', 'outcome'],
    criteria.map(({ description, met, proof }) => [
      titleCell(description),
      met ? 'yes' : 'no',
      ...(proof ? [codeCell(proof.validator), proof.b, proof.t, proof.h, proof.outcome] : ['', '', '', '', '']),
    ]),
  );

function dissentOf(verification: PlanVerification | null): string[] {
  return (verification?.items ?? []).flatMap(({ item, words }) =>
    words.filter(({ verdict }) => verdict === 'DISAGREE').map(({ seat, basis }) => `- ${code(item.id)}, by ${line(seat)}: ${title(basis)}`),
  );
}
