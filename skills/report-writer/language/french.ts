// French, by the English sentence. A test ensures that every sentence in use has an entry here, and that every entry here is in
// use.

import { STAGES_FRENCH } from '../../phases/execution/report/french.ts';
import { PROMPTS_FRENCH } from '../../phases/make/report/french.ts';
import { PLAN_FRENCH } from '../../phases/plan/report/french.ts';
import { FINDINGS_FRENCH } from './french/findings.ts';
import { JOURNAL_FRENCH } from './french/journal.ts';
import { REPORT_FRENCH } from './french/report.ts';
import { WORDS_FRENCH } from './french/words.ts';
import { WORK_FRENCH } from './french/work.ts';

export const FRENCH: Readonly<Record<string, string>> = {
  ...REPORT_FRENCH,
  ...FINDINGS_FRENCH,
  ...PLAN_FRENCH,
  ...STAGES_FRENCH,
  ...PROMPTS_FRENCH,
  ...WORDS_FRENCH,
  ...WORK_FRENCH,
  ...JOURNAL_FRENCH,
  'Nothing was done: {run} asked the same about the same files, and its report stands.':
    'Rien n’a été fait : {run} a demandé la même chose sur les mêmes fichiers, et son rapport vaut.',
};
