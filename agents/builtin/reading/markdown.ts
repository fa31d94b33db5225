// Markdown read for its links: code blocks, inline code, comments and raw HTML attributes told apart
// by a line scanner that follows CommonMark closely enough to know where a link is no link.

export type MarkdownLink = {
  /** As written, without title and angle brackets. */
  target: string;
  offset: number;
  kind: 'inline' | 'image' | 'reference' | 'html';
};

/** The text with fenced, indented and inline code, and HTML comments, blanked; same length and lines. */
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
    // An indented block goes on over following indented lines.
    blankBefore = indented;
  }
  const masked = out.join('\n');
  return masked
    .replace(/<!--[\s\S]*?(-->|$)/g, spaces)
    .replace(/(?<!`)(`+)(?!`)([^`]|(?!\1(?!`))`)*?(?<!`)\1(?!`)/g, (run) => (run.includes('\n\n') ? run : spaces(run)));
}

const spaces = (run: string): string => run.replace(/[^\n]/g, ' ');

/** Destinations of links, images, reference definitions, and of `href` and `src` in raw HTML. */
export function linksIn(text: string): MarkdownLink[] {
  const visible = withoutCode(text);
  const links: MarkdownLink[] = [];
  const inline =
    /(!?)\[((?:[^[\]\\]|\\.|\[(?:[^[\]\\]|\\.)*\])*)\]\(\s*(<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)(\s+("[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/g;
  for (const match of visible.matchAll(inline)) {
    // After a `]` the bracket is the label of a reference, and the parenthesis is prose.
    if (visible[match.index - 1] === '\\' || visible[match.index - 1] === ']') continue;
    const target = match[3] ?? '';
    const offset = match.index + match[0].indexOf('](') + 2;
    links.push({ target: bare(target), offset, kind: match[1] ? 'image' : 'inline' });
    // An image inside the text of a link is a link of its own.
    for (const inner of (match[2] ?? '').matchAll(/!\[[^\]]*\]\(\s*(<[^<>\n]*>|[^\s()]*)[^)]*\)/g)) {
      links.push({ target: bare(inner[1] ?? ''), offset: match.index + match[0].indexOf(inner[0]), kind: 'image' });
    }
  }
  for (const match of visible.matchAll(
    /^ {0,3}\[(?!\^)((?:[^[\]\\]|\\.)+)\]:[ \t]*\n?[ \t]*(<[^<>\n]*>|\S+)(?:[ \t]+("[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$/gm,
  )) {
    links.push({ target: bare(match[2] ?? ''), offset: match.index + match[0].lastIndexOf(match[2] ?? ''), kind: 'reference' });
  }
  for (const match of visible.matchAll(/<(?:a|img|source|video)\b[^<>]*?\s(href|src)\s*=\s*("[^"\n]*"|'[^'\n]*')[^<>]*>/gi)) {
    const target = match[2] ?? '""';
    links.push({ target: target.slice(1, -1), offset: match.index + match[0].indexOf(target) + 1, kind: 'html' });
  }
  return links.sort((a, b) => a.offset - b.offset);
}

const bare = (target: string): string => (target.startsWith('<') ? target.slice(1, -1) : target).replace(/\\([!-/:-@[-`{-~])/g, '$1');
