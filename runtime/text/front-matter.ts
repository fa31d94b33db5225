// Splits a Markdown file with YAML front matter. Line numbers are those of the file.

export type FrontMatter =
  | {
      kind: 'split';
      front: string;
      frontLine: number;
      body: string;
      /** The body, with the number of its first line. */
      rest: string;
      restLine: number;
    }
  /** The file has no front matter; all of it is the body. */
  | { kind: 'none'; body: string }
  | { kind: 'unclosed'; line: number };

export function splitFrontMatter(text: string): FrontMatter {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trimEnd() !== '---') return { kind: 'none', body: lines.join('\n') };
  const end = lines.findIndex((line, i) => i > 0 && /^(---|\.\.\.)\s*$/.test(line));
  if (end < 0) return { kind: 'unclosed', line: 1 };
  const rest = lines.slice(end + 1).join('\n');
  return { kind: 'split', front: lines.slice(1, end).join('\n'), frontLine: 2, body: rest.trim(), rest, restLine: end + 2 };
}
