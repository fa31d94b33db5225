// Describes prompt runs in sentences, from the run's view.

import { PromptRun } from '../../../../contracts/make/prompt-run.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import * as z from '../../../../contracts/schema.ts';
import { inEnglish, type Say } from '../../../report-writer/language/english.ts';

const Facts = z.object({ promptRuns: z.array(PromptRun) });

export const promptRunsOf = ({ phases }: Pick<RunView, 'phases'>): PromptRun[] =>
  phases.flatMap(({ kind, facts }) => {
    const read = kind === 'make' && facts !== undefined ? Facts.safeParse(facts) : undefined;
    return read?.success ? read.data.promptRuns : [];
  });

export function promptSentence({ prompt, state, endedIn, stage, reason, artifact }: PromptRun, say: Say = inEnglish): string {
  const name = artifact?.name ?? prompt;
  switch (state) {
    case 'pending':
      return say('{prompt} is not begun.', { prompt });
    case 'running':
      return say('{prompt} is in {stage}.', { prompt, stage });
    case 'success':
      return say('{prompt} made the artifact {name}.', { prompt, name });
    case 'skipped':
      return say('{prompt} was not made again: {reason}.', { prompt, reason });
    case 'failed':
      return say('{prompt} failed in {stage}: {reason}.', { prompt, stage: endedIn ?? stage, reason });
  }
}

/** Where the result is: in the project if the prompt names a file, otherwise in the home. */
export const placeOf = ({ artifact }: PromptRun): string | null => artifact?.path ?? artifact?.kept ?? null;

export const checkLines = ({ drafts }: PromptRun): string[] =>
  (drafts.at(-1)?.checks ?? []).map((it) => `${it.held ? '✓' : '✗'} ${it.what}${it.says === '' ? '' : `: ${it.says}`}`);

/** What a screen says: the first prompt run in full, the others in a line each. */
export function promptLines(view: RunView): string[] {
  return promptRunsOf(view).flatMap((it) => {
    const place = placeOf(it);
    const sentence = promptSentence(it);
    const written = place === null || it.state === 'failed' ? [] : [`  ${place}`];
    return it.state === 'failed' || it.parent === null ? [sentence, ...written, ...checkLines(it).map((line) => `  ${line}`)] : [sentence];
  });
}
