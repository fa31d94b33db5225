// A block of lines at the end of the terminal that is drawn over itself. It knows how many rows the last drawing
// takes, even after the window was made narrower and the terminal has wrapped it.

import { cells } from '../screens/lines/layout.ts';

export type Block = {
  draw(lines: readonly string[]): void;
  /** Removes the block, so that other lines can be written; the next drawing starts below them. */
  clear(): void;
  /** Removes the block and shows the cursor again. */
  close(): void;
};

type Terminal = { write(text: string): unknown; columns: number };

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';

export function blockOn(terminal: Terminal): Block {
  let drawn: readonly string[] = [];
  let shown = '';
  let hidden = false;

  function back(): string {
    const rows = drawn.reduce((sum, line) => sum + rowsOf(line, terminal.columns), 0);
    return rows === 0 ? '' : `\u001b[${rows}A\r${CLEAR_BELOW}`;
  }

  return {
    draw(lines) {
      const text = lines.join('\n');
      if (text === shown) return;
      terminal.write(`${hidden ? '' : HIDE}${back()}${text}\n`);
      hidden = true;
      drawn = lines;
      shown = text;
    },
    clear() {
      if (drawn.length > 0) terminal.write(back());
      drawn = [];
      shown = '';
    },
    close() {
      if (!hidden) return;
      terminal.write(`${back()}${SHOW}`);
      drawn = [];
      shown = '';
      hidden = false;
    },
  };
}

const rowsOf = (line: string, columns: number): number => Math.max(1, Math.ceil(cells(line) / Math.max(1, columns)));
