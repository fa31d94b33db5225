// The sweep as a table for docs/trust.md and as a picture.

import { METHODS, type Method } from './methods.ts';
import { type Line, SKILLS, type Sweep, TOGETHER, USUAL } from './sweep.ts';

const NAMES: Readonly<Record<Method, string>> = {
  one: 'one reviewer',
  union: 'union of three',
  majority: 'majority of three',
  ideal: 'majority, every repeat recognised',
  debate: 'debate with names and counts',
  ours: 'Muster',
};

const SHORT: Readonly<Record<Method, string>> = { ...NAMES, majority: 'majority', ideal: 'ideal majority', debate: 'debate, names' };

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

export function tables({ cases, languages, seeds, lines, blind }: Sweep): string {
  const head = '| | precision | recall | reported | invented | half invented | KiB |\n|---|---|---|---|---|---|---|';
  const rows = (some: readonly Line[]) =>
    some
      .map(
        (it) =>
          `| ${NAMES[it.method]} | ${percent(it.precision)} | ${percent(it.recall)} | ${it.told.toFixed(0)} | ${it.invented} | ${it.half} | ${it.kib.toFixed(0)} |`,
      )
      .join('\n');
  const bySkill = Object.entries(SKILLS).map(([name, it]) => {
    const said = `sees ${percent(it.sees)} of the faults by itself, takes ${percent(it.alarms)} of the look-alikes for faults, is right in ${percent(it.judges)} when asked`;
    return `### ${name[0]?.toUpperCase()}${name.slice(1)} reviewers\n\nEach ${said}.\n\n${head}\n${rows(lines.filter((line) => line.skill === name && line.together === USUAL.together))}`;
  });
  const swept = TOGETHER.map((together) => {
    const cells = METHODS.map((method) => lines.find((it) => it.skill === USUAL.skill && it.together === together && it.method === method));
    return `| ${together} | ${cells.map((it) => (it ? `${percent(it.precision)} / ${percent(it.recall)}` : '')).join(' | ')} |`;
  });
  return [
    `${cases} faults and ${cases} correct look-alikes in ${languages} languages, ${seeds} runs each; errors correlated by ${USUAL.together}. *Invented* counts, over all ${seeds} runs, findings that were reported although nothing that they quote exists.`,
    ...bySkill,
    `### When reviewers err together\n\n${USUAL.skill[0]?.toUpperCase()}${USUAL.skill.slice(1)} reviewers; precision / recall by how strongly their errors are correlated.\n\n| correlation | ${METHODS.map((it) => NAMES[it]).join(' | ')} |\n|---|${METHODS.map(() => '---').join('|')}|\n${swept.join('\n')}`,
    blindTable(blind),
  ].join('\n\n');
}

/** What one reviewer changes that does not look. */
function blindTable(blind: Sweep['blind']): string {
  const rows = blind.map(
    (it) =>
      `| ${it.third ?? 'honest'} | ${it.right.toFixed(1)} | ${it.wrong.toFixed(1)} | ${percent(it.recall)} | ${it.claimed.toFixed(1)} |`,
  );
  return [
    '### When one of three does not look',
    'Two good reviewers and a third one; findings that Muster confirms in a run.',
    `| the third | right | wrong | recall | of these, as far as claimed |\n|---|---|---|---|---|\n${rows.join('\n')}`,
  ].join('\n\n');
}

const [WIDTH, HEIGHT, LEFT, TOP, PANEL, GAP] = [960, 380, 60, 60, 360, 90] as const;
const COLORS: Readonly<Record<Method, string>> = {
  one: '#8c959f',
  union: '#bf8700',
  majority: '#0969da',
  ideal: '#54aeff',
  debate: '#c2571a',
  ours: '#2f7d4f',
};

/** Precision and recall side by side, over how strongly errors are correlated. */
export function picture({ lines }: Sweep): string {
  const some = lines.filter((it) => it.skill === USUAL.skill);
  const at = (panel: number, part: number, value: number): string => {
    const x = LEFT + panel * (PANEL + GAP) + (part / 0.9) * PANEL;
    return `${x.toFixed(1)},${(TOP + (1 - value) * (HEIGHT - TOP - 90)).toFixed(1)}`;
  };
  const drawn = (['precision', 'recall'] as const).flatMap((what, panel) => [
    `<text x="${LEFT + panel * (PANEL + GAP)}" y="${TOP - 16}">${what === 'precision' ? 'precision: how much of what is confirmed is so' : 'recall: how many of the faults are confirmed'}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].map((value) => {
      const [x = '', y = ''] = at(panel, 0, value).split(',');
      return `<line class="grid" x1="${x}" y1="${y}" x2="${at(panel, 0.9, value).split(',')[0]}" y2="${y}"/><text class="quiet" x="${Number(x) - 6}" y="${Number(y) + 4}" text-anchor="end">${value * 100} %</text>`;
    }),
    ...[0, 0.3, 0.6, 0.9].map((value) => {
      const [x = ''] = at(panel, value, 0).split(',');
      return `<text class="quiet" x="${x}" y="${HEIGHT - 72}" text-anchor="middle">${value}</text>`;
    }),
    ...METHODS.map((method) => {
      const points = TOGETHER.flatMap((together) => {
        const line = some.find((it) => it.method === method && it.together === together);
        return line ? [at(panel, together, line[what])] : [];
      });
      return `<polyline points="${points.join(' ')}" fill="none" stroke="${COLORS[method]}" stroke-width="${method === 'ours' ? 3.5 : 2}"/>`;
    }),
  ]);
  const legend = METHODS.map((method, nth) => {
    const x = LEFT + nth * 148;
    return `<line x1="${x}" y1="${HEIGHT - 24}" x2="${x + 22}" y2="${HEIGHT - 24}" stroke="${COLORS[method]}" stroke-width="${method === 'ours' ? 4 : 2.5}"/><text x="${x + 28}" y="${HEIGHT - 20}">${SHORT[method]}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Precision and recall of five ways to combine three reviewers, over how strongly their errors are correlated">
<style>
  text { font: 13px system-ui, sans-serif; fill: #24292f } .quiet { fill: #57606a; font-size: 11px } .grid { stroke: #d0d7de }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .quiet { fill: #9da7b3 } .grid { stroke: #30363d } }
</style>
<text x="${LEFT}" y="20">Three simulated reviewers (no model), ${USUAL.skill}; their errors correlated from 0 to 0.9</text>
${drawn.join('\n')}
<text class="quiet" x="${LEFT}" y="${HEIGHT - 50}">correlation of errors →</text>
${legend.join('\n')}
</svg>
`;
}
