// Spanish, by the English sentence. A test ensures that every sentence in use has an entry here, and that every entry here is in
// use.

import { STAGES_SPANISH } from '../../phases/execution/report/spanish.ts';
import { PROMPTS_SPANISH } from '../../phases/make/report/spanish.ts';
import { PLAN_SPANISH } from '../../phases/plan/report/spanish.ts';
import { FINDINGS_SPANISH } from './spanish/findings.ts';
import { JOURNAL_SPANISH } from './spanish/journal.ts';
import { REPORT_SPANISH } from './spanish/report.ts';
import { WORDS_SPANISH } from './spanish/words.ts';
import { WORK_SPANISH } from './spanish/work.ts';

export const SPANISH: Readonly<Record<string, string>> = {
  ...REPORT_SPANISH,
  ...FINDINGS_SPANISH,
  ...PLAN_SPANISH,
  ...STAGES_SPANISH,
  ...PROMPTS_SPANISH,
  ...WORDS_SPANISH,
  ...WORK_SPANISH,
  ...JOURNAL_SPANISH,
  'Nothing was done: {run} asked the same about the same files, and its report stands.':
    'No se hizo nada: {run} preguntó lo mismo sobre los mismos archivos, y su informe vale.',
};
