// Findings by worker as a virtual table: only visible rows, and some around them, are in the document, so ten
// thousand rows scroll like fifty. Rows are cached; scrolling creates only those that come into the window.

import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FindingRow } from '../../views/findings.ts';
import { Severity } from '../parts/parts.ts';

/** The height of a row in pixels; the style sheet has the same value. */
const HEIGHT = 52;
/** The maximum height of the sticky header row. */
const HEAD = 72;
/** Up to this many workers are shown with their full names. */
const FEW = 5;
/** Rows kept above and below the visible part. */
const MARGIN = 12;
/** The window moves by this many rows at a time, so that most frames of a slow scroll have nothing to do. */
const STEP = 4;

type Shown = { run: string; seats: readonly string[]; rows: readonly FindingRow[]; chosen: number; open(index: number): void };

export function Matrix({ run, seats, rows, chosen, open }: Shown) {
  const box = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [height, setHeight] = useState(600);
  useEffect(() => {
    const it = box.current;
    if (!it) return;
    const sized = new ResizeObserver(() => setHeight(it.clientHeight));
    sized.observe(it);
    return () => sized.disconnect();
  }, []);
  useEffect(() => {
    const it = box.current;
    if (!it || chosen < 0) return;
    const y = chosen * HEIGHT;
    if (y < it.scrollTop) it.scrollTop = y;
    if (y + HEIGHT + HEAD > it.scrollTop + it.clientHeight) it.scrollTop = y + HEIGHT + HEAD - it.clientHeight;
  }, [chosen]);
  const made = useMemo(() => new Map<number, VNode>(), [run, seats, rows]);
  const held = useRef(open);
  held.current = open;
  const line = (index: number) => {
    const row = rows[index];
    if (!row) return null;
    if (index === chosen) return html`<${Line} key=${row.id} run=${run} row=${row} seats=${seats} index=${index} chosen=${true} />`;
    const known = made.get(index) ?? html`<${Line} key=${row.id} run=${run} row=${row} seats=${seats} index=${index} />`;
    made.set(index, known as VNode);
    return known;
  };
  const from = Math.max(0, Math.min(first, rows.length) - MARGIN);
  const until = Math.min(rows.length, first + Math.ceil(height / HEIGHT) + STEP + MARGIN);
  for (const index of made.keys()) if (index < from || index >= until) made.delete(index);
  const scrolled = (event: Event) => setFirst(Math.floor((event.currentTarget as HTMLElement).scrollTop / HEIGHT / STEP) * STEP);
  const clicked = (event: Event) => {
    const at = (event.target as Element).closest<HTMLElement>('[data-at]')?.dataset.at;
    if (at !== undefined) held.current(Number(at));
  };
  return html`<div class=${seats.length > FEW ? 'matrix many' : 'matrix'} ref=${box} onScroll=${scrolled} role="table" aria-label="Findings by worker" aria-rowcount=${rows.length + 1} tabindex="0" style=${`--seats:${seats.length};--rows:${rows.length * HEIGHT}px`}>
<div role="rowgroup" class="head"><div role="row" aria-rowindex="1" class="line"><span role="columnheader">Finding</span><span role="columnheader" class="state">State</span>${seats.map((it) => html`<span role="columnheader" class="seat" title=${it}>${it}</span>`)}</div></div>
<div role="rowgroup" class="body" style=${`height:${rows.length * HEIGHT}px`} onClick=${clicked}>${Array.from({ length: Math.max(0, until - from) }, (_, n) => line(from + n))}</div></div>`;
}

type OneLine = { run: string; row: FindingRow; seats: readonly string[]; index: number; chosen?: boolean };

function Line({ run, row, seats, index, chosen = false }: OneLine) {
  // A long path is cut off where it tells least: its folders first, then the name of the file, the line never.
  const [, folders, file, at] = /^(.*\/)?(.*?)(:\d[\d–-]*)?$/.exec(row.place) ?? [];
  return html`<div role="row" aria-rowindex=${index + 2} data-at=${index} class=${chosen ? 'line chosen' : 'line'} style=${`transform:translateY(${index * HEIGHT}px)`}>
<span role="cell" class="what"><span class="top"><${Severity} of=${row.severity} /><a href=${`#/run/${run}/findings/${row.id}`} class="t" title=${row.title} aria-current=${chosen ? 'true' : undefined}>${row.title}</a></span><span class="where soft"><span class="mono">${row.id}</span><span class="folders" title=${row.place}>${folders}</span><span class="file" title=${row.place}><bdi>${file}</bdi></span><span>${at}</span><span class="narrow">· ${row.label}</span></span></span>
<span role="cell" class="state soft">${row.label}</span>${row.cells.map((it, n) => html`<span role="cell" class="seat">${it && html`<span class=${`sign ${it.tone}`} role="img" aria-label=${`${seats[n]} ${it.says}`} title=${`${seats[n]} ${it.says}${it.round > 0 ? `, round ${it.round}` : ''}`}>${it.sign}</span>`}</span>`)}</div>`;
}
