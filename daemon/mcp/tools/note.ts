// run_note: stores a key and a value with a run; the note also appears in its report and can be read back by its key.

import { randomUUID } from 'node:crypto';
import * as z from '../../../contracts/schema.ts';
import { tool } from '../tool.ts';
import { withRecords } from '../with-records.ts';
import { order } from './order.ts';

export const note = tool({
  name: 'run_note',
  title: 'Note something about a run',
  says:
    'Stores `value` under `key` with the run; it stays in the journal and appears in a report that is written later. ' +
    'Without `value`: returns what was noted under the key, newest first; without both: all notes that have a key.',
  for: 'any',
  reads: false,
  input: z.strictObject({
    run: z.string().max(40),
    key: z
      .string()
      .regex(/^[\w./:-]{1,100}$/)
      .optional(),
    value: z.string().min(1).max(16_000).optional(),
  }),
  run: async ({ run: given, key, value }, here) => {
    const run = await withRecords(here, (records) => records.named(given));
    if (value !== undefined) await order(here, { kind: 'note', run, text: value, ...(key === undefined ? {} : { key }) }, randomUUID());
    const { notes } = await withRecords(here, (records) => records.view(run));
    const kept = notes.flatMap((it) =>
      it.key === undefined || (key !== undefined && it.key !== key) ? [] : [{ key: it.key, value: it.text }],
    );
    return {
      run,
      ...(value === undefined ? {} : { noted: key ?? 'without a key: it stays in the journal and the report' }),
      notes: kept.reverse(),
    };
  },
});
