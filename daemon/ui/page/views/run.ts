// A run in progress: its phases, its workers over time, what the lead does next, costs, and its PROGRESS lines.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Explanation } from '../../../../contracts/run/explanation.ts';
import type { Lines, RunPage } from '../../views/run.ts';
import { read } from '../live/ask.ts';
import { listen } from '../live/stream.ts';
import { useView } from '../live/use-view.ts';
import { GateAsked } from '../parts/gate.ts';
import { Prose, useNow } from '../parts/parts.ts';
import { between, money, span } from '../parts/words.ts';
import { Terminal } from './terminal.ts';
import { Workers } from './workers.ts';

export function Run({ data }: { data: RunPage }) {
  const [worker, setWorker] = useState<string>();
  const open = data.gates.filter((it) => it.answer === null && !it.closed);
  const unsaid = data.degradedWhy.filter((it) => !data.says?.includes(it));
  return html`${open.map(({ gate }, at) => html`<article key=${gate.id} class="card waits"><${GateAsked} run=${data.id} gate=${gate} keys=${at === 0} /></article>`)}
<${Phases} data=${data} />
${unsaid.length > 0 && html`<div class="notice warning"><ul class="plain-list">${unsaid.map((it) => html`<li>${it}</li>`)}</ul></div>`}
<div class="columns"><section aria-labelledby="h-workers" class="wide"><h2 id="h-workers">Workers</h2><${Workers} data=${data} chosen=${worker} choose=${setWorker} />
${worker && html`<${Terminal} key=${worker} worker=${worker} living=${isLiving(data, worker)} close=${() => setWorker(undefined)} />`}</section>
<div class="beside"><${Next} data=${data} /><${Money} data=${data} /></div></div>
${data.narrative.length > 0 && html`<section><h2>In words</h2>${data.narrative.map((it) => html`<${Written} it=${it} />`)}</section>`}
<${Progress} run=${data.id} />`;
}

/** The words of an agent have no heading of their own, which would look like one of this page. */
function Written({ it }: { it: RunPage['narrative'][number] }) {
  const missing =
    it.missing.length > 0 && html`<p class="soft">Only partly traced: ${it.missing.join(', ')} does not exist in this run.</p>`;
  if (it.words === null)
    return html`<div class="block">${it.heading && html`<h3>${it.heading}</h3>`}<${Prose} text=${it.text} />${missing}</div>`;
  return html`<div class="block"><blockquote>${it.heading && html`<p><b>${it.heading}</b></p>`}<${Prose} text=${it.text} /></blockquote><p class="soft">${it.words}</p>${missing}</div>`;
}

const isLiving = (data: RunPage, worker: string): boolean =>
  data.dispatches.some((it) => it.attempts.some((one) => `${it.id}.${one.attempt}` === worker && one.state !== 'ended'));

const MARKS: Readonly<Record<string, string>> = { completed: '✓', failed: '✗', skipped: '–', pending: '' };

const STANDS: Readonly<Record<string, string>> = { 'awaiting-artifact': 'workers are at it', 'validating': 'being checked' };

function Phases({ data }: { data: RunPage }) {
  const now = useNow();
  return html`<ol class="phases" aria-label="Phases">${data.phases.map(
    (it) =>
      html`<li key=${it.key} class=${it.state} title=${it.reason ?? ''}><i aria-hidden="true">${MARKS[it.state] ?? '•'}</i><b>${it.key.replaceAll('-', ' ')}</b><span>${STANDS[it.state] ?? it.state.replaceAll('-', ' ')}${it.startedAt === null ? '' : ` · ${between(it.startedAt, it.endedAt, now)}`}</span></li>`,
  )}</ol>`;
}

function Next({ data }: { data: RunPage }) {
  const ended = data.endedAt !== null;
  const [all, setAll] = useState<Explanation[]>([]);
  const [asked, setAsked] = useState(Date.now());
  const now = useNow();
  useEffect(() => {
    if (ended) return setAll([]);
    let gone = false;
    const look = () =>
      void read<Explanation[]>(`/api/run/${data.id}/next`)
        .then((it) => {
          if (gone) return;
          setAll(it);
          setAsked(Date.now());
        })
        .catch(() => undefined);
    look();
    const timer = setInterval(look, 5_000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [data.id, data.seq, ended]);
  if (all.length === 0) return null;
  return html`<section aria-labelledby="h-next"><h2 id="h-next">What happens next</h2><ul class="next">${all.map(
    (it) =>
      html`<li key=${it.dispatch}><b>${it.seat}</b> <span class="soft">${it.stands}</span>${it.seen.length > 0 && html`<span class="seen">${it.seen.at(0)}</span>`}<ul>${it.next
        .slice(0, 3)
        .map(
          ({ what, inMs }) =>
            html`<li>${what}${inMs !== null && html` <span class="soft num">in ${span(inMs - (now - asked))}</span>`}</li>`,
        )}</ul></li>`,
  )}</ul></section>`;
}

function Money({ data }: { data: RunPage }) {
  const { usd, tokens, estimated, ceiling, spent, reserved, worst } = data.money;
  const soFar = data.endedAt === null ? ' so far' : '';
  if ((usd ?? 0) === 0 && (tokens ?? 0) === 0 && reserved === 0)
    return html`<section aria-labelledby="h-money"><h2 id="h-money">Money</h2><p class="soft">${data.money.unknown ? `Unknown${soFar}: not every worker says what it used.` : `Free${soFar}: no model was used.`}</p></section>`;
  const limit = [
    ceiling.usd === undefined ? '' : money(ceiling.usd),
    ceiling.tokens === undefined ? '' : `${ceiling.tokens.toLocaleString('en')} tokens`,
  ]
    .filter(Boolean)
    .join(' or ');
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return html`<section aria-labelledby="h-money"><h2 id="h-money">Money</h2><p class="big num">${usd === null ? 'unknown' : `${estimated ? '~' : ''}${money(usd)}`}</p>
${tokens !== null && html`<p class="soft num">${tokens.toLocaleString('en')} tokens</p>`}
${
  limit !== '' &&
  html`<div class="meter" role="img" aria-label=${`Spent ${percent(spent)}, reserved ${percent(reserved)} of ${limit}`}><i style=${`width:${percent(Math.min(1, spent))}`}></i><i class="reserved" style=${`width:${percent(Math.min(1 - Math.min(1, spent), reserved))}`}></i></div>
<dl class="facts"><dt>Spent</dt><dd>${percent(spent)} of ${limit}</dd><dt>Reserved</dt><dd>${percent(reserved)}</dd><dt>Worst case</dt><dd>${percent(worst)}</dd></dl>`
}</section>`;
}

/** Earlier lines are read once; lines that arrive while the page is open are appended. */
function Progress({ run }: { run: string }) {
  const first = useView<Lines>(`/api/run/${run}/lines`);
  const [more, setMore] = useState<{ seq: number; lines: string[] }[]>([]);
  const box = useRef<HTMLPreElement>(null);
  const stays = useRef(true);
  useEffect(
    () =>
      listen((news) => {
        if (news.kind !== 'events') return;
        const own = news.events.filter((it) => it.run === run && it.progress.length > 0).map((it) => ({ seq: it.seq, lines: it.progress }));
        if (own.length > 0) setMore((before) => [...before, ...own]);
      }),
    [run],
  );
  const lines = first.data ? [...first.data.lines, ...more.filter((it) => it.seq > (first.data?.seq ?? 0)).flatMap((it) => it.lines)] : [];
  useEffect(() => {
    if (box.current && stays.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length]);
  const scrolled = () => {
    const it = box.current;
    if (it) stays.current = it.scrollHeight - it.scrollTop - it.clientHeight < 40;
  };
  return html`<section aria-labelledby="h-progress"><h2 id="h-progress">Progress</h2><pre class="progress" ref=${box} tabindex="0" role="log" aria-label="PROGRESS lines" onScroll=${scrolled}>${lines.map((it) => it.replace(/^(\S+T)(\S+?)(?:\.\d+)?Z \S+ PROGRESS: /, '$2  ')).join('\n')}</pre></section>`;
}
