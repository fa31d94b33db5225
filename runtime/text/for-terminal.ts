// The last step for any text before it is written to a terminal. Screens are made from clean text; what slipped through, or comes
// as JSON, becomes visible here instead of taking effect. Only colours pass.

import { CONTROLS, withHiddenSpelled } from './invisible-characters.ts';

const COLOUR_OR_CONTROL = new RegExp(`(\\u001b\\[[0-9;]*m)|${CONTROLS}`, 'g');

/** As a JSON escape, which keeps the meaning inside JSON. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

export function forTerminal(text: string): string {
  const still = text.replace(COLOUR_OR_CONTROL, (found, colour: string | undefined) => colour ?? escaped(found));
  return withHiddenSpelled(still, escaped);
}
