// Terminal screens are always in English, whatever the language of the report: a screen in two languages helps no one.

import type { RunView } from '../../../../contracts/run/run-view.ts';

export const inEnglish = (view: RunView): RunView => ({ ...view, task: { ...view.task, language: 'en' } });
