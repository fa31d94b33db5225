// A telephone: what does not fit is cut off where nobody misses it.

import { dirname } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { openUiFixture, type UiFixture } from './ui-fixture.ts';

const narrow = suite<{ fixture: UiFixture }>('a narrow page');
narrow.before.each((context) => {
  context.fixture = openUiFixture();
});
narrow.after.each(({ fixture }) => fixture.clear());

narrow('cuts off the folders of a long path, but neither its file nor the line', async ({ fixture }) => {
  const path = `src/${'a-folder-with-a-long-name/'.repeat(4)}config.js`;
  const project = fixture.project('shop', { [path]: '\n\nexport const sessionSecret = "Xk29vQ8sLmT4pRz7WdYb";\n' });
  assert.ok(dirname(path).length > 100);
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['secrets']));
  await until('a run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  await fixture.ended(run);
  for (const width of [360, 400, 1000]) {
    const { page: tab, context, faults } = await fixture.visit({ viewport: { width, height: 800 } });
    await tab.goto(`${new URL(tab.url()).origin}/#/run/${run}/findings`);
    const line = tab.locator('.matrix .body .where').getByText(':3', { exact: true });
    const box = await line.boundingBox();
    assert.ok(box !== null && box.width > 0 && box.x + box.width <= width, `${width}: ${JSON.stringify(box)}`);
    const { x, y, width: wide, height } = box;
    const seen = await tab.evaluate<string>(`document.elementFromPoint(${x + wide / 2}, ${y + height / 2}).textContent`);
    assert.is(seen, ':3', `nothing covers it at ${width}`);
    const file = await tab.evaluate<string>(`(() => {
      const it = document.querySelector('.matrix .body .file');
      return it !== null && it.scrollWidth <= it.clientWidth ? it.textContent : 'cut off';
    })()`);
    assert.is(file, 'config.js', `at ${width}`);
    assert.equal(faults, []);
    await context.close();
  }
});

narrow.run();
