// The fixture of the tests of the page: the fixture of the command line, `muster ui`, and Debian's Chromium.

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Begun, type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { PATIENCE } from '../daemon-fixture.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((it) => existsSync(it));

export type UiFixture = CliFixture & {
  /** Starts `muster ui` where none runs; gives a fresh link. */
  link(): Promise<string>;
  served(): Begun | undefined;
  browser(): Promise<Browser>;
  /** A browser of its own, with a token, and what went wrong in its pages. */
  visit(options?: Parameters<Browser['newContext']>[0]): Promise<{ page: Page; context: BrowserContext; faults: string[] }>;
};

export function openUiFixture(): UiFixture {
  const fixture = openCliFixture();
  let server: Begun | undefined;
  let started: Promise<Browser> | undefined;

  const browser = (): Promise<Browser> => {
    started ??= chromium.launch({
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    return started;
  };

  async function link(): Promise<string> {
    if (server) return (await fixture.muster(['ui', '--no-open'])).out.trim();
    server = fixture.begin(['ui', '--no-open']);
    let out = '';
    server.child.stdout?.on('data', (chunk: string) => {
      out += chunk;
    });
    await server.said('#code=');
    await server.said('\n');
    return out.trim();
  }

  return {
    ...fixture,
    browser,
    link,
    served: () => server,
    async visit(options = {}) {
      const context = await (await browser()).newContext(options);
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (it) => it.type() === 'error' && faults.push(it.text()));
      page.on('dialog', (it) => {
        faults.push(`a dialog: ${it.message()}`);
        void it.dismiss();
      });
      page.on('request', (it) => {
        if (!it.url().startsWith('http://127.0.0.1:') && !it.url().startsWith('data:')) faults.push(`asked for ${it.url()}`);
      });
      await page.goto(await link());
      await page.waitForSelector('h1');
      return { page, context, faults };
    },
    async clear() {
      await (await started)?.close();
      server?.child.kill('SIGTERM');
      await server?.ended;
      await fixture.clear();
    },
  };
}
