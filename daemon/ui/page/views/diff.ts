// The change itself, file by file, with findings beside their lines. Clicking a line number opens a comment on it.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { ChangePage, DiffPage } from '../../views/change.ts';
import { useView } from '../live/use-view.ts';
import { type Comment, CommentField } from '../parts/comment.ts';
import { Empty, Failing, Severity } from '../parts/parts.ts';
import { go } from '../parts/place.ts';
import { withHiddenShown } from '../parts/words.ts';

type Asked = {
  run: string;
  seq: number;
  diffs: ChangePage['diffs'];
  of: string | undefined;
  add(comment: Comment): void;
  commented: readonly Comment[];
};

/** In a file with more lines, the rest is shown on request. */
const AT_ONCE = 400;

export function Diff({ run, seq, diffs, of, add, commented }: Asked) {
  const key = diffs.find((it) => it.key === of)?.key ?? diffs[0]?.key ?? '';
  // Heads move while stages are carried out; a reviewed change never does.
  const { data, failure } = useView<DiffPage | null>(
    `/api/run/${run}/diff?of=${encodeURIComponent(key)}${key === 'reviewed' ? '' : `&at=${seq}`}`,
  );
  return html`<section aria-labelledby="h-diff"><h2 id="h-diff">Change</h2>
${diffs.length > 1 && html`<div class="filter"><label>Of <select aria-label="Which change" value=${key} onChange=${(event: Event) => go(`/run/${run}/change/${(event.target as HTMLSelectElement).value}`)}>${diffs.map((it) => html`<option value=${it.key}>${it.label}</option>`)}</select></label></div>`}
${failure && !data && html`<${Failing} failure=${failure} />`}
${data && data.files.length === 0 && html`<${Empty}>Nothing is different.</${Empty}>`}
${data?.cut && html`<p class="notice warning">This change is too large to be shown whole; the last files are missing.</p>`}
${data?.files.map((file) => html`<${File} key=${file.path} run=${run} file=${file} beside=${data.beside.filter((it) => it.path === file.path)} add=${add} commented=${commented} />`)}</section>`;
}

type One = {
  run: string;
  file: DiffPage['files'][number];
  beside: DiffPage['beside'];
  add(comment: Comment): void;
  commented: readonly Comment[];
};

function File({ run, file, beside, add, commented }: One) {
  const [all, setAll] = useState(false);
  const [at, setAt] = useState<string>();
  // A gap before line 1 hides nothing and is not shown.
  const begins = file.lines[0]?.kind === 'gap' && (file.lines[1]?.now ?? file.lines[1]?.old) === 1 ? 1 : 0;
  const lines = file.lines.slice(begins, all ? undefined : AT_ONCE + begins);
  return html`<details class="file" open=${file.lines.length < 3_000}><summary><span class="mono grow">${file.from ? `${file.from} → ` : ''}${file.path}</span>${file.note && html`<span class="soft">${file.note}</span>`}<span class="num plus">+${file.added}</span><span class="num minus">−${file.removed}</span>${beside.length > 0 && html`<b class="badge">${beside.length}</b>`}</summary>
<div class="hunks" tabindex="0" role="region" aria-label=${`Lines of ${file.path}`}>${lines.map((it) => {
    if (it.kind === 'gap') return html`<p class="gap mono">${it.text || '…'}</p>`;
    const place = it.now === null ? `${file.path} (before) line ${it.old}` : `${file.path}:${it.now}`;
    const found = it.now === null ? [] : beside.filter(({ line }) => line === it.now);
    const own = commented.filter((one) => one.at === place);
    return html`<div class=${`diff-line ${it.kind}`}><button class="number" aria-label=${`Comment on ${place}`} onClick=${() => setAt(at === place ? undefined : place)}>${it.now ?? it.old}</button><span class="sign-col" aria-hidden="true">${it.kind === 'added' ? '+' : it.kind === 'removed' ? '−' : ' '}</span><code>${it.text || ' '}</code></div>
${found.map((one) => html`<a class="beside-line" href=${`#/run/${run}/findings/${one.id}`}><${Severity} of=${one.severity} /><b>${one.id}</b><span class="grow">${one.title}</span><span class="soft">${one.label}</span></a>`)}
${own.map((one) => html`<p class="own-comment pre">${withHiddenShown(one.words)}</p>`)}
${at === place && html`<${CommentField} at=${place} add=${add} close=${() => setAt(undefined)} />`}`;
  })}${!all && file.lines.length > AT_ONCE && html`<p class="gap"><button onClick=${() => setAll(true)}>Show ${file.lines.length - AT_ONCE} more lines</button></p>`}</div></details>`;
}
