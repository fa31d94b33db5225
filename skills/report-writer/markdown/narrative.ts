// The report-writer's narrative in Markdown, each block with its references; the words of an agent are a quotation. Blocks whose
// references are only partly valid are marked; those without a valid one are left out, and the report says how many.

import type { Narrative, PrintedBlock } from '../../prompts/trace.ts';
import { wordsOf } from '../../wording/sentences.ts';
import { countIn, listedIn, listedUpToIn, type Say } from '../language/english.ts';
import { code, line, title, worded } from './escape.ts';

export function narrativeBlock(block: PrintedBlock, say: Say): string {
  const refs = line(listedUpToIn(block.refs, 12, say));
  const partly =
    block.traced === 'some'
      ? ` *${say('Only partly traced: {names} does not exist in this run.', { names: listedUpToIn(block.dropped.map(code), 8, say) })}*`
      : '';
  if (block.quoted) {
    // A heading of its own would look like one of the report.
    const heading = block.title === undefined ? '' : `> **${line(block.title)}**\n>\n`;
    return `${heading}${worded(block.text, '> ')}\n\n*${wordsOf(line(block.seat), refs, say)}*${partly}`;
  }
  const heading = block.title === undefined ? '' : `### ${title(block.title)}\n\n`;
  const rests = block.refs.length > 0 ? `*${say('Based on {refs}.', { refs })}*` : '';
  return `${heading}${worded(block.text)}\n\n${rests}${partly}`.trim();
}

/** Whose words these are, and what was left out. */
export function narrativeCredit(narrative: Narrative, say: Say): string {
  const dropped =
    narrative.dropped === 0
      ? ''
      : countIn(
          narrative.dropped,
          '{n} block of text was dropped because it is based on nothing in this run.',
          '{n} blocks of text were dropped because they are based on nothing in this run.',
          say,
        );
  if (narrative.seats.length === 0)
    return `${say('This report has no text by a report-writer; the facts are complete without it.')} ${dropped}`.trim();
  const seats = listedIn(narrative.seats.map(line), say);
  return `*${say('Written by {seats}; every block names what it is based on.', { seats })}* ${dropped}`.trim();
}
