// The start page: what waits for a person. If nothing does, it says so and shows what runs.

import { html } from 'htm/preact';
import type { ListedRun } from '../../../records/kept/run-line.ts';
import type { NeedsView } from '../../views/home.ts';
import { homeNow } from '../live/stream.ts';
import { useView } from '../live/use-view.ts';
import { GateAsked } from '../parts/gate.ts';
import { Empty, Failing, Status, useNow } from '../parts/parts.ts';
import { ago, between, count, lastPart } from '../parts/words.ts';

export function Needs() {
  const { data, failure } = useView<NeedsView>('/api/needs', '*');
  const now = useNow();
  if (failure && !data) return html`<${Failing} failure=${failure} />`;
  if (!data) return html`<p class="loading" role="status">Reading …</p>`;
  const { gates, consents, degraded, rejected } = data;
  // Runs that only wait for a person are already listed above.
  const running = data.running.filter(({ status }) => !status.startsWith('awaiting-'));
  const held = homeNow()?.held ?? [];
  const aside = homeNow()?.setAside ?? [];
  const waits = gates.length + consents.length + held.length + aside.length;
  return html`<h1>${waits === 0 ? 'Nothing needs you' : count(waits, 'thing needs you', 'things need you')}</h1>
${waits === 0 && html`<p class="lead">${running.length === 0 ? html`No run is at work. Drop a task file, or run <code>muster review</code> in a project.` : `${count(running.length, 'run is', 'runs are')} at work.`}</p>`}
${gates.map(
  ({ run, title, project, gate }, at) =>
    html`<article key=${gate.id} class="card waits"><p class="over"><a href=${`#/run/${run}/${gate.about.kind === 'plan' || gate.about.kind === 'stage' ? 'change' : ''}`}>${title}</a> <span class="soft">${lastPart(project)} · ${run}</span></p><${GateAsked} run=${run} gate=${gate} keys=${at === 0} /></article>`,
)}
${consents.map(
  (it) =>
    html`<article key=${it.run} class="card waits"><p class="over"><a href=${`#/run/${it.run}`}>${it.title}</a> <span class="soft">${lastPart(it.project)} · ${it.run}</span></p><h3>Consent is needed before code is sent</h3><p class="soft pre">${it.waitsFor}</p><p>Only a terminal can give it: <code>muster allow ${it.project} ‹provider›</code></p></article>`,
)}
${held.map(
  (it) =>
    html`<article key=${it.provider} class="card waits"><h3>${it.provider} is on hold</h3><p class="soft">Until ${it.until.slice(0, 16).replace('T', ' ')} UTC (${it.by}). Its work goes on by itself then.</p></article>`,
)}
${aside.map((it) => html`<article key=${it.run} class="card waits bad"><h3>${it.run} was set aside</h3><p class="pre">${it.why}</p><p class="soft">For details: <code>muster doctor</code></p></article>`)}
${running.length > 0 && html`<h2>At work</h2><${Running} runs=${running} now=${now} />`}
${
  degraded.length > 0 &&
  html`<h2>Ended with less than was asked</h2><ul class="rows">${degraded.map(
    (it) =>
      html`<li key=${it.run}><a class="row" href=${`#/run/${it.run}`}><span class="grow"><b>${it.title}</b><span class="soft pre">${it.why.join('\n')}</span></span><span class="soft">${it.endedAt && ago(it.endedAt, now)}</span></a></li>`,
  )}</ul>`
}
${rejected.length > 0 && html`<h2>Rejected drops</h2><ul class="rows">${rejected.map((it) => html`<li class="row"><span class="grow"><b>${it.name}</b><span>${it.why}</span><span class="soft mono">${it.where}</span></span></li>`)}</ul><p class="soft">Fix one and drop it again, or delete the file to forget it.</p>`}`;
}

function Running({ runs, now }: { runs: ListedRun[]; now: number }) {
  if (runs.length === 0) return html`<${Empty}>No run is at work.</${Empty}>`;
  return html`<ul class="rows">${runs.map(
    (it) =>
      html`<li key=${it.run}><a class="row" href=${`#/run/${it.run}`}><${Status} status=${it.status} /><span class="grow"><b>${it.title}</b><span class="soft">${lastPart(it.project)} · ${it.run}</span></span><span class="soft num">${between(it.createdAt, it.endedAt, now)}</span></a></li>`,
  )}</ul>`;
}
