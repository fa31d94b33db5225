// Draws the results: how far along its goal each row is, on a logarithmic scale. A bar that ends before the line has met its goal.
// Drawn by hand, and legible on white and on black.

import { short } from '../support/figures.ts';
import { isMet, ofGoal, type Row } from '../support/row.ts';

const [WIDTH, LABELS, RIGHT, TOP, LINE] = [1080, 520, 110, 56, 26];
/** The range in powers of two of the goal: from a thirty-second of it to thirty-two times as much. */
const [LEAST, MOST] = [-5, 5];

export function chart(rows: readonly Row[]): string {
  const height = TOP + rows.length * LINE + 24;
  const bottom = TOP + rows.length * LINE;
  const ticks = Array.from({ length: MOST - LEAST + 1 }, (_, n) => LEAST + n).filter((power) => power % 2 !== 0 || power === 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${said(rows)}">
<style>
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .quiet { fill: #57606a; font-size: 11px } .grid { stroke: #d0d7de } .goal { stroke: #24292f; stroke-width: 1.5 }
  .met { fill: #2f7d4f } .missed { fill: #c2571a } .inside { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9da7b3 } .grid { stroke: #30363d } .goal { stroke: #e6edf3 }
    .met { fill: #38915e } .missed { fill: #e8833f } .inside { fill: #ffffff }
  }
</style>
<text x="${LABELS}" y="18">measured ÷ goal: what ends left of the line has met it</text>
${ticks.map((power) => tick(power, bottom)).join('\n')}
${rows.map(bar).join('\n')}
<line class="goal" x1="${place(1)}" y1="${TOP - 8}" x2="${place(1)}" y2="${bottom + 4}"/>
</svg>
`;
}

function tick(power: number, bottom: number): string {
  const x = place(2 ** power);
  const label = power === 0 ? 'goal' : power < 0 ? `1⁄${2 ** -power}` : `${2 ** power} ×`;
  return `<line class="grid" x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${bottom}"/><text class="quiet" x="${x}" y="${TOP - 14}" text-anchor="middle">${label}</text>`;
}

function bar(row: Row, n: number): string {
  const y = TOP + n * LINE;
  const end = place(ofGoal(row));
  const verdict = isMet(row) ? 'met' : 'missed';
  const figure = short(Math.max(0, ofGoal(row)));
  // If the goal is met, the figure is inside the bar, where the goal line does not cross it.
  const inside = verdict === 'met' && end - LABELS > 40;
  return (
    `<text x="${LABELS - 10}" y="${y + 16}" text-anchor="end">${escaped(row.what)}</text>` +
    `<rect class="${verdict}" x="${LABELS}" y="${y + 4}" width="${(end - LABELS).toFixed(1)}" height="${LINE - 8}" rx="2"/>` +
    (inside
      ? `<text class="inside" x="${end - 6}" y="${y + 16}" text-anchor="end">${figure}</text>`
      : `<text x="${end + 6}" y="${y + 16}">${figure}${verdict === 'missed' ? ' missed' : ''}</text>`)
  );
}

/** The position of a share of the goal, limited to the scale. */
function place(part: number): number {
  const power = Math.min(MOST, Math.max(LEAST + 0.05, Math.log2(Math.max(part, Number.MIN_VALUE))));
  return Math.round((LABELS + ((power - LEAST) / (MOST - LEAST)) * (WIDTH - LABELS - RIGHT)) * 10) / 10;
}

function said(rows: readonly Row[]): string {
  const missed = rows.filter((row) => !isMet(row));
  const which = missed.length === 0 ? '' : `; missed: ${missed.map((row) => row.what).join('; ')}`;
  return escaped(`${rows.length - missed.length} of ${rows.length} goals met${which}`);
}

const escaped = (text: string): string =>
  text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
