// The screens of a terminal are in English, whatever language a run's report is in: half of a screen in another
// language would be neither.

import type { RunView } from '../../../../contracts/run/run-view.ts';

export const inEnglish = (view: RunView): RunView => ({ ...view, task: { ...view.task, language: 'en' } });
