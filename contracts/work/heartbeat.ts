// The heartbeat file `beat.md`: append-only lines `- PROGRESS: <stage> <ISO-UTC>`.

import * as z from '../schema.ts';
import { exactText, freeText } from '../text.ts';
import { Timestamp } from '../time.ts';

export const Heartbeat = z.strictObject({ stage: freeText(200).min(1), at: Timestamp });
export type Heartbeat = z.infer<typeof Heartbeat>;

const LINE = /^- PROGRESS: (.{1,200}?) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)$/;

export { beatLine } from './beat-line.ts';

/** The last complete line that is a heartbeat; anything else in the file is ignored. */
export function newestBeat(text: string): Heartbeat | undefined {
  for (const line of text.split('\n').reverse()) {
    const match = LINE.exec(line.trimEnd());
    if (!match?.[1] || !match[2] || Number.isNaN(Date.parse(match[2]))) continue;
    return { stage: match[1], at: new Date(match[2]).toISOString() };
  }
  return undefined;
}

/** One line of a worker's `errors.jsonl`. */
export const ErrorLine = z.object({
  ts: exactText(40),
  type: z.enum(['tool-failure', 'cli-failure', 'contract-violation']),
  tool: freeText(200).optional(),
  message: freeText(4000),
});
export type ErrorLine = z.infer<typeof ErrorLine>;
