// Reads TOML line by line: every `key = value` with its table. Enough for Cargo.toml, lockfiles and pyproject.toml; what it cannot
// read is left out.

import { maskHash } from '../masks/mask-hash.ts';
import { linesOf } from './lines.ts';

export type TomlEntry = {
  /** `dependencies`, `package`, `target.cfg(unix).dependencies`; each element of an array of tables has its own `index`. */
  table: string;
  index: number;
  key: string;
  /** The text of a string; other values as written, with a multi-line array or inline table joined. */
  value: string;
  isString: boolean;
  line: number;
};

export function tomlEntries(text: string): TomlEntry[] {
  const lines = linesOf(text);
  const masked = maskHash(text, 'toml');
  const code = linesOf(masked.code);
  const comments = maskComments(text, masked.comments);
  const counts = new Map<string, number>();
  const entries: TomlEntry[] = [];
  let table = '';
  let index = 0;
  for (let line = 1; line <= lines.count; line++) {
    const seen = code.text(line);
    const raw = comments.slice(lines.start(line), lines.start(line) + lines.text(line).length);
    const header = /^\s*\[(\[?)\s*([^\]]+?)\s*\]\]?\s*$/.exec(raw);
    if (header && /^\s*\[/.test(seen)) {
      table = unquoteKey(header[2] ?? '');
      index = counts.get(table) ?? 0;
      counts.set(table, index + 1);
      continue;
    }
    const entry = /^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=\s*(.*)$/.exec(raw);
    if (!entry) continue;
    let value = (entry[2] ?? '').trim();
    const from = line;
    while (line < lines.count && !isClosed(code, from, line)) {
      line++;
      value += ` ${comments.slice(lines.start(line), lines.start(line) + lines.text(line).length).trim()}`;
    }
    const string = /^(["'])(.*)\1$/.exec(value);
    entries.push({
      table,
      index,
      key: unquoteKey(entry[1] ?? ''),
      value: string ? (string[2] ?? '') : value,
      isString: string !== null,
      line: from,
    });
  }
  return entries;
}

/** A field of an inline table: `{ version = "1", optional = true }`. */
export function inlineField(value: string, field: string): string | undefined {
  const match = new RegExp(`[{,]\\s*${field}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([\\w.]+))`).exec(value);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

const unquoteKey = (key: string): string =>
  key
    .split(/\s*\.\s*(?=(?:[^"']*["'][^"']*["'])*[^"']*$)/)
    .map((it) => it.replace(/^(["'])(.*)\1$/, '$2'))
    .join('.');

function isClosed(code: { text(line: number): string }, from: number, to: number): boolean {
  let depth = 0;
  for (let line = from; line <= to; line++) {
    const text = line === from ? code.text(line).replace(/^[^=]*=/, '') : code.text(line);
    for (const c of text) depth += c === '[' || c === '{' ? 1 : c === ']' || c === '}' ? -1 : 0;
  }
  return depth <= 0;
}

function maskComments(text: string, comments: readonly { start: number; end: number }[]): string {
  let out = '';
  let at = 0;
  for (const it of comments) {
    out += text.slice(at, it.start) + ' '.repeat(it.end - it.start);
    at = it.end;
  }
  return out + text.slice(at);
}
