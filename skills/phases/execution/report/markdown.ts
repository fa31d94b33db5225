// The stages of a plan that was carried out, in Markdown: what was proved on B, T and H, and what was not proved.

import type { PlanExecution } from '../../../../contracts/plan/plan-execution.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { countIn, type Say } from '../../../report-writer/language/english.ts';
import { code, codeCell, fenced, line, table, title, titleCell, worded } from '../../../report-writer/markdown/escape.ts';
import { markdownSection } from '../../presentation.ts';
import { carriedOut, fetchCommand, isHandedOver, stagesSentence, togetherSentence, unprovedSentences } from './sentences.ts';

type ReportedStage = PlanExecution['stages'][number];

export function stagesMarkdown(run: RunView, say: Say): string {
  const told = carriedOut(run);
  if (told === null) return '';
  const open = unprovedSentences(told, say);
  const parts = [
    `**${title(stagesSentence(told, say))}**`,
    say('The plan of {run}. B is the base, T the base with the tests and build files of the work, H the work itself.', {
      run: code(told.from),
    }),
    ...told.stages.map((it) => stagePart(told, it, say)),
    ...togetherPart(run.id, told, say),
    `### ${say('What nobody proved')}`,
    open.map((it) => `- ${title(it)}`).join('\n') || say('Everything that the plan asks for was proved.'),
  ];
  return markdownSection(say('Stages'), parts.join('\n\n'));
}

function togetherPart(run: string, told: PlanExecution, say: Say): string[] {
  const { integrated } = told;
  if (!integrated) return [];
  const rows = integrated.criteria.map(({ description, met, proof }) => [
    titleCell(description),
    met ? '✓' : '✗',
    ...(proof ? [codeCell(proof.validator), proof.b, proof.t, proof.h, proof.outcome] : ['', '', '', '', '']),
  ]);
  return [
    `### ${say('The whole change')}`,
    title(togetherSentence(told, say)),
    ...integrated.why.map((why) => fenced(why)),
    ...(rows.length === 0 ? [] : [table([say('criterion'), '', say('validator'), 'B', 'T', 'H', say('outcome')], rows)]),
    ...(isHandedOver(told)
      ? [
          say('To take it over: {apply} (or {branch}, {pr}, {patch})', {
            apply: code(`muster apply ${run}`),
            branch: code(`muster branch ${run} <name>`),
            pr: code(`muster pr ${run}`),
            patch: code(`muster patch ${run}`),
          }),
        ]
      : []),
  ];
}

function stagePart(told: PlanExecution, it: ReportedStage, say: Say): string {
  const fetch = fetchCommand(told, it);
  return [
    `### ${it.n}. ${code(it.id)} · ${it.state}`,
    title(it.title),
    ...(it.summary === '' ? [] : [worded(it.summary, '> ')]),
    ...(it.proofs.length === 0 ? [] : [proofTable(it, say)]),
    ...[...it.reasons, ...it.asks].map((why) => fenced(why)),
    ...(it.left === null ? [] : [`${say('Left as it is')}: ${title(it.left)}`]),
    ...it.before.map(
      ({ attempt, reasons }) => `${say('Attempt {n} did not count', { n: attempt })}:\n\n${reasons.map((why) => fenced(why)).join('\n\n')}`,
    ),
    ...(it.takenFrom === null ? [] : [say('Taken over from {run}, which verified it before.', { run: code(it.takenFrom) })]),
    ...(it.files.length === 0 ? [] : [`${say('Files')}: ${it.files.map(code).join(', ')}`]),
    ...(it.head === null || fetch === undefined
      ? []
      : [`${say('Commit')} ${code(it.head)}${it.base === null ? '' : ` ${say('on')} ${code(it.base)}`}: ${code(fetch)}`]),
    ...(it.seat === null ? [] : [`${line(it.seat)}, ${countIn(it.attempts, '{n} attempt', '{n} attempts', say)}`]),
  ].join('\n\n');
}

const proofTable = ({ proofs }: ReportedStage, say: Say): string =>
  table(
    [say('validator'), 'B', 'T', 'H', say('outcome'), say('why')],
    proofs.map(({ validator, b, t, h, outcome, why }) => [codeCell(validator), b, t, h, outcome, titleCell(why)]),
  );
