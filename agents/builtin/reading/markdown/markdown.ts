// Finds the links in Markdown: a line scanner separates code blocks, inline code, comments and raw HTML attributes, and follows
// CommonMark closely enough to know where a link is no link.

export type MarkdownLink = {
  /** As written, without title and angle brackets. */
  target: string;
  offset: number;
  kind: 'inline' | 'image' | 'reference' | 'html';
};

/** The text with code (fenced, indented, inline) and HTML comments blanked out; same length and lines. */
export function withoutCode(text: string): string {
  const lines = text.split('\n');
  let fence: { mark: string; length: number } | undefined;
  let blankBefore = true;
  let inList = false;
  const out: string[] = [];
  for (const line of lines) {
    const quoted = line.replace(/^(\s*>)+ ?/, (prefix) => ' '.repeat(prefix.length));
    const open = /^\s*(?:(?:[-*+]|\d+[.)])\s+)*(`{3,}|~{3,})(.*)$/.exec(quoted);
    const blank = () => ' '.repeat(line.length);
    if (fence) {
      const close = /^\s*(`{3,}|~{3,})\s*$/.exec(quoted);
      if (close?.[1]?.startsWith(fence.mark) && close[1].length >= fence.length) fence = undefined;
      out.push(blank());
      blankBefore = false;
      continue;
    }
    if (open?.[1] && !(open[1].startsWith('`') && (open[2] ?? '').includes('`'))) {
      fence = { mark: open[1][0] ?? '`', length: open[1].length };
      out.push(blank());
      continue;
    }
    if (/^\s*$/.test(line)) {
      out.push(line);
      blankBefore = true;
      continue;
    }
    if (/^\s*([-*+]|\d+[.)])\s/.test(quoted)) inList = true;
    else if (/^\S/.test(quoted)) inList = false;
    const indented: boolean = /^( {4}|\t)/.test(quoted) && blankBefore && !inList;
    out.push(indented ? blank() : line);
    // An indented block continues over further indented lines.
    blankBefore = indented;
  }
  return withoutInline(out.join('\n').replace(/<!--[\s\S]*?(-->|$)/g, spaces));
}

/** Pairs of equally long runs of backticks within a paragraph. */
function withoutInline(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map((it) => ({ start: it.index, length: it[0].length }));
  const next = new Array<number | undefined>(runs.length);
  const last = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index--) {
    const length = runs[index]?.length ?? 0;
    next[index] = last.get(length);
    last.set(length, index);
  }
  let out = '';
  let at = 0;
  for (let index = 0; index < runs.length; ) {
    const open = runs[index];
    const to = next[index];
    const close = to === undefined ? undefined : runs[to];
    if (
      !open ||
      !close ||
      to === undefined ||
      text[open.start - 1] === '\\' ||
      /\n[ \t]*\n/.test(text.slice(open.start, Math.min(close.start, open.start + 5000)))
    ) {
      index++;
      continue;
    }
    const end = close.start + close.length;
    out += text.slice(at, open.start) + spaces(text.slice(open.start, end));
    at = end;
    index = to + 1;
  }
  return out + text.slice(at);
}

const spaces = (run: string): string => run.replace(/[^\n]/g, ' ');

/** Destinations of links, images, reference definitions, and of `href` and `src` in raw HTML. */
export function linksIn(text: string): MarkdownLink[] {
  const visible = withoutCode(text);
  const links: MarkdownLink[] = [];
  for (let at = visible.indexOf(']('); at >= 0; at = visible.indexOf('](', at + 2)) {
    const match = DESTINATION.exec(visible.slice(at + 2, at + 2 + LONGEST));
    const open = match ? opening(visible, at) : undefined;
    // After a `]` the bracket is the label of a reference, and the parenthesis is prose; `@[TOC](…)` is a macro.
    if (!match || open === undefined || ']\\@'.includes(visible[open - 1] ?? ' ')) continue;
    links.push({ target: bare(match[1] ?? ''), offset: at + 2, kind: visible[open - 1] === '!' ? 'image' : 'inline' });
  }
  for (const match of visible.matchAll(
    /^ {0,3}\[(?!\^)((?:[^[\]\\\n]|\\.){1,1000})\]:[ \t]*\n?[ \t]*(<[^<>\n]*>|\S+)(?:[ \t]+("[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$/gm,
  )) {
    links.push({ target: bare(match[2] ?? ''), offset: match.index + match[0].lastIndexOf(match[2] ?? ''), kind: 'reference' });
  }
  for (const match of visible.matchAll(/<(?:a|img|source|video)\b[^<>]{0,2000}?\s(href|src)\s*=\s*("[^"\n]*"|'[^'\n]*')/gi)) {
    const target = match[2] ?? '""';
    links.push({ target: target.slice(1, -1), offset: match.index + match[0].lastIndexOf(target) + 1, kind: 'html' });
  }
  return links.sort((a, b) => a.offset - b.offset);
}

/** No destination or text of a link is longer. */
const LONGEST = 2000;
const DESTINATION = /^\s*(<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/;

/** The bracket that opens the text which closes at an offset, in the same paragraph. */
function opening(text: string, close: number): number | undefined {
  let depth = 0;
  for (let at = close; at > Math.max(-1, close - LONGEST); at--) {
    const c = text[at];
    if (c === '\n' && /^\n[ \t]*\n/.test(text.slice(at, at + 80))) return undefined;
    if (text[at - 1] === '\\' && text[at - 2] !== '\\') continue;
    if (c === ']') depth++;
    else if (c === '[' && --depth === 0) return at;
  }
  return undefined;
}

const bare = (target: string): string => (target.startsWith('<') ? target.slice(1, -1) : target).replace(/\\([!-/:-@[-`{-~])/g, '$1');
