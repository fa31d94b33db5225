// An error on the terminal: one line that names the thing, the cause and the next step. Pure.

import type { Failure } from '../../../contracts/errors.ts';

/** What would move the cursor or colour the screen has no place in an error. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
const UNSEEN = /[\u0000-\u001f\u007f-\u009f]+/g;

export function errorLine({ message, hint }: Failure): string {
  return `muster: ${[ended(onOneLine(message)), capitalised(onOneLine(hint))].join(' ').trim()}`;
}

function onOneLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.join('; ').replace(UNSEEN, ' ').trim();
}

const ended = (text: string): string => (text === '' || /[.?!…]$/.test(text) ? text : `${text}.`);

/** Not where it begins with something to type. */
const capitalised = (text: string): string => (text.startsWith('muster ') ? text : text.charAt(0).toUpperCase() + text.slice(1));
