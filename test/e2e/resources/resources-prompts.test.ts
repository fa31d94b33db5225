// Prompts that are removed or changed before workers have read them: each is made again from what was stored, and a worker is given
// up only if nothing was.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { hire } from '../company.ts';
import { until } from '../daemon-stage.ts';

const test = suite<{ stage: CliStage }>('prompts that go away');
test.before.each((context) => {
  context.stage = openCliStage();
});
test.after.each(({ stage }) => stage.clear());

for (const [what, harm, fate] of [
  ['one removed and one changed,', removeAndChange, 'completed'],
  ['removed, and their copies too,', removeWithCopies, 'error'],
] as const) {
  test(`${what} before workers have read them: ${fate}`, async ({ stage }) => {
    const go = join(stage.folder, 'go');
    const project = stage.project('shop');
    const late = { worker: 'reads-late.mjs', args: [go] };
    hire(stage, { late, later: late });
    writeFileSync(stage.home.config, readFileSync(stage.home.config, 'utf8').replace('total: 40', 'total: 1'));
    await stage.up();
    stage.drop('task.md', stage.task(project, ['late', 'later']));
    let run = '';
    await until('both prompts', async () => {
      run = (await stage.runs())[0] ?? '';
      return run !== '' && (await stage.events(run)).filter((it) => it.type === 'prompt.written').length === 2;
    });
    await until('one of them to run', async () => (await stage.view(run)).dispatches.some((it) => it.attempts.at(-1)?.state === 'running'));
    harm(join(stage.home.run(run).root, 'prompts'), stage);
    writeFileSync(go, '');
    const view = await stage.ended(run);
    if (fate === 'completed') {
      assert.equal(
        view.dispatches.map((it) => [it.status, it.detail ?? '']),
        [
          ['completed', ''],
          ['completed', ''],
        ],
      );
      assert.is((await stage.muster(['verify', run])).code, 0);
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

function removeWithCopies(prompts: string, { home }: CliStage): void {
  for (const folder of [prompts, home.objects]) rmSync(folder, { recursive: true, maxRetries: 20 });
}

test.run();
