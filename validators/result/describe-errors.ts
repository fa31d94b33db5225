// The errors in a result, each with the JSON path of its place, in words for a repair prompt.

import { cut } from '../../contracts/cut.ts';

export type ResultError = {
  /** `findings[3].evidence[0].line`; empty for the file as a whole. */
  path: string;
  message: string;
};

const MOST_SHOWN = 20;

export function describeErrors(errors: readonly ResultError[]): string {
  const shown = errors.slice(0, MOST_SHOWN).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const rest = errors.length - shown.length;
  if (rest > 0) shown.push(`and ${rest} more like this`);
  return shown.join('\n');
}

export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_]\w*$/.test(String(step))) text += text === '' ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(cut(String(step), 100))}]`;
  }
  return text;
}
