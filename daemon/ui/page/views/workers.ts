// The workers of a run over time: a lane per seat, a bar per attempt, and the same as rows that can be expanded.

import { html } from 'htm/preact';
import type { RunPage } from '../../views/run.ts';
import { useNow } from '../parts/parts.ts';
import { between, money } from '../parts/words.ts';

type Worker = RunPage['dispatches'][number];

export function Workers({ data, chosen, choose }: { data: RunPage; chosen: string | undefined; choose(worker: string): void }) {
  const now = useNow();
  const until = data.endedAt === null ? now : Date.parse(data.endedAt);
  const starts = data.dispatches.flatMap((it) =>
    it.attempts.flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)])),
  );
  if (data.dispatches.length === 0) return html`<p class="soft">No worker has begun yet.</p>`;
  const from = Math.min(...starts, until);
  const share = (at: number) => ((at - from) / Math.max(1_000, until - from)) * 100;
  return html`<ul class="lanes">${[...Map.groupBy(data.dispatches, (it) => it.seat)].map(
    ([seat, own]) =>
      html`<li key=${seat} class="lane"><span class="who" title=${seat}>${seat}</span><span class="track" aria-hidden="true">${own.flatMap((it) => it.attempts.map((one) => bar(it, one, share, until)))}</span></li>`,
  )}</ul>
<ul class="rows tight">${data.dispatches.map((it) => html`<${Row} key=${it.id} it=${it} now=${now} chosen=${chosen} choose=${choose} />`)}</ul>`;
}

function bar(it: Worker, one: Worker['attempts'][number], share: (at: number) => number, until: number) {
  if (one.startedAt === null) return null;
  const left = share(Date.parse(one.startedAt));
  const width = Math.max(0.6, share(one.endedAt === null ? until : Date.parse(one.endedAt)) - left);
  const tone = one.state === 'suspect' ? 'suspect' : one.state !== 'ended' ? 'live' : one.reason === 'done' ? 'done' : 'lost';
  return html`<i key=${`${it.id}.${one.attempt}`} class=${tone} style=${`left:${Math.min(99.4, left)}%;width:${width}%`} title=${`${it.id}, attempt ${one.attempt}: ${one.reason ?? one.state}`}></i>`;
}

function Row({ it, now, chosen, choose }: { it: Worker; now: number; chosen: string | undefined; choose(worker: string): void }) {
  const one = it.attempts.at(-1);
  const worker = one && `${it.id}.${one.attempt}`;
  const state = it.status ?? (one && one.state !== 'ended' ? one.state : it.state);
  const tone = it.status === 'completed' ? 'good' : it.status !== null ? 'bad' : state === 'suspect' ? 'warning' : 'running';
  const usd = it.attempts.reduce((sum, { usd: each }) => sum + (each ?? 0), 0);
  const stage = it.stage === undefined ? '' : `, stage ${it.stage}${it.pass > 0 ? `, pass ${it.pass + 1}` : ''}`;
  const round = it.round > 0 ? `, round ${it.round}` : stage;
  const why = it.status !== null && it.status !== 'completed' ? [it.reason, it.detail].filter(Boolean).join(': ') : it.summary;
  return html`<li><button class="row" aria-expanded=${chosen === worker} disabled=${!worker || one?.startedAt === null} onClick=${() => worker && choose(worker)}>
<span class=${`status ${tone}`}>${state}</span><span class="grow"><b>${it.seat}</b><span class="soft">${it.phase}${round}${it.attempts.length > 1 ? ` · attempt ${it.attempts.length}` : ''}${why ? ` · ${why}` : ''}</span></span>
<span class="soft num">${usd > 0 && `${money(usd)} · `}${between(one?.startedAt ?? null, it.endedAt, now)}</span></button></li>`;
}
