// The report-writer's words in Markdown, each block with what it rests on. What could not be traced
// in full is marked; what could not be traced at all is not here, and the page says how much that was.

import type { CheckedBlock } from '../../../contracts/narrative.ts';
import { count, listed, listedUpTo } from '../numbers.ts';
import type { Narrative } from '../trace.ts';
import { code, line, title, worded } from './escape.ts';

export function narrativeBlock(block: CheckedBlock): string {
  const heading = block.title === undefined ? '' : `### ${title(block.title)}\n\n`;
  const rests = block.refs.length > 0 ? `*Rests on ${line(listedUpTo(block.refs, 12))}.*` : '';
  const partly =
    block.traced === 'some' ? ` *Only partly traced: ${listedUpTo(block.dropped.map(code), 8)} names nothing in this run.*` : '';
  return `${heading}${worded(block.text)}\n\n${rests}${partly}`.trim();
}

/** Whose words these are, and what was left out of them. */
export function narrativeCredit(narrative: Narrative): string {
  const dropped =
    narrative.dropped === 0
      ? ''
      : `${count(narrative.dropped, 'block')} of narrative named nothing in this run and ${narrative.dropped === 1 ? 'was' : 'were'} dropped.`;
  if (narrative.seats.length === 0)
    return `No report-writer's words are in this report; the facts are complete without them. ${dropped}`.trim();
  return `*In the words of ${listed(narrative.seats.map(line))}; every block names what it rests on.* ${dropped}`.trim();
}
