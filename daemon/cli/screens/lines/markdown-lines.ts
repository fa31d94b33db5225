// The program's own Markdown as lines for a terminal, where escapes and bars would only be in the way. Every word stays: a person
// approves what is shown here. Pure.

import { cells, pad, wrap } from './layout.ts';
import { type Paint, paintFor, type Screen } from './paint.ts';

/** For a pipe, the Markdown as it is. */
export function markdownLines(markdown: string, screen: Screen): string {
  if (screen.ends === undefined) return markdown;
  const paint = paintFor(screen.color);
  return blocksOf(markdown)
    .map((block) => shown(block, screen, paint).join('\n'))
    .join('\n\n');
}

type Block = { kind: 'table' | 'fence' | 'lines'; lines: string[] };

function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const [, ticks] = /^(?:> ?)*(`{3,})/.exec(line) ?? [];
    if (fence !== undefined) {
      if (ticks !== undefined && ticks.length >= fence.length) fence = undefined;
      else open?.lines.push(line);
      continue;
    }
    if (line.trim() === '') {
      open = undefined;
      continue;
    }
    const kind = ticks !== undefined ? 'fence' : line.startsWith('| ') ? 'table' : 'lines';
    if (open?.kind !== kind) {
      open = { kind, lines: [] };
      blocks.push(open);
    }
    if (ticks === undefined) open.lines.push(line);
    else fence = ticks;
  }
  return blocks;
}

function shown({ kind, lines }: Block, screen: Screen, paint: Paint): string[] {
  switch (kind) {
    case 'fence':
      return lines.flatMap((line) => wrap(line, screen.width, '    '));
    case 'table':
      return tableLines(
        lines.filter((_, at) => at !== 1).map((line) => cellsOf(line).map((cell) => inline(cell, paint))),
        screen.width,
        paint,
      );
    case 'lines':
      return lines.flatMap((line) => textLine(line, screen, paint));
  }
}

function textLine(line: string, { width, color }: Screen, paint: Paint): string[] {
  const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
  if (heading !== undefined) return wrap(inline(color ? heading : line, paint), width).map(paint.bold);
  const [, lead = '', rest = line] = /^(\s*(?:(?:> ?)+|- \[.\] |- |\d+\. )?)(.*)$/.exec(line) ?? [];
  const again = lead.startsWith('>') ? lead : ' '.repeat(cells(lead));
  return wrap(inline(rest, paint), width - cells(lead)).map((part, at) => `${at === 0 ? lead : again}${part}`.trimEnd());
}

/** Text without its escapes, and bold where it is set so. Code keeps its backticks. */
function inline(text: string, paint: Paint): string {
  let bold = false;
  return text.replace(/\\([!-/:-@[-`{-~])|(`+)(.+?)\2(?!`)|\*\*|&(amp|lt|gt|#58|#46);|[^\\`*&]+/g, (whole, escaped, _, code, entity) => {
    if (whole === '**') {
      bold = !bold;
      return '';
    }
    const plain = escaped ?? (code === undefined ? (ENTITIES[entity] ?? whole) : whole.replaceAll('\\|', '|'));
    return bold ? paint.bold(plain) : plain;
  });
}

const ENTITIES: Readonly<Record<string, string>> = { 'amp': '&', 'lt': '<', 'gt': '>', '#58': ':', '#46': '.' };

/** A bar within a cell is escaped. */
const cellsOf = (line: string): string[] =>
  line
    .replace(/^\| ?|\s*\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const GAP = 2;
const NARROWEST = 10;

/** Cells are broken over several lines; if the columns would be too narrow for that, each row becomes a list. */
function tableLines(rows: readonly (readonly string[])[], width: number, paint: Paint): string[] {
  const [head = [], ...body] = rows;
  const widths = shared(
    head.map((_, at) => Math.max(...rows.map((row) => cells(row[at] ?? '')))),
    width - GAP * (head.length - 1),
  );
  if (!widths) {
    const named = (cell: string, at: number): string => ((head[at] ?? '') === '' ? cell : `${head[at]}: ${cell}`);
    return body.flatMap((row) =>
      row.flatMap((cell, at) => wrap(named(cell, at), width - 2).map((line) => (at === 0 ? line : `  ${line}`))),
    );
  }
  return rows.flatMap((row, at) => {
    const broken = row.map((cell, column) => wrap(cell, Math.max(NARROWEST, widths[column] ?? 0)));
    const height = Math.max(...broken.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const text = broken.map((lines, column) => pad(lines[line] ?? '', (widths[column] ?? 0) + GAP)).join('');
      return at === 0 ? paint.dim(text.trimEnd()) : text.trimEnd();
    });
  });
}

/** The narrowest columns get what they need, and the others share the rest; undefined if that would be too little for one. */
function shared(wanted: readonly number[], room: number): number[] | undefined {
  const given = wanted.map(() => 0);
  let left = room;
  const order = wanted.map((_, at) => at).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  for (const [at, column] of order.entries()) {
    const width = Math.min(wanted[column] ?? 0, Math.floor(left / (order.length - at)));
    if (width < Math.min(wanted[column] ?? 0, NARROWEST)) return undefined;
    given[column] = width;
    left -= width;
  }
  return given;
}
