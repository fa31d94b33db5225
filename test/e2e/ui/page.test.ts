// The page in a real browser, with a real daemon: a plan is followed from the drop to the report without a reload, through
// the death of a daemon; a comment on a line reaches the next prompt; what is seen there can be decided there.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { promptOf, seat } from '../phases/plan/planning-fixture.ts';
import { openUiFixture, type UiFixture } from './ui-fixture.ts';

const AXE = readFileSync(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const page = suite<{ fixture: UiFixture }>('the page');
page.before.each((context) => {
  context.fixture = openUiFixture();
  context.fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
});
page.after.each(({ fixture }) => fixture.clear());

const HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'`${alert(3)}';

/** A project with a change, so that a plan for it has a diff. */
function projectWithChange(fixture: UiFixture): string {
  const project = fixture.project('shop', {
    'answer.js': 'export function fortyTwo() {\n  return 42;\n}\n',
    'package.json': '{ "name": "shop", "scripts": { "test": "node --test" } }\n',
  });
  fixture.write(join(project, 'answer.js'), 'export function fortyTwo() {\n  return 41; // the answer to everything\n}\n');
  execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qam', 'change'], { stdio: 'pipe' });
  return project;
}

page('follows a run from its task to the report, and answers its questions', async ({ fixture }) => {
  for (const name of ['voter-1', 'voter-2']) seat(fixture, name, 'votes.mjs');
  seat(fixture, 'author', 'plans.mjs', 'planner');
  await fixture.up();
  const { page: tab, context, faults } = await fixture.visit({ viewport: { width: 1440, height: 900 } });
  await tab.getByText('Nothing needs you').waitFor();
  // What a reload would lose.
  await tab.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));

  const more = `title: ${JSON.stringify(HOSTILE)}\ntype: implementation-planning\nrange: HEAD~1...HEAD\n`;
  fixture.drop('plan.md', fixture.task(projectWithChange(fixture), ['voter-1', 'voter-2', 'author'], more));
  await tab.locator('.rows .row').first().click();
  await tab.locator('.phases .running').first().waitFor();
  const run = (await fixture.runs())[0] ?? '';
  await tab.locator('.rows.tight .row').first().waitFor();

  // The daemon dies in the middle; the next one goes on, and so does the page.
  await fixture.kill();
  await tab.getByText('no daemon').waitFor();
  await fixture.up();
  await tab.locator('.gate').waitFor();
  const onPage = async () => (await tab.locator('.progress').textContent()) ?? '';
  const inFile = () =>
    fixture
      .progress()
      .split('\n')
      .filter((it) => it.includes(run));
  // Each line once, and in their order: what happened before the page was there, while it was, and while there was no daemon.
  const asShown = () => inFile().map((it) => it.replace(/^\S+T([\d:]+)\S* \S+ PROGRESS: /, '$1  '));
  await until('the page to tell the lines of the run', async () => (await onPage()) === asShown().join('\n'));
  assert.ok(inFile().some((it) => it.includes('phase-5.7-gate')));

  // A second tab shares the stream of the first.
  const other = await context.newPage();
  await other.goto(`${new URL(tab.url()).origin}/#/run/${run}/findings`);
  await other.locator('.matrix .line').nth(1).waitFor();
  await other.close();

  await tab.goto(`${new URL(tab.url()).origin}/#/run/${run}/change`);
  await tab.getByRole('button', { name: 'Comment on answer.js:2', exact: true }).click();
  await tab.getByRole('textbox', { name: 'Comment on answer.js:2' }).fill('This line is what must change');
  await tab.getByRole('button', { name: 'Add comment' }).click();
  await tab.getByRole('button', { name: 'Request changes' }).click();
  await tab.getByRole('dialog').getByRole('button', { name: 'Request changes' }).click();
  await until('the next prompt', async () => (await fixture.view(run)).gates.length === 2);
  assert.match(promptOf(await fixture.view(run), 'author', 1), 'answer.js:2: This line is what must change');

  const { gate } = (await fixture.view(run)).gates[1] ?? {};
  await tab.getByLabel(`Approval ${gate?.id}`).getByRole('button', { name: 'Approve' }).click();
  await tab
    .getByRole('dialog')
    .getByText(gate?.shown.slice(0, 12) ?? '?')
    .waitFor();
  await tab.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  const end = await fixture.ended(run);
  assert.equal([end.outcome, end.plan?.approved, end.plan?.digest], ['completed', true, gate?.shown]);
  await tab.locator('.run-line .status').getByText('completed').waitFor();

  await tab.keyboard.press('2');
  await tab.locator('.matrix .body .line').first().click();
  await tab.locator('.finding').waitFor();
  assert.match((await tab.locator('.finding .code .hit').textContent()) ?? '', 'return 41');
  await tab.keyboard.press('d');
  await tab.getByRole('dialog').getByRole('textbox').fill(HOSTILE);
  await tab.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
  await tab.getByText('is dismissed').waitFor();
  assert.match(readFileSync(join(end.task.project, '.muster', 'dismissed.yaml'), 'utf8'), 'onerror');

  // Every view of it: no script of a worker's, nothing wider than the window, and no violation.
  for (const [path, shows] of [
    ['/', 'h1'],
    ['/history', '.rows .row'],
    [`/run/${run}`, '.phases'],
    [`/run/${run}/findings/F-001`, '.finding .words'],
    [`/run/${run}/change`, '.diff-line'],
    ['/devices', '.rows .row'],
  ] as const) {
    await tab.goto(`${new URL(tab.url()).origin}/#${path}`);
    await tab.locator(shows).first().waitFor();
    await looksRight(tab, path);
  }
  assert.is(await tab.evaluate(() => (globalThis as { neverReloaded?: boolean }).neverReloaded), true);
  assert.is(await tab.locator('img, script:not([type=importmap]):not([type=module])').count(), 0);
  assert.equal(faults, []);
});

/** At both widths, in both themes. */
async function looksRight(tab: Page, where: string): Promise<void> {
  for (const width of [1440, 390]) {
    await tab.setViewportSize({ width, height: 844 });
    assert.ok(await tab.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), `${where} fits into ${width}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      assert.equal(await violationsIn(tab), [], `${where}, ${width} pixels, ${colorScheme}`);
    }
  }
  await tab.emulateMedia({ colorScheme: null });
}

async function violationsIn(tab: Page): Promise<string[]> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Runtime.evaluate', { expression: `if (!globalThis.axe) { ${AXE} }` });
  const { result } = await session.send('Runtime.evaluate', {
    expression: 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`))',
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value as string[];
}

page.run();
