// The findings of a run as a matrix that fills as rounds proceed, with a search, and the selected one beside it.

import { html } from 'htm/preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { FindingRow, FindingsPage } from '../../views/findings.ts';
import { useView } from '../live/use-view.ts';
import { useKeys } from '../parts/keys.ts';
import { Empty, Failing } from '../parts/parts.ts';
import { go } from '../parts/place.ts';
import { count } from '../parts/words.ts';
import { Finding } from './finding.ts';
import { Matrix } from './matrix.ts';

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
<${Matrix} run=${run} seats=${data.seats} rows=${rows} chosen=${at} open=${open} /></section>
${chosen && html`<${Finding} key=${chosen} run=${run} id=${chosen} />`}</div>`;
}

const SEVERITIES = ['critical', 'major', 'minor', 'info'];

function isWanted(it: FindingRow, words: string, severity: string): boolean {
  if (severity !== '' && SEVERITIES.indexOf(it.severity) > SEVERITIES.indexOf(severity)) return false;
  return words === '' || `${it.id} ${it.title} ${it.place} ${it.category} ${it.label}`.toLowerCase().includes(words);
}
