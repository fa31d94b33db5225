// What the others say about a plan, as Markdown: the gate, items by voters, dissent in full, and what a person must settle.

import type { ItemTally, PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { planHeading } from '../../../report-writer/language/say.ts';
import { line, table, title, titleCell, worded } from '../../../report-writer/markdown/escape.ts';
import { evidence } from '../../../report-writer/markdown/finding.ts';
import { VERDICT_WORDS } from '../../../wording/verdicts.ts';
import { askedTogether } from './asked-together.ts';
import { GATE_WORDS, gateLabel, ITEM_WORDS } from './gate-words.ts';
import { inShort } from './standing.ts';

export function verificationMarkdown(verification: PlanVerification, language: string, say: Say): string[] {
  const { gate, items, voters, unchallenged, clarifications } = verification;
  const dissent = items.flatMap((it) => spoken(it, say));
  return [
    `## ${planHeading('Plan Body Verification', language)}`,
    `**${gateLabel(verification, say)}**: ${say(GATE_WORDS[gate].means)}${unchallenged ? ` ${say('Unchallenged: there was only one voter.')}` : ''}`,
    ...voters
      .filter((it) => !it.usable)
      .map(({ seat, reason }) => `- ${line(seat)} ${say('gave no usable verdict ({why})', { why: line(reason) })}`),
    matrix(verification, say),
    ...(dissent.length === 0 ? [] : [`### ${planHeading('Dissent', language)}`, ...dissent]),
    ...(clarifications.length === 0
      ? []
      : [
          `### ${planHeading('Clarifications', language)}`,
          table(
            ['', say('Item'), say('Question'), say('Raised by'), say('Blocks')],
            askedTogether(clarifications).map((it) => [
              it.id,
              it.item,
              titleCell(it.asks),
              line(it.raisedBy.join(', ')) || say('nobody'),
              say(it.blocks),
            ]),
          ),
        ]),
  ];
}

function matrix({ items, voters }: PlanVerification, say: Say): string {
  const rows = items.map(({ item, state, words }) => [
    item.id,
    say(ITEM_WORDS[state]),
    titleCell(inShort(item)),
    ...voters.map(({ dispatch }) => {
      const word = words.find((it) => it.dispatch === dispatch);
      return word === undefined ? '!' : `${VERDICT_WORDS[word.verdict].sign} ${word.verdict}`;
    }),
  ]);
  return table([say('Item'), say('State'), say('What it says'), ...voters.map(({ seat }) => line(seat))], rows);
}

/** Disagreements and additions, in the voters' own words. */
function spoken({ item, words }: ItemTally, say: Say): string[] {
  const said = words.filter(({ verdict }) => verdict === 'DISAGREE' || verdict === 'SUPPLEMENT');
  if (said.length === 0) return [];
  return [
    `**${item.id}**: ${title(inShort(item))}`,
    ...said.flatMap((word) => [
      `**${line(word.seat)}** ${word.verdict}:`,
      worded(word.basis.trim() === '' ? '–' : word.basis, '> '),
      ...(word.evidence.length === 0
        ? []
        : evidence(
            word.evidence.map((it, at) => ({ seat: word.seat, evidence: it, check: word.checks[at] })),
            say,
          )),
    ]),
  ];
}
