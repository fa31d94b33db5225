// The performers for the effects of a phase that makes artifacts from prompts.

import type { MakeEffect } from '../../../skills/phases/make/effects.ts';
import type { Performers } from '../performers.ts';
import { checkArtifact } from './check-artifact.ts';
import { compilePrompt } from './compile-prompt.ts';
import { placeArtifact } from './place-artifact.ts';
import { readPromptFile } from './read-prompt.ts';

export const MAKE_PERFORMERS: Performers<MakeEffect> = {
  'read-prompt': readPromptFile,
  'compile-prompt': compilePrompt,
  'check-artifact': checkArtifact,
  'place-artifact': placeArtifact,
};
