// One run: its name and state, and below them the part that the address names.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { RunPage } from '../../views/run.ts';
import { act, type Failure, failureOf } from '../live/ask.ts';
import { useView } from '../live/use-view.ts';
import { useKeys } from '../parts/keys.ts';
import { Ask, Failing, Status } from '../parts/parts.ts';
import { go } from '../parts/place.ts';
import { between, lastPart } from '../parts/words.ts';
import { Change } from './change.ts';
import { Findings } from './findings.ts';
import { Run } from './run.ts';

export function RunFrame({ run, at }: { run: string; at: string[] }) {
  const { data, failure } = useView<RunPage>(`/api/run/${run}`, run);
  const [part = '', ...rest] = at;
  useKeys({ '1': () => go(`/run/${run}`), '2': () => go(`/run/${run}/findings`), '3': () => go(`/run/${run}/change`) });
  if (failure && !data) return html`<${Failing} failure=${failure} />`;
  if (!data) return html`<p class="loading" role="status">Reading …</p>`;
  const tab = (path: string, name: string, label: string, many?: number) =>
    html`<a href=${`#/run/${run}${path}`} aria-current=${part === name ? 'page' : undefined}>${label}${many !== undefined && html` <span class="soft">${many.toLocaleString('en')}</span>`}</a>`;
  return html`<header class="run-head"><p class="kicker"><b>${data.type}</b><span>${lastPart(data.project)}</span><span class="mono">${data.id}</span>${data.base && html`<span>${data.base}</span>`}</p>
<h1>${data.title}</h1><div class="run-line"><${Status} status=${data.status} label=${data.label} warns=${data.degraded || data.label === 'not judged'} /><span class="grow soft">${saysMore(data)}</span><${Steer} data=${data} /></div>
<nav class="tabs" aria-label="Parts of the run">${tab('', '', 'Overview')}${tab('/findings', 'findings', 'Findings', data.counts.findings)}${tab('/change', 'change', 'Plan and change')}</nav></header>
${part === 'findings' ? html`<${Findings} run=${run} chosen=${rest[0]} />` : part === 'change' ? html`<${Change} run=${run} of=${rest[0]} />` : html`<${Run} data=${data} />`}`;
}

/** What the displayed state does not already say; for an ended run also its duration. */
function saysMore({ says, status, createdAt, endedAt }: RunPage): string {
  const more = says?.toLowerCase() === status ? '' : (says ?? '');
  return [more, ...(endedAt === null ? [] : [`took ${between(createdAt, endedAt, 0)}`])].filter(Boolean).join(' · ');
}

function Steer({ data }: { data: RunPage }) {
  const [asked, setAsked] = useState<'pause' | 'abort'>();
  const [failure, setFailure] = useState<Failure>();
  if (data.endedAt !== null) return null;
  const order = async (name: string, words?: string) => {
    setAsked(undefined);
    try {
      await act({ act: name, run: data.id, ...(words === undefined ? {} : { reason: words }) });
      setFailure(undefined);
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return html`<span class="acts">${data.status === 'paused' ? html`<button onClick=${() => void order('resume')}>Resume</button>` : html`<button onClick=${() => setAsked('pause')}>Pause</button>`}<button onClick=${() => setAsked('abort')}>Abort</button></span>
${failure && html`<${Failing} failure=${failure} />`}
${asked && html`<${Ask} title=${asked === 'pause' ? 'Pause this run?' : 'End this run and its workers?'} yes=${asked === 'pause' ? 'Pause' : 'Abort'} danger=${asked === 'abort'} wants="Why; for the report" onYes=${(words: string) => void order(asked, words)} onNo=${() => setAsked(undefined)}><p class="soft">${asked === 'pause' ? 'Workers that are at work finish; nothing new is started.' : 'What there is goes into the report.'}</p></${Ask}>`}`;
}
