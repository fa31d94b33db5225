import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkHome } from '../../checker/check-home.ts';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';
import { nothingToRemove, wrongWith } from '../papers.ts';

type Context = { stage: DaemonStage; run: string };
export type Damage = { home: string; run: string; folder: string };

/** Tests on one such home, and what does damage to a copy of it and expects that of all that the checker says one line fits. */
export function soundHome(name: string) {
  const test = suite<Context>(name);

  test.before(async (context) => {
    const stage = openDaemonStage();
    context.stage = stage;
    const project = stage.project('shop');
    stage.config('grace: { exit: 1s, kill: 1s }\n');
    stage.agent('one', 'reviews.mjs');
    stage.agent('two', 'agrees.mjs');
    stage.agent('three', 'crashes-before.mjs', join(stage.folder, 'crashed'));
    const text = stage.task(project, ['one', 'two', 'three']);
    stage.drop('look.md', text);
    stage.drop('again.md', text);
    stage.drop('wrong.md', stage.task(project, ['one'], 'colour: red\n'));
    await stage.up();
    await until('the run', async () => (await stage.runs()).length === 1);
    const [run = ''] = await stage.runs();
    context.run = run;
    await stage.ended(run);
    await until('everything to be over', () => stage.processes().length === 1).catch(() => undefined);
    await wrongWith(stage.root);
    await nothingToRemove(stage.root);
  });
  test.after(async ({ stage }) => stage.clear());

  function finds(name: string, damage: (at: Damage) => void, expected: RegExp): void {
    test(`finds ${name}`, ({ stage, run }) => {
      const home = join(stage.folder, 'damaged');
      rmSync(home, { recursive: true, force: true });
      cpSync(stage.root, home, { recursive: true, filter: (path) => !path.endsWith('.sock') });
      damage({ home, run, folder: join(home, 'runs', run) });
      const { differences } = checkHome(home);
      assert.ok(
        differences.some((it) => expected.test(it)),
        `nothing fits ${expected} in:\n${differences.join('\n')}`,
      );
    });
  }

  return { test, finds };
}
