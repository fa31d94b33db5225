// The findings of a run as a matrix that fills while rounds go on. Only the rows that can be seen are in the document.

import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FindingRow, FindingsPage } from '../../views/findings.ts';
import { useView } from '../live/use-view.ts';
import { useKeys } from '../parts/keys.ts';
import { Empty, Failing, Severity } from '../parts/parts.ts';
import { go } from '../parts/place.ts';
import { count } from '../parts/words.ts';
import { Finding } from './finding.ts';

/** Of a row, in pixels; the style sheet says the same. */
const HEIGHT = 52;
/** So many workers have room for their names. */
const FEW = 5;
/** Rows above and below what can be seen. */
const MARGIN = 12;

export function Findings({ run, chosen }: { run: string; chosen: string | undefined }) {
  const { data, failure } = useView<FindingsPage>(`/api/run/${run}/findings`, run);
  const [words, setWords] = useState('');
  const [severity, setSeverity] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => (data?.rows ?? []).filter((it) => isWanted(it, words.toLowerCase(), severity)), [data, words, severity]);
  const at = rows.findIndex((it) => it.id === chosen);
  const open = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row) go(`/run/${run}/findings/${row.id}`);
  };
  useKeys({
    j: () => open(at + 1),
    k: () => open(at - 1),
    '/': () => search.current?.focus(),
    Escape: () => chosen && go(`/run/${run}/findings`),
  });
  if (failure && !data) return html`<${Failing} failure=${failure} />`;
  if (!data) return html`<p class="loading" role="status">Reading …</p>`;
  if (data.rows.length === 0)
    return html`<${Empty}>${data.ended ? 'This run has no findings.' : 'No finding yet. They appear here as workers answer.'}</${Empty}>`;
  return html`<div class=${chosen ? 'split open' : 'split'}><section aria-label="Findings" class="list">
<div class="filter"><input ref=${search} type="search" placeholder="Search title, place, category" aria-label="Search findings" value=${words} onInput=${(event: Event) => setWords((event.target as HTMLInputElement).value)} />
<select aria-label="Least severity" value=${severity} onChange=${(event: Event) => setSeverity((event.target as HTMLSelectElement).value)}><option value="">all severities</option>${SEVERITIES.slice(0, 3).map((it) => html`<option value=${it}>${it}${it === 'critical' ? '' : ' and worse'}</option>`)}</select><span class="soft num" role="status">${rows.length === data.rows.length ? count(rows.length, 'finding') : `${rows.length.toLocaleString('en')} of ${count(data.rows.length, 'finding')}`}</span></div>
<${Matrix} seats=${data.seats} rows=${rows} chosen=${at} open=${open} /></section>
${chosen && html`<${Finding} key=${chosen} run=${run} id=${chosen} />`}</div>`;
}

const SEVERITIES = ['critical', 'major', 'minor', 'info'];

function isWanted(it: FindingRow, words: string, severity: string): boolean {
  if (severity !== '' && SEVERITIES.indexOf(it.severity) > SEVERITIES.indexOf(severity)) return false;
  return words === '' || `${it.id} ${it.title} ${it.place} ${it.category} ${it.label}`.toLowerCase().includes(words);
}

type Shown = { seats: readonly string[]; rows: readonly FindingRow[]; chosen: number; open(index: number): void };

function Matrix({ seats, rows, chosen, open }: Shown) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
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
    if (y + 2 * HEIGHT > it.scrollTop + it.clientHeight) it.scrollTop = y + 2 * HEIGHT - it.clientHeight;
  }, [chosen]);
  const first = Math.max(0, Math.floor(top / HEIGHT) - MARGIN);
  const last = Math.min(rows.length, Math.ceil((top + height) / HEIGHT) + MARGIN);
  const scrolled = (event: Event) => {
    const { scrollTop } = event.currentTarget as HTMLElement;
    // A row more or less changes nothing that can be seen.
    if (Math.abs(scrollTop - top) >= HEIGHT) setTop(scrollTop);
  };
  return html`<div class="matrix" ref=${box} onScroll=${scrolled} role="table" aria-label="Findings by worker" aria-rowcount=${rows.length + 1} tabindex="0" style=${`--seats:${seats.length};--seat:${seats.length > FEW ? '3.4rem' : '5.6rem'};--rows:${rows.length * HEIGHT}px`}>
<div role="rowgroup" class="head"><div role="row" aria-rowindex="1" class="line"><span role="columnheader">Finding</span><span role="columnheader" class="state">State</span>${seats.map((it) => html`<span role="columnheader" class="seat" title=${it}>${it}</span>`)}</div></div>
<div role="rowgroup" class="body" style=${`height:${rows.length * HEIGHT}px`}>${rows.slice(first, last).map((it, n) => html`<${Line} key=${it.id} row=${it} seats=${seats} index=${first + n} chosen=${first + n === chosen} open=${open} />`)}</div></div>`;
}

function Line({
  row,
  seats,
  index,
  chosen,
  open,
}: {
  row: FindingRow;
  seats: readonly string[];
  index: number;
  chosen: boolean;
  open(index: number): void;
}) {
  return html`<div role="row" aria-rowindex=${index + 2} class=${chosen ? 'line chosen' : 'line'} style=${`transform:translateY(${index * HEIGHT}px)`} onClick=${() => open(index)}>
<span role="cell" class="what"><span class="top"><${Severity} of=${row.severity} /><a href=${location.hash.replace(/\/findings.*/, `/findings/${row.id}`)} class="t" title=${row.title} aria-current=${chosen ? 'true' : undefined}>${row.title}</a></span><span class="where soft"><span class="mono">${row.id}</span> ${row.place}<span class="narrow"> · ${row.label}</span></span></span>
<span role="cell" class="state soft">${row.label}</span>${row.cells.map((it, n) => html`<span role="cell" class="seat">${it && html`<span class=${`sign ${it.tone}`} role="img" aria-label=${`${seats[n]} ${it.says}`} title=${`${seats[n]} ${it.says}${it.round > 0 ? `, round ${it.round}` : ''}`}>${it.sign}</span>`}</span>`)}</div>`;
}
