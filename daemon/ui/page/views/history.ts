// The history: all runs with a search, what each day found and cost, and the findings of branches over time.

import { html } from 'htm/preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { BranchPage, HistoryPage } from '../../views/history.ts';
import { useView } from '../live/use-view.ts';
import { useKeys } from '../parts/keys.ts';
import { Empty, Failing, Severity, Status, useNow } from '../parts/parts.ts';
import { go } from '../parts/place.ts';
import { ago, count, lastPart, money } from '../parts/words.ts';

const FIRST = 200;
const ALL = 2_000;

export function History() {
  const [newest, setNewest] = useState(FIRST);
  const { data, failure } = useView<HistoryPage>(`/api/history?newest=${newest}`, '*');
  const [words, setWords] = useState('');
  const [at, setAt] = useState(-1);
  const search = useRef<HTMLInputElement>(null);
  const now = useNow(30_000);
  const runs = useMemo(
    () =>
      (data?.runs ?? []).filter((it) =>
        `${it.run} ${it.title} ${it.project} ${it.type} ${it.task ?? ''} ${it.status}`.toLowerCase().includes(words.toLowerCase()),
      ),
    [data, words],
  );
  const move = (to: number) => {
    const next = Math.min(runs.length - 1, Math.max(0, to));
    setAt(next);
    document.getElementById(`run-${runs[next]?.run}`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    '/': () => search.current?.focus(),
    j: () => move(at + 1),
    k: () => move(at - 1),
    Enter: () => runs[at] && go(`/run/${runs[at].run}`),
  });
  if (failure && !data) return html`<${Failing} failure=${failure} />`;
  if (!data) return html`<p class="loading" role="status">Reading …</p>`;
  return html`<h1>Runs</h1>
<div class="filter"><input ref=${search} type="search" placeholder="Search run, title, project, task" aria-label="Search runs" value=${words} onInput=${(event: Event) => setWords((event.target as HTMLInputElement).value)} /><span class="soft num" role="status">${count(runs.length, 'run')}${data.usd > 0 ? ` · ${money(data.usd)}` : ''}</span></div>
${data.days.length > 1 && html`<${Days} days=${data.days} />`}
${runs.length === 0 && html`<${Empty}>${data.runs.length === 0 ? html`No run yet. <code>muster demo</code> shows a first one.` : 'No run matches.'}</${Empty}>`}
<ul class="rows runs">${runs.map(
    (it, n) =>
      html`<li key=${it.run} id=${`run-${it.run}`}><a class=${n === at ? 'row chosen' : 'row'} href=${`#/run/${it.run}`}><${Status} status=${it.status} label=${it.unjudged && it.status === 'completed' ? 'not judged' : it.inconclusive ? `${it.status} (inconclusive)` : it.status} warns=${it.degraded || it.unjudged || it.inconclusive} /><span class="grow"><b>${it.title}</b><span class="soft">${lastPart(it.project)} · ${it.type} · ${it.run}${it.task === null ? '' : ` · ${it.task}`}</span></span><span class="num soft">${it.endedAt === null ? '' : count(it.findings, 'finding')}${(it.usd ?? 0) > 0 ? ` · ${money(it.usd ?? 0)}` : ''}</span><span class="soft when">${ago(it.createdAt, now)}</span></a></li>`,
  )}</ul>
${data.runs.length >= newest && newest < ALL && html`<p><button onClick=${() => setNewest(ALL)}>Show older runs</button></p>`}
<${Branches} now=${now} />`;
}

/** A bar for each day; its height is the number of findings. */
function Days({ days }: { days: HistoryPage['days'] }) {
  const shown = days.slice(-60);
  const most = Math.max(1, ...shown.map((it) => it.findings));
  return html`<figure class="days"><figcaption class="soft">Findings a day, ${shown[0]?.day} to ${shown.at(-1)?.day}</figcaption><div class="bars" role="img" aria-label=${shown.map((it) => `${it.day}: ${count(it.runs, 'run')}, ${count(it.findings, 'finding')}`).join('; ')}>${shown.map((it) => html`<i style=${`height:${Math.max(3, (it.findings / most) * 100)}%`} title=${`${it.day}: ${count(it.runs, 'run')}, ${count(it.findings, 'finding')}${it.usd > 0 ? `, ${money(it.usd)}` : ''}`}></i>`)}</div></figure>`;
}

function Branches({ now }: { now: number }) {
  const { data } = useView<BranchPage>('/api/branches', '*');
  const followed = (data ?? []).filter((it) => it.findings.length > 0);
  if (followed.length === 0) return null;
  return html`<h2>Findings over time</h2>${followed.map(
    ({ project, branch, findings }) =>
      html`<details key=${`${project} ${branch}`} class="fold"><summary><b>${lastPart(project)}</b> ${branch} <span class="soft">${findings.filter((it) => it.standing === 'open').length} open of ${findings.length}</span></summary><ul class="rows tight">${findings
        .toSorted((a, b) => Number(a.standing !== 'open') - Number(b.standing !== 'open'))
        .slice(0, 200)
        .map(
          (it) =>
            html`<li key=${it.id}><a class="row" href=${`#/run/${it.last.run}/findings/${it.last.finding}`}><${Severity} of=${it.severity} /><span class="grow"><b>${it.title}</b><span class="soft">${it.standing} · ${it.label} · ${it.place} · first seen ${ago(it.first.at, now)}</span></span></a></li>`,
        )}</ul></details>`,
  )}`;
}
