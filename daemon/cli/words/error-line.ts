// An error on the terminal: one line with the thing, the cause and the next step. Pure.

import type { Failure } from '../../../contracts/errors.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';

export function errorLine({ message, hint }: Failure): string {
  return `muster: ${[ended(onOneLine(message)), capitalised(onOneLine(hint))].join(' ').trim()}`;
}

function onOneLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return oneLine(lines.join('; ')).replace(ENDLESS, (word) => `${word.slice(0, SHOWN)}… (${word.length} characters)`);
}

/** Longer than any path: something that was pasted by mistake, of which the beginning is enough. */
const ENDLESS = /\S{4200,}/g;
const SHOWN = 80;

const ended = (text: string): string => (text === '' || /[.?!…]$/.test(text) ? text : `${text}.`);

/** A hint that starts with a command to type is not capitalised. */
const capitalised = (text: string): string => (text.startsWith('muster ') ? text : text.charAt(0).toUpperCase() + text.slice(1));
