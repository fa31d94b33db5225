// A block of lines at the end of the terminal that is redrawn in place. It knows how many rows the
// last drawing takes, even after the window was made narrower and the terminal wrapped its lines.

import { cells } from '../../screens/lines/layout.ts';

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
const CLEAR_LINE = '\u001b[2K';
const CLEAR_BELOW = '\u001b[J';

export function blockOn(terminal: Terminal): Block {
  let drawn: readonly string[] = [];
  let shown = '';
  let hidden = false;

  const rows = (): number => drawn.reduce((sum, line) => sum + rowsOf(line, terminal.columns), 0);
  const up = (by: number): string => (by === 0 ? '' : `\u001b[${by}A\r`);

  // Line by line: if everything below the first row of a window is cleared, tmux keeps it in its history.
  function erased(): string {
    const taken = rows();
    return `${up(taken)}${`${CLEAR_LINE}\u001b[B`.repeat(taken)}${up(taken)}`;
  }

  return {
    draw(lines) {
      const text = lines.join('\n');
      if (text === shown) return;
      const before = rows();
      const over = before > 0 ? CLEAR_LINE : '';
      const drawing = lines.map((line) => `${over}${line}\n`).join('');
      terminal.write(`${hidden ? '' : HIDE}${up(before)}${drawing}${before > 0 ? CLEAR_BELOW : ''}`);
      hidden = true;
      drawn = lines;
      shown = text;
    },
    clear() {
      if (drawn.length > 0) terminal.write(erased());
      drawn = [];
      shown = '';
    },
    close() {
      if (!hidden) return;
      terminal.write(`${erased()}${SHOW}`);
      drawn = [];
      shown = '';
      hidden = false;
    },
  };
}

const rowsOf = (line: string, columns: number): number => Math.max(1, Math.ceil(cells(line) / Math.max(1, columns)));
