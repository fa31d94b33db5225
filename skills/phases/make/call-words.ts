// How a prompt and its parameters are written in a sentence.

import type { PromptCall } from '../../../contracts/make/artifact.ts';

export const callWords = ({ prompt, params }: PromptCall): string =>
  [prompt, ...Object.entries(params).map(([name, value]) => `${name}=${value}`)].join('|');
