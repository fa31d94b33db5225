// Numbered lines of a file, with those of the finding marked. Pure.

import type { Side } from '../../../../contracts/findings/finding.ts';
import { plainText } from '../../../../skills/wording/plain-text.ts';
import { clip } from './layout.ts';
import type { Paint } from './paint.ts';

export type CodeAround = { path: string; side: Side; line: number; endLine: number; first: number; lines: readonly string[] };

export function codeLines({ first, lines, line, endLine }: CodeAround, paint: Paint, width: number): string[] {
  const digits = String(first + lines.length - 1).length;
  return lines.map((text, at) => {
    const number = first + at;
    const marked = number >= line && number <= endLine;
    const head = `${marked ? '>' : ' '} ${String(number).padStart(digits)} │ `;
    const row = clip(`${head}${plainText(text).replaceAll('\t', '  ')}`.trimEnd(), width);
    return marked ? paint.bold(row) : paint.dim(row);
  });
}
