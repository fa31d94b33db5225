// Prompts that are removed or changed before workers have read them: each is made again from what was stored, and a worker is given
// up only if nothing was.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { seatWorkers } from '../scripted-workers.ts';

const test = suite<{ fixture: CliFixture }>('prompts that go away');
test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

for (const [what, harm, fate] of [
  ['one removed and one changed,', removeAndChange, 'completed'],
  ['removed, and their copies too,', removeWithCopies, 'error'],
] as const) {
  test(`${what} before workers have read them: ${fate}`, async ({ fixture }) => {
    const go = join(fixture.folder, 'go');
    const project = fixture.project('shop');
    const late = { worker: 'reads-late.mjs', args: [go] };
    seatWorkers(fixture, { late, later: late });
    writeFileSync(fixture.home.config, readFileSync(fixture.home.config, 'utf8').replace('total: 40', 'total: 1'));
    await fixture.up();
    fixture.drop('task.md', fixture.task(project, ['late', 'later']));
    let run = '';
    await until('both prompts', async () => {
      run = (await fixture.runs())[0] ?? '';
      return run !== '' && (await fixture.events(run)).filter((it) => it.type === 'prompt.written').length === 2;
    });
    await until('one of them to run', async () =>
      (await fixture.view(run)).dispatches.some((it) => it.attempts.at(-1)?.state === 'running'),
    );
    harm(join(fixture.home.run(run).root, 'prompts'), fixture);
    writeFileSync(go, '');
    const view = await fixture.ended(run);
    if (fate === 'completed') {
      assert.equal(
        view.dispatches.map((it) => [it.status, it.detail ?? '']),
        [
          ['completed', ''],
          ['completed', ''],
        ],
      );
      assert.is((await fixture.muster(['verify', run])).code, 0);
    } else {
      const details = view.dispatches.map((it) => it.detail ?? '');
      assert.ok(
        details.every((it) => /the prompt .* is gone or was changed, and no copy of it is left/.test(it)),
        details.join('\n'),
      );
    }
  });
}

function removeAndChange(prompts: string): void {
  for (const [n, name] of readdirSync(prompts).entries()) {
    rmSync(join(prompts, name));
    if (n > 0) writeFileSync(join(prompts, name), 'Do as you like.');
  }
}

function removeWithCopies(prompts: string, { home }: CliFixture): void {
  for (const folder of [prompts, home.objects]) rmSync(folder, { recursive: true, maxRetries: 20 });
}

test.run();
