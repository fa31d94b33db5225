// A headless browser for the bench of the page, and the cost of its frames while something scrolls.

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((it) => existsSync(it));

/** Undefined if none is installed. */
export async function openBrowser(): Promise<Browser | undefined> {
  if (CHROMIUM === undefined) return undefined;
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}

/** Admits it by a link that works once. */
export async function visitor(browser: Browser, link: string, width: number): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForSelector('h1');
  return { context, page };
}

/** Milliseconds from an action in the page until that many elements are in the document and the frame with them is drawn. */
export const shownAfter = (page: Page, deed: string, selector: string, many: number): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    const begun = performance.now();
    ${deed};
    const look = () => {
      if (document.querySelectorAll(${JSON.stringify(selector)}).length < ${many}) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
    };
    requestAnimationFrame(look);
  })`);

export type Frames = {
  /** The time between frames, in milliseconds. */
  between: number[];
  /** CPU milliseconds of the page's main thread for each frame: in total, and by part. */
  work: number;
  script: number;
  style: number;
  layout: number;
};

/** Runs in the page and returns the times between frames. At the end of the box it reverses. */
const SCROLL = `(box, pixels, count) => new Promise((resolve) => {
  const it = document.querySelector(box);
  const between = [];
  let last;
  let way = pixels;
  const frame = (at) => {
    if (last !== undefined) between.push(at - last);
    last = at;
    if (between.length >= count) return resolve(between);
    const before = it.scrollTop;
    it.scrollTop += way;
    if (it.scrollTop === before) way = -way;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

/** Scrolls a box by this many pixels in each frame, for this many frames, so that no frame finds a row where it was before. */
export async function scrolled(page: Page, box: string, pixels: number, frames: number): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await metrics(session);
  const between = await page.evaluate<number[]>(`(${SCROLL})(${JSON.stringify(box)}, ${pixels}, ${frames})`);
  const after = await metrics(session);
  await session.detach();
  const per = (name: string) => (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / frames;
  return {
    between,
    work: per('TaskDuration'),
    script: per('ScriptDuration'),
    style: per('RecalcStyleDuration'),
    layout: per('LayoutDuration'),
  };
}

async function metrics(session: CDPSession): Promise<Map<string, number>> {
  const { metrics: all } = await session.send('Performance.getMetrics');
  return new Map(all.map(({ name, value }) => [name, value]));
}
