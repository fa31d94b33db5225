// The small part of Markdown that the report supports in workers' text: paragraphs, lists, code and emphasis. No links, images or
// HTML; everything else stays as it was written.

import { oneLine, plainText } from '../../wording/plain-text.ts';

export type Span = { kind: 'text' | 'code' | 'strong' | 'emphasis'; text: string };

export type Prose = { kind: 'paragraph'; spans: Span[] } | { kind: 'list'; items: Span[][] } | { kind: 'code'; text: string };

const FENCE = /^ {0,3}(`{3,}|~{3,})[^`]*$/;
const ITEM = /^\s{0,6}(?:[-*+•]|\d{1,3}[.)])\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;

export function prose(text: string): Prose[] {
  const blocks: Prose[] = [];
  const lines = plainText(text).split('\n');
  let paragraph: string[] = [];
  let items: string[] = [];
  const flush = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', spans: spans(paragraph.join(' ')) });
    if (items.length > 0) blocks.push({ kind: 'list', items: items.map(spans) });
    paragraph = [];
    items = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      flush();
      const close = closingFence(lines, at + 1, fence);
      blocks.push({ kind: 'code', text: lines.slice(at + 1, close).join('\n') });
      at = close;
      continue;
    }
    const item = ITEM.exec(line)?.[1];
    const heading = HEADING.exec(line.trim())?.[1];
    if (line.trim() === '') flush();
    else if (heading !== undefined) {
      flush();
      blocks.push({ kind: 'paragraph', spans: [{ kind: 'strong', text: heading }] });
    } else if (item !== undefined) {
      if (paragraph.length > 0) flush();
      items.push(item);
    } else if (items.length > 0) items.push(`${items.pop()} ${line.trim()}`);
    else paragraph.push(line.trim());
  }
  flush();
  return blocks;
}

function closingFence(lines: readonly string[], from: number, fence: string): number {
  for (let at = from; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line.length >= fence.length && line === (fence[0] ?? '').repeat(line.length)) return at;
  }
  return lines.length;
}

/** One line as a worker would write a title: code and emphasis, no blocks. */
export const titleSpans = (text: string): Span[] => spans(oneLine(text));

/** Code in one or two backticks, words in one or two stars; a mark without its partner is text. */
function spans(text: string): Span[] {
  const found: Span[] = [];
  const mark = /(?<!`)(`{1,2})(?!`)([^`\n]+?)\1(?!`)|\*\*([^*\s][^*\n]{0,400})\*\*|(?<![\w*])\*([^*\s][^*\n]{0,200})\*(?![\w*])/g;
  let end = 0;
  for (const match of text.matchAll(mark)) {
    if (match.index > end) found.push({ kind: 'text', text: text.slice(end, match.index) });
    const [whole, , code, strong, emphasis] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code.trim() || code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else found.push({ kind: 'emphasis', text: emphasis ?? '' });
    end = match.index + whole.length;
  }
  if (end < text.length) found.push({ kind: 'text', text: text.slice(end) });
  return found;
}
