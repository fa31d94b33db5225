// Escapes text of unknown origin so that Markdown shows exactly that text. Nothing in it can become a link, an image, HTML, a
// heading, another table cell, or the end of the fence around it.

import { oneLine, plainText } from '../../wording/plain-text.ts';
import { type Prose, prose, type Span, titleSpans } from '../page/prose.ts';

/**
 * Escapes inline text. `<` becomes an entity, because not every renderer knows the escaped form. Anything that would mention a
 * person becomes code.
 */
export function text(raw: string): string {
  const plain = plainText(raw);
  if (!plain.includes('@')) return escaped(plain);
  const parts: string[] = [];
  let end = 0;
  for (const { 0: called, index } of plain.matchAll(CALLS)) {
    parts.push(escaped(plain.slice(end, index)), code(called));
    end = index + called.length;
  }
  return [...parts, escaped(plain.slice(end))].join('');
}

function escaped(plain: string): string {
  return plain
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/&(?=#|[a-z])/gi, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^(\s*)([#+=-])/, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/(https?|ftp|mailto)(:)/gi, '$1&#58;')
    .replace(/\bwww\./gi, 'www&#46;');
}

/**
 * GitHub turns an email address into a link however its @ is escaped, and a name behind an @ mentions whoever has that name. Inside
 * code neither happens.
 */
const CALLS = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@])@\w[\w./-]*/g;

/** One line of inline text, for tables and headings. */
export const line = (raw: string): string => text(oneLine(raw)).trim();

/** A code span that no run of backticks inside can end. */
export function code(raw: string): string {
  const inner = oneLine(raw);
  if (inner === '') return '` `';
  const ticks = '`'.repeat(longestRun(inner, '`') + 1);
  const pad = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${inner}${pad}${ticks}`;
}

/** The same in a table, where a bar would end the cell; only there it may be escaped within code. */
export const codeCell = (raw: string): string => code(raw).replace(/\|/g, '\\|');

/** A fenced block whose fence is longer than any run of backticks inside. */
export function fenced(raw: string, prefix = ''): string {
  const inner = plainText(raw).replace(/\n+$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(inner, '`') + 1));
  return [`${fence}text`, ...inner.split('\n'), fence].map((it) => `${prefix}${it}`.trimEnd()).join('\n');
}

function longestRun(within: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const it of within) {
    run = it === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** A worker's words as paragraphs; the prefix `> ` marks them as a quotation. */
export function worded(raw: string, prefix = ''): string {
  const blocks = prose(raw).map((block) => paragraphs(block, prefix));
  return blocks.join(`\n${prefix.trimEnd()}\n`);
}

function paragraphs(block: Prose, prefix: string): string {
  switch (block.kind) {
    case 'paragraph':
      return `${prefix}${inline(block.spans)}`;
    case 'list':
      return block.items.map((item) => `${prefix}- ${inline(item)}`).join('\n');
    case 'code':
      return fenced(block.text, prefix);
  }
}

function inline(spans: readonly Span[], codeOf = code): string {
  return spans
    .map((span) => {
      if (span.kind === 'code') return codeOf(span.text);
      const shown = text(span.text);
      const mark = span.kind === 'strong' ? '**' : span.kind === 'emphasis' ? '*' : '';
      return shown.trim() === '' ? shown : `${mark}${mark === '' ? shown : shown.trim()}${mark}`;
    })
    .join('');
}

/** A title: one line, in which code stays code. */
export const title = (raw: string): string => inline(titleSpans(raw));
export const titleCell = (raw: string): string => inline(titleSpans(raw), codeCell);

/** A table. A row that is too short is padded, so that no cell slips into another column. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${head.map((_, at) => cells[at] ?? '').join(' | ')} |`;
  return [row(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(row)].join('\n');
}
