// A browser without a screen, as the bench of the page uses it, and what its frames cost while something scrolls.

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((it) => existsSync(it));

/** Nothing where none is installed. */
export async function openBrowser(): Promise<Browser | undefined> {
  if (CHROMIUM === undefined) return undefined;
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}

/** Lets it in by a link that works once. */
export async function visitor(browser: Browser, link: string, width: number): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForSelector('h1');
  return { context, page };
}

/** From a deed in the page until so many of something are in the document, and the frame with them is made: milliseconds. */
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
  /** From one frame to the next, in milliseconds. */
  between: number[];
  /** CPU milliseconds of the page's main thread for each frame: all of it, and its parts. */
  work: number;
  script: number;
  style: number;
  layout: number;
};

/** In the page: gives the times between frames. At the end of the box it turns round. */
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

/** Scrolls a box by so many pixels in each frame, for so many frames: no frame finds a row where it was before. */
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
