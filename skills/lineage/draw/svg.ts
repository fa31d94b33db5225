// Renders a graph as an SVG, in columns from the origins to the results. No scripts, links or external resources.

import { kindOfNode } from '../edge.ts';
import { type Graph, layersOf } from '../graph.ts';
import { labelOf } from './label.ts';

const BOX = { width: 300, height: 26, across: 90, below: 12 };
const MARGIN = 20;

/** By the kind of node: inputs, workers, results. */
const COLORS = [
  ...(['file', 'base', 'project'] as const).map((kind) => [kind, '#ddf4ff'] as const),
  ...(['run', 'phase', 'dispatch'] as const).map((kind) => [kind, '#f6f8fa'] as const),
  ...(['prompt', 'artifact'] as const).map((kind) => [kind, '#fff8c5'] as const),
  ...(['raised', 'finding', 'verdict'] as const).map((kind) => [kind, '#ffebe9'] as const),
  ...(['report', 'plan', 'carry'] as const).map((kind) => [kind, '#dafbe1'] as const),
];

type Point = { x: number; y: number };

export function svg(graph: Graph): string {
  const layers = layersOf(graph);
  const places = new Map<string, Point>();
  for (const [column, names] of layers.entries())
    for (const [row, name] of names.entries())
      places.set(name, { x: MARGIN + column * (BOX.width + BOX.across), y: MARGIN + row * (BOX.height + BOX.below) });
  const width = 2 * MARGIN + layers.length * (BOX.width + BOX.across) - BOX.across;
  const height = 2 * MARGIN + Math.max(1, ...layers.map((it) => it.length)) * (BOX.height + BOX.below);
  const { nodes, edges, roots, leaves, circles } = graph.counts;
  const title = `${nodes} nodes, ${edges} edges, ${roots} roots, ${leaves} leaves, ${circles} circles`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>rect{fill:#f6f8fa;stroke:#57606a}.paper{fill:#fff;stroke:none}text{font:12px ui-monospace,monospace;fill:#1f2328}path{fill:none;stroke:#8c959f}marker path{fill:#8c959f;stroke:none}${COLORS.map(([kind, fill]) => `.${kind} rect{fill:${fill}}`).join('')}</style>`,
    '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    '<rect class="paper" width="100%" height="100%"/>',
    ...graph.edges.map((it) => line(places.get(it.source), places.get(it.dependent), it.kind)),
    ...graph.nodes.map((name) => box(name, places.get(name))),
    '</svg>\n',
  ].join('\n');
}

function box(name: string, at: Point | undefined): string {
  if (!at) return '';
  const label = escaped(labelOf(name));
  return `<g class="${kindOfNode(name).replace(/[^a-z-]/g, '')}"><title>${escaped(name)}</title><rect x="${at.x}" y="${at.y}" width="${BOX.width}" height="${BOX.height}" rx="4"/><text x="${at.x + 8}" y="${at.y + 17}" textLength="${Math.min(BOX.width - 16, label.length * 7)}" lengthAdjust="spacingAndGlyphs">${label}</text></g>`;
}

function line(from: Point | undefined, to: Point | undefined, kind: string): string {
  if (!from || !to) return '';
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2];
  const bend = Math.max(40, Math.abs(x2 - x1) / 2);
  return `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" marker-end="url(#end)"><title>${escaped(kind)}</title></path>`;
}

/** Characters that XML cannot contain are left out. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
