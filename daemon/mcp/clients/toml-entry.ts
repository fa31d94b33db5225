// A table in a TOML file of a client's settings. The file is not parsed: a table of our own name is looked for by its line,
// and what is added goes to the end. Pure.

import type { Edit } from './edit.ts';

export function hasTable(text: string, table: string): boolean {
  return bounds(text, table) !== undefined;
}

export function addingTable(text: string, lines: readonly string[]): Edit[] {
  const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n';
  return [{ offset: text.length, length: 0, text: `${gap}${lines.join('\n')}\n` }];
}

/** Where the file is no longer as it was left: the table with its sub-tables goes, and everything else stays. */
export function withoutTable(text: string, table: string): string {
  const found = bounds(text, table);
  return found === undefined ? text : text.slice(0, found.from) + text.slice(found.to);
}

function bounds(text: string, table: string): { from: number; to: number } | undefined {
  let from: number | undefined;
  let offset = 0;
  for (const line of text.split('\n')) {
    const [, name] = /^\s*\[\s*([^\]]+?)\s*\]\s*(#.*)?$/.exec(line) ?? [];
    const plain = name?.replaceAll('"', '').replace(/\s*\.\s*/g, '.');
    const isOurs = plain === table || (plain?.startsWith(`${table}.`) ?? false);
    if (name !== undefined && from === undefined && isOurs) from = offset;
    else if (/^\s*\[/.test(line) && from !== undefined && !isOurs) return { from, to: offset };
    offset += line.length + 1;
  }
  return from === undefined ? undefined : { from, to: text.length };
}

export const tomlText = (text: string): string => JSON.stringify(text);
