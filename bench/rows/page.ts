// The page in a browser: scrolling ten thousand findings, the time until the first are visible, listing a thousand runs, and what
// three open pages cost an idle daemon.
//
//   node bench/rows/page.ts [--quick] [--json]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openLedger } from '../../runtime/ledger/open.ts';
import { eventCatalogue } from '../../skills/events.ts';
import { type Frames, openBrowser, scrolled, shownAfter, visitor } from '../support/browser.ts';
import { median, ms, quantile, short } from '../support/figures.ts';
import { type Fixture, openFixture } from '../support/fixture.ts';
import { groupedTale } from '../support/homes/grouped.ts';
import { fillWithPast } from '../support/homes/past-runs.ts';
import { commitsOf, over } from '../support/homes/sample-run.ts';
import { LAUNCHER } from '../support/package.ts';
import { costsBetween, lookAt } from '../support/peers/process-costs.ts';
import { notMeasured, type Row, tell } from '../support/row.ts';

const RUN = 'r-zzzzzz';
/** Pixels for each frame: a fast wheel, and a flick. */
const [WHEEL, FLICK] = [120, 600];
const GOAL = { frames: 59, p95: 17, work: 8, runs: 200, cpu: 0.2 };
const WHAT = 'the page in a browser';

const ANSWER = `(async () => {
  const headers = { authorization: 'Bearer ' + localStorage.getItem('muster-token') };
  const begun = performance.now();
  await (await fetch('/api/history?newest=2000', { headers })).json();
  return performance.now() - begun;
})()`;

type Size = { findings: number; runs: number; frames: number; rounds: number; span: number };

await tell(async ({ quick }) => {
  const size: Size = quick
    ? { findings: 200, runs: 20, frames: 10, rounds: 1, span: 300 }
    : { findings: 10_000, runs: 1_000, frames: 300, rounds: 5, span: 20_000 };
  const browser = await openBrowser();
  if (!browser) return [notMeasured('page', WHAT, 'there is no Chromium')];
  const fixture = openFixture();
  try {
    const project = fixture.project('shop');
    await fill(fixture, project, size);
    const server = await serve(fixture);
    try {
      return [...(await findings(browser, fixture, size)), await runs(browser, fixture, size), await daemon(browser, fixture, size)];
    } finally {
      await server.end();
    }
  } finally {
    await browser.close();
    await fixture.clear();
  }
});

async function fill(fixture: Fixture, project: string, { findings: many, runs: past }: Size): Promise<void> {
  const ledger = await openLedger({ path: fixture.home.ledger, catalogue: eventCatalogue });
  const told = [...groupedTale(RUN, project, many), ...over(fixture.home.run(RUN).report)];
  for (const commit of commitsOf(RUN, told)) await ledger.append(commit);
  await ledger.close();
  // Last, so that everything that follows the journal has caught up by then.
  await fillWithPast(fixture, project, past);
}

function muster(fixture: Fixture) {
  const env = { ...process.env, MUSTER_HOME: fixture.root };
  return spawn(process.execPath, [LAUNCHER, 'ui', '--no-open'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function serve(fixture: Fixture): Promise<{ end(): Promise<void> }> {
  const child = muster(fixture);
  await once(child.stdout, 'data');
  return {
    async end() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** One for the running server; each admits one browser. */
async function link(fixture: Fixture): Promise<string> {
  const child = muster(fixture);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return said.toString().trim();
}

/** Only the matrix, with a finding beside it, and as a list on a phone. */
async function findings(browser: Browser, fixture: Fixture, { findings: many, frames, rounds }: Size): Promise<Row[]> {
  const seen: { view: string; wheel: Frames; flick: Frames }[] = [];
  const firsts: number[] = [];
  for (const [view, width, more] of [
    ['matrix', 1440, ''],
    ['beside', 1440, '/F-001'],
    ['phone', 390, ''],
  ] as const) {
    const { context, page } = await visitor(browser, await link(fixture), width);
    const rows = '.matrix .body .line';
    for (let round = 0; round <= rounds; round++) {
      const took = await shownAfter(page, `location.hash = '/run/${RUN}/findings${more}'`, rows, 1);
      // The first time, the server reads the journal of the run.
      if (round > 0 && more === '') firsts.push(took);
      if (round < rounds) await shownAfter(page, "location.hash = '/devices'", '.row.plain', 1);
    }
    seen.push({ view, wheel: await scrolled(page, '.matrix', WHEEL, frames), flick: await scrolled(page, '.matrix', FLICK, frames) });
    await context.close();
  }
  const rate = (it: Frames) => 1000 / (it.between.reduce((sum, each) => sum + each, 0) / it.between.length);
  const slowest = Math.min(...seen.map((it) => rate(it.wheel)));
  const p95 = Math.max(...seen.map((it) => quantile(it.wheel.between, 0.95)));
  const work = Math.max(...seen.map((it) => it.wheel.work));
  const parts = (name: string, it: Frames) => ({
    ...{ [`${name}Rate`]: rate(it), [`${name}P95`]: quantile(it.between, 0.95) },
    ...{ [`${name}Work`]: it.work, [`${name}Script`]: it.script, [`${name}Style`]: it.style, [`${name}Layout`]: it.layout },
  });
  const detail = Object.assign({}, ...seen.map(({ view, wheel, flick }) => ({ ...parts(view, wheel), ...parts(`${view}Flick`, flick) })));
  return [
    {
      key: 'page-frames',
      what: `${many.toLocaleString('en')} findings scrolled by ${WHEEL} pixels a frame, the slowest of three views`,
      ours: `${short(slowest)} frames/s, p95 ${ms(p95)}; ${ms(work)} CPU of the page a frame`,
      baseline: 'a screen: 60 frames/s, 16.7 ms',
      ratio: `${short((work / (1000 / 60)) * 100)} % of a frame`,
      goals: [
        { what: 'frames', is: slowest, unit: '/s', atLeast: GOAL.frames },
        { what: 'p95', is: p95, unit: 'ms', atMost: GOAL.p95 },
        { what: 'CPU', is: work, unit: 'ms', atMost: GOAL.work },
      ],
      figures: { frames, ...detail },
    },
    {
      key: 'page-first',
      what: `the first of ${many.toLocaleString('en')} findings seen, once the server has read the run`,
      ours: ms(median(firsts)),
      baseline: 'a second',
      ratio: `${short(median(firsts) / 1000)} ×`,
      goals: [{ what: 'time', is: median(firsts), unit: 'ms', atMost: 1_000 }],
      figures: { rounds, slowest: Math.max(...firsts) },
    },
  ];
}

/** Compared with the server's response alone, which reads the same runs from the same ledger. */
async function runs(browser: Browser, fixture: Fixture, { runs: past, rounds }: Size): Promise<Row> {
  const { context, page } = await visitor(browser, await link(fixture), 1440);
  const [shown, bare]: [number[], number[]] = [[], []];
  const all = past > 200 ? "document.querySelector('.runs + p button').click()" : '0';
  for (let round = 0; round <= rounds; round++) {
    await shownAfter(page, "location.hash = '/devices'", '.row.plain', 1);
    await shownAfter(page, "location.hash = '/history'", '.runs li', Math.min(200, past));
    const took = await shownAfter(page, all, '.runs li', past);
    const answered = await page.evaluate<number>(ANSWER);
    if (round > 0) {
      shown.push(took);
      bare.push(answered);
    }
  }
  await context.close();
  const [own, other] = [median(shown), median(bare)];
  return {
    key: 'page-runs',
    what: `${past.toLocaleString('en')} runs listed in the page`,
    ours: ms(own),
    baseline: `the answer of its server alone: ${ms(other)}`,
    ratio: `+ ${ms(own - other)}`,
    goals: [{ what: 'more', is: own - other, unit: 'ms', atMost: GOAL.runs }],
    figures: { rounds, shown: own, answer: other },
  };
}

/** Three browsers with a stream each, all on the start page, which makes the most requests. */
async function daemon(browser: Browser, fixture: Fixture, { span }: Size): Promise<Row> {
  const { pid } = await fixture.up();
  // When a thread ends, its CPU time disappears from the count, so wait until all threads of the start have ended.
  await sleep(span * 1.5);
  const without = await share(pid, span);
  const all = [];
  for (let n = 0; n < 3; n++) all.push(await visitor(browser, await link(fixture), 1440));
  await sleep(span / 4);
  const open = await share(pid, span);
  for (const { context } of all) await context.close();
  const more = open - without;
  return {
    key: 'page-daemon',
    what: 'daemon on an idle home, three pages open',
    ours: `${short(open)} % CPU`,
    baseline: `none open: ${short(without)} % CPU`,
    ratio: `+ ${short(more)} %`,
    goals: [{ what: 'more', is: more, unit: '%', atMost: GOAL.cpu }],
    figures: { seconds: span / 1000, open, without },
  };
}

async function share(pid: number, span: number): Promise<number> {
  const [before, begun] = [lookAt(pid), performance.now()];
  await sleep(span);
  return (costsBetween(before, lookAt(pid)).cpu / (performance.now() - begun)) * 100;
}
