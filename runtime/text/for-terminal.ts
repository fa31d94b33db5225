// The last step for any text before it is sent to a terminal. Screens are written from clean text; whatever was
// forgotten on the way, or comes as JSON, is made visible here instead of acting. Only colours pass.

import { CONTROLS, withHiddenSpelled } from './unseen.ts';

const COLOUR_OR_CONTROL = new RegExp(`(\\u001b\\[[0-9;]*m)|${CONTROLS}`, 'g');

/** As JSON writes it: inside a JSON text the meaning stays the same. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

export function forTerminal(text: string): string {
  const still = text.replace(COLOUR_OR_CONTROL, (found, colour: string | undefined) => colour ?? escaped(found));
  return withHiddenSpelled(still, escaped);
}
