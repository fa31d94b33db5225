// A worker's terminal in the page, by xterm: what it printed, what it prints now, and typing only by who has a token and asked for it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { openUiFixture, type UiFixture } from './ui-fixture.ts';

const page = suite<{ fixture: UiFixture }>('the terminal of a worker');
page.before.each((context) => {
  context.fixture = openUiFixture();
});
page.after.each(({ fixture }) => fixture.clear());

page('is live and read-only until a person asks to type into it', async ({ fixture }) => {
  // A shell script that says back what is typed.
  fixture.write(`${fixture.home.agents}/echoes.md`, echoing());
  await fixture.up();
  fixture.drop('look.md', fixture.task(fixture.project('shop'), ['echoes']));
  await until('a run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  await until('a worker', async () => (await fixture.view(run)).dispatches[0]?.attempts[0]?.state === 'running');
  const { page: tab, faults } = await fixture.visit({ viewport: { width: 1280, height: 900 } });
  const { origin } = new URL(tab.url());
  await tab.goto(`${origin}/#/run/${run}`);
  await tab.locator('.rows.tight .row').first().click();
  const screen = tab.locator('.terminal .xterm-rows');
  await screen.getByText('ready').first().waitFor();

  await tab.locator('.terminal .xterm-helper-textarea').focus();
  await tab.keyboard.type('too early');
  await tab.keyboard.press('Enter');
  await tab.getByRole('button', { name: 'Type into it' }).click();
  await tab.getByRole('dialog').getByRole('button', { name: 'Type' }).click();
  await tab.getByText('what you type goes to the worker').waitFor();
  await tab.locator('.terminal .xterm-helper-textarea').focus();
  await tab.keyboard.type('hello');
  await tab.keyboard.press('Enter');
  await screen.getByText('heard hello').first().waitFor();
  assert.not.match((await screen.textContent()) ?? '', 'too early');

  const worker = `${run}.d1.1`;
  const sent = await tab.evaluate(
    async (body) => (await fetch('/api/type', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status,
    JSON.stringify({ worker, text: 'stolen\r' }),
  );
  assert.is(sent, 401, 'without the token nothing is typed');
  await tab.getByRole('button', { name: 'Stop typing' }).click();
  await tab.getByText('read-only').waitFor();
  assert.equal(
    faults.filter((it) => !it.includes('401')),
    [],
  );
  await fixture.muster(['abort', run]);
  await tab.getByText(/^Ended: /).waitFor();
});

const echoing = (): string =>
  `---\nname: echoes\ndescription: scripted\nprovider: command\nroles: [analyser]\nargv: ["/bin/sh", "${new URL('../../fixtures/workers/echoes.sh', import.meta.url).pathname}"]\n---\n`;

page.run();
