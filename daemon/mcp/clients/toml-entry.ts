// A table in a client's TOML settings. The file is not parsed: our table is found by its header line, and additions go at the end. Pure.

import { MusterError } from '../../../contracts/errors.ts';
import type { Edit } from './edit.ts';

export function hasTable(text: string, table: string): boolean {
  return bounds(text, table) !== undefined;
}

export function addingTable(text: string, table: string, path: string, lines: readonly string[]): Edit[] {
  refuseOtherForm(text, table, path);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' ? '' : text.endsWith('\n') ? eol : `${eol}${eol}`;
  return [{ offset: text.length, length: 0, text: `${gap}${lines.join(eol)}${eol}` }];
}

/** The table as it is in the file. */
export function tableText(text: string, table: string): string {
  const found = bounds(text, table);
  return found === undefined ? '' : text.slice(found.from, found.to);
}

/** Refuses files that define servers other than as tables, because adding a table would make them invalid. */
function refuseOtherForm(text: string, table: string, path: string): void {
  const [group = '', name = ''] = table.split('.');
  let inside = '';
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    inside = nameOf(line) ?? inside;
    const key = /^\s*([^=#[]+?)\s*=/.exec(line)?.[1]?.replaceAll(/["'\s]/g, '') ?? '';
    const whole = inside === '' ? key : `${inside}.${key}`;
    if (
      key !== '' &&
      ((inside === '' && whole === group) || whole === table || (inside !== table && whole.startsWith(`${group}.${name}.`)))
    )
      throw new MusterError(
        'config-invalid',
        `${path} has its servers in another form: line ${at + 1}: ${key}`,
        'Use `muster mcp --print` and add the lines yourself.',
      );
  }
}

/** The name of the table that starts on this line. */
function nameOf(line: string): string | undefined {
  const [, name] = /^\s*\[\s*([^\]]+?)\s*\]\s*(#.*)?$/.exec(line) ?? [];
  return name?.replaceAll(/["']/g, '').replace(/\s*\.\s*/g, '.');
}

/** For a file that has changed since: removes the table and its sub-tables. */
export function withoutTable(text: string, table: string): string {
  const found = bounds(text, table);
  return found === undefined ? text : text.slice(0, found.from) + text.slice(found.to);
}

function bounds(text: string, table: string): { from: number; to: number } | undefined {
  let from: number | undefined;
  let offset = 0;
  for (const line of text.split('\n')) {
    const plain = nameOf(line);
    const isOurs = plain === table || (plain?.startsWith(`${table}.`) ?? false);
    if (from === undefined && isOurs) from = offset;
    else if (/^\s*\[/.test(line) && from !== undefined && !isOurs) return { from, to: offset };
    offset += line.length + 1;
  }
  return from === undefined ? undefined : { from, to: text.length };
}

export const tomlText = (text: string): string => JSON.stringify(text);
