// Texts that would act on a terminal, turn the words around them, or make a page wider than a screen: in a line of a change, in
// the name of a file, in what workers and a person write. All of it is shown as data, and reaches a prompt as what it is.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { promptOf, seat } from '../phases/plan/planning-fixture.ts';
import { openUiFixture, type UiFixture } from './ui-fixture.ts';

const page = suite<{ fixture: UiFixture }>('hostile texts in the page');
page.before.each((context) => {
  context.fixture = openUiFixture();
  context.fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
});
page.after.each(({ fixture }) => fixture.clear());

const LONG = 'W'.repeat(3_000);
const HOSTILE = `\u202e\u2066gnirts\u2069 \u001b[31mred\u001b]0;owned\u0007 <img src=x onerror=alert(1)> ${LONG}`;
/** What nobody may find in the text of a page: characters that turn text, and all that a terminal would obey. */
const ACTING = /[\p{Bidi_Control}\u2028\u2029]|(?![\n\t])\p{Cc}/u;
const NAME = 'ü "quoted" \u202e.js';

function projectWith(fixture: UiFixture): string {
  const begins = { 'answer.js': 'export function fortyTwo() {\n  return 42;\n}\n', [NAME]: 'one\n' };
  const project = fixture.project('shop', { ...begins, 'package.json': '{ "name": "shop", "scripts": { "test": "node --test" } }\n' });
  fixture.write(
    join(project, 'answer.js'),
    `export function fortyTwo() {\n  return 41; // the answer to everything\n  // ${HOSTILE}\r\n}\n`,
  );
  fixture.write(join(project, NAME), `two ${HOSTILE}\n`);
  execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qam', 'change'], { stdio: 'pipe' });
  return project;
}

page('are data in a line of a change, in a comment on it, and in all that workers say', async ({ fixture }) => {
  seat(fixture, 'voter-1', 'hostile-words.mjs');
  seat(fixture, 'voter-2', 'votes.mjs');
  seat(fixture, 'author', 'plans.mjs', 'planner');
  await fixture.up();
  const more = `title: ${LONG.slice(0, 200)}\ntype: implementation-planning\nrange: HEAD~1...HEAD\n`;
  fixture.drop('plan.md', fixture.task(projectWith(fixture), ['voter-1', 'voter-2', 'author'], more));
  await until('a run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  await until('a gate', async () => (await fixture.view(run)).gates.length === 1);

  const { page: tab, faults } = await fixture.visit({ viewport: { width: 1440, height: 900 } });
  const { origin } = new URL(tab.url());
  await tab.goto(`${origin}/#/run/${run}/change`);
  await tab.getByRole('button', { name: 'Comment on answer.js:3', exact: true }).click();
  await tab.getByRole('textbox', { name: 'Comment on answer.js:3' }).fill(HOSTILE);
  await tab.getByRole('button', { name: 'Add comment' }).click();

  const line = tab.locator('.diff-line.added', { hasText: 'gnirts' }).first();
  assert.match((await line.textContent()) ?? '', '⟨U+202E⟩⟨U+2066⟩gnirts⟨U+2069⟩ red <img src=x onerror=alert(1)> WWW');
  assert.match((await tab.locator('.own-comment').textContent()) ?? '', '⟨U+202E⟩⟨U+2066⟩gnirts');
  await tab.locator('.file summary').getByText('ü "quoted" ⟨U+202E⟩.js').waitFor();
  for (const width of [1440, 390]) {
    await tab.setViewportSize({ width, height: 844 });
    const broken = await tab.evaluate<string[]>(`[
      ...[...document.querySelectorAll('.diff-line')].filter((it) => it.getBoundingClientRect().height > 40),
      ...[...document.querySelectorAll('.own-comment, .drafts li, .gate, h1')].filter((it) => it.getBoundingClientRect().right > innerWidth),
    ].map((it) => it.className + ' ' + it.textContent.slice(0, 60))`);
    assert.equal(broken, [], `${width}`);
  }

  await tab.getByRole('button', { name: 'Request changes' }).click();
  await tab.getByRole('dialog').getByText('⟨U+202E⟩⟨U+2066⟩gnirts').waitFor();
  await tab.getByRole('dialog').getByRole('button', { name: 'Request changes' }).click();
  await until('the next prompt', async () => (await fixture.view(run)).gates.length === 2);
  assert.match(promptOf(await fixture.view(run), 'author', 1), /answer\.js:3: .*gnirts.*<img src=x onerror=alert\(1\)> WWW/);

  for (const [path, shows] of [
    ['', '.phases'],
    ['/findings/F-001', '.finding .words li'],
    ['/change', '.diff-line'],
  ]) {
    await tab.goto(`${origin}/#/run/${run}${path}`);
    await tab
      .locator(shows ?? '')
      .first()
      .waitFor();
    assert.not.match(await tab.evaluate<string>('document.body.innerText'), ACTING, path);
    assert.ok(await tab.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), path);
  }
  assert.is(await tab.locator('img').count(), 0);
  assert.equal(faults, []);
});

page.run();
