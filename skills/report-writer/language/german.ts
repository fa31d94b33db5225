// German, by the English sentence. A test ensures that every sentence in use has an entry here, and that every entry here is in
// use.

import { STAGES_GERMAN } from '../../phases/execution/report/german.ts';
import { PROMPTS_GERMAN } from '../../phases/make/report/german.ts';
import { PLAN_GERMAN } from '../../phases/plan/report/german.ts';
import { FINDINGS_GERMAN } from './german/findings.ts';
import { JOURNAL_GERMAN } from './german/journal.ts';
import { REPORT_GERMAN } from './german/report.ts';
import { WORDS_GERMAN } from './german/words.ts';
import { WORK_GERMAN } from './german/work.ts';

export const GERMAN: Readonly<Record<string, string>> = {
  ...REPORT_GERMAN,
  ...FINDINGS_GERMAN,
  ...PLAN_GERMAN,
  ...STAGES_GERMAN,
  ...PROMPTS_GERMAN,
  ...WORDS_GERMAN,
  ...WORK_GERMAN,
  ...JOURNAL_GERMAN,
  'Nothing was done: {run} asked the same about the same files, and its report stands.':
    'Es wurde nichts getan: {run} hat dasselbe über dieselben Dateien gefragt, und dessen Bericht gilt.',
};
