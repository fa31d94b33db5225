// The timeline: a lane for each worker and a bar for each attempt, with its purpose and why it ended. Positions are percentages, so
// that the text keeps its size on any screen.

import type { Report } from '../../../../contracts/run/report.ts';
import { instant, type Millis } from '../../../../contracts/time.ts';
import { clockTime, duration } from '../../../wording/numbers.ts';
import type { Say } from '../../language/english.ts';
import { sayIn } from '../../language/say.ts';
import { html, type Markup } from '../html.ts';

type Bar = Report['timeline'][number];

const STEPS: readonly Millis[] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 604_800].map(
  (it) => it * 1_000,
);
const TICKS = 6;
/** In per cent; a narrower bar could not be seen. */
const THINNEST = 0.5;
/** How many characters fit into a bar of full width on a wide screen; a narrow one truncates them. */
const ROOM = 125;

export function timeline(report: Report): Markup {
  const say = sayIn(report.run.task.language);
  const bars = report.timeline;
  if (bars.length === 0) return html`<p class="note">${say('No attempt began.')}</p>`;
  const from = Math.min(...bars.map((it) => instant(it.from)));
  const to = Math.max(...bars.map((it) => instant(it.to)), from + 1_000);
  const share = (at: Millis): number => ((at - from) / (to - from)) * 100;
  const ticks = ticksBetween(to - from);
  const bySeat = Map.groupBy(bars, (it) => it.seat);
  const seats = new Set([...report.run.seats.map((it) => it.name), ...bySeat.keys()]);
  const lanes = [...seats].flatMap((seat) => [{ seat, own: bySeat.get(seat) ?? [] }]).filter((it) => it.own.length > 0);
  return html`<div class="lanes" role="img" aria-label="${say('Time line of the workers; the table below says the same')}">
${lanes.map(({ seat, own }) => lane(seat, own, ticks, share, from, say))}
<div class="lane"><div></div><svg class="axis" aria-hidden="true">${ticks.map((it) => tickLabel(it, share(from + it)))}</svg></div></div>`;
}

function lane(seat: string, bars: readonly Bar[], ticks: readonly Millis[], share: (at: Millis) => number, from: Millis, say: Say): Markup {
  const grid = ticks.map(
    (it) => html`<line class="grid" x1="${percent(share(from + it))}" x2="${percent(share(from + it))}" y1="0" y2="32"/>`,
  );
  return html`<div class="lane"><div class="who">${seat}</div><svg aria-hidden="true">${grid}${bars.map((it) => bar(it, share, say))}</svg></div>`;
}

function bar(it: Bar, share: (at: Millis) => number, say: Say): Markup {
  const width = Math.max(THINNEST, share(instant(it.to)) - share(instant(it.from)));
  const x = Math.min(100 - width, share(instant(it.from)));
  const lost = it.reason !== 'done';
  const took = duration(instant(it.to) - instant(it.from));
  const says = say('{seat}, {what}, attempt {n}: {why} after {time}, from {clock} UTC', {
    seat: it.seat,
    what: it.what,
    n: it.attempt,
    why: it.reason,
    time: took,
    clock: clockTime(it.from),
  });
  // Without the number of findings.
  const short = it.what.replace(/, [\d,]+ \p{L}+$/u, '');
  const told = lost ? `${it.reason}: ${short}` : short;
  const fits = told.length + 3 < (width / 100) * ROOM;
  const inside = fits && html`<text class="${lost ? 'off' : 'on'}" x="7" y="20">${told}</text>`;
  // A bar that is too short for its label has a tooltip and a row in the table; why an attempt was lost is written beside it.
  const beside = !fits && lost && html`<text class="off" x="${percent(x + width)}" dx="5" y="20">${it.reason}</text>`;
  return html`<svg x="${percent(x)}" width="${percent(width)}" height="32"><title>${says}</title><rect class="${lost ? 'lost' : 'run'}" y="5" width="100%" height="22" rx="3"/>${inside}</svg>${beside}`;
}

function tickLabel(it: Millis, at: number): Markup {
  const anchor = at > 94 ? 'end' : at < 1 ? 'start' : 'middle';
  return html`<text x="${percent(at)}" y="14" text-anchor="${anchor}">${it === 0 ? '0' : duration(it)}</text>`;
}

function ticksBetween(span: Millis): Millis[] {
  const step = STEPS.find((it) => span / it <= TICKS) ?? Math.ceil(span / TICKS);
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, n) => n * step);
}

const percent = (share: number): string => `${Math.round(share * 100) / 100}%`;
