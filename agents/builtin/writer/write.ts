// Writes an artifact by fixed rules: the prompt's text with all inputs inserted and directives replaced. Only lines that are
// entirely the prompt's own can be directives; inserted text is data, whatever it says. Pure.

export type Part = { kind: 'text' | 'input'; text: string };
type Line = { text: string; own: boolean };

const BLOCK = /^@(sort|unique)\s*$/;
const END = /^@end\s*$/;
const TOC = /^@toc\s*$/;
const COUNT = /^(.*)@count (lines|words|headings|items)\b(.*)$/;

export function write(parts: readonly Part[]): { text: string; directives: number } {
  let directives = 0;
  const body: Line[] = [];
  let block: { how: 'sort' | 'unique'; lines: Line[] } | undefined;
  const close = () => {
    if (block) body.push(...arranged(block.how, block.lines));
    block = undefined;
  };
  for (const line of linesOf(parts)) {
    const how = line.own ? BLOCK.exec(line.text)?.[1] : undefined;
    if (how !== undefined || (line.own && END.test(line.text))) {
      directives++;
      close();
      if (how !== undefined) block = { how: how as 'sort' | 'unique', lines: [] };
    } else (block?.lines ?? body).push(line);
  }
  close();
  // Counts and lists cover the text without the lines that ask for them.
  const content = body.filter((it) => !(it.own && (TOC.test(it.text) || COUNT.test(it.text)))).map((it) => it.text);
  const lines = body.flatMap(({ text, own }) => {
    if (own && TOC.test(text)) {
      directives++;
      return contents(content);
    }
    const count = own ? COUNT.exec(text) : null;
    if (!count) return [text];
    directives++;
    const [, before = '', what = 'lines', after = ''] = count;
    return [`${before}${counted(what, content)}${after}`];
  });
  return { text: `${lines.join('\n').replace(/\n+$/, '')}\n`, directives };
}

/** A line is the prompt's own if no input contributes to it. */
function linesOf(parts: readonly Part[]): Line[] {
  const lines: Line[] = [{ text: '', own: true }];
  for (const { kind, text } of parts) {
    for (const [nth, piece] of text.split('\n').entries()) {
      if (nth > 0) lines.push({ text: '', own: true });
      const last = lines.at(-1);
      if (!last) continue;
      last.text += piece;
      // A line in which an input ends, or through which it passes, contains some of it.
      if (kind === 'input' && (piece !== '' || (nth > 0 && nth < text.split('\n').length - 1))) last.own = false;
    }
  }
  return lines;
}

function arranged(how: 'sort' | 'unique', lines: readonly Line[]): Line[] {
  const kept = lines.filter((it) => it.text.trim() !== '');
  if (how === 'sort') return [...kept].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return kept.filter((it, at) => kept.findIndex((one) => one.text === it.text) === at);
}

type Heading = { level: number; title: string };

function headingsIn(lines: readonly string[]): Heading[] {
  const found: Heading[] = [];
  let fence: string | undefined;
  for (const line of lines) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || (line.trim().startsWith(fence) && line.trim().replaceAll(mark[0] ?? '', '') === '')))
      fence = fence === undefined ? mark : undefined;
    else if (fence === undefined) {
      const [, marks, title] = /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line) ?? [];
      if (marks !== undefined && title !== undefined) found.push({ level: marks.length, title });
    }
  }
  return found;
}

/** As a list with links, deeper headings indented; a single title at the top is not listed. */
function contents(lines: readonly string[]): string[] {
  const all = headingsIn(lines);
  const headings =
    all.filter((it) => it.level > 1).length > 0 && all.filter((it) => it.level === 1).length === 1 ? all.filter((it) => it.level > 1) : all;
  const least = Math.min(...headings.map((it) => it.level));
  const taken = new Map<string, number>();
  return headings.map(({ level, title }) => {
    const plain = slug(title);
    const nth = taken.get(plain) ?? 0;
    taken.set(plain, nth + 1);
    return `${'  '.repeat(level - least)}- [${title}](#${plain}${nth === 0 ? '' : `-${nth}`})`;
  });
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

function counted(what: string, lines: readonly string[]): number {
  switch (what) {
    case 'words':
      return lines
        .join(' ')
        .split(/\s+/)
        .filter((it) => it !== '').length;
    case 'headings':
      return headingsIn(lines).length;
    case 'items':
      return lines.filter((it) => /^\s*([-*+]|\d+[.)])\s+\S/.test(it)).length;
    default:
      return lines.filter((it) => it.trim() !== '').length;
  }
}
