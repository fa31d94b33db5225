// The fixture of the tests of the checker: a home in which everything has ended, and copies of it for damage.

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkHome } from '../../../checker/check-home.ts';
import { differencesIn, trashEmptied } from '../../check-when-written.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../../daemon-fixture.ts';

type Context = { fixture: DaemonFixture; run: string };
export type Damage = { home: string; run: string; folder: string };

/** Tests on one such home, and what does damage to a copy of it and expects that of all that the checker says one line fits. */
export function soundHome(name: string) {
  const test = suite<Context>(name);

  test.before(async (context) => {
    const fixture = openDaemonFixture();
    context.fixture = fixture;
    const project = fixture.project('shop');
    fixture.config('grace: { exit: 1s, kill: 1s }\n');
    fixture.agent('one', 'reviews.mjs');
    fixture.agent('two', 'agrees.mjs');
    fixture.agent('three', 'crashes-before.mjs', join(fixture.folder, 'crashed'));
    const text = fixture.task(project, ['one', 'two', 'three']);
    fixture.drop('look.md', text);
    fixture.drop('again.md', text);
    fixture.drop('wrong.md', fixture.task(project, ['one'], 'colour: red\n'));
    await fixture.up();
    await until('the run', async () => (await fixture.runs()).length === 1);
    const [run = ''] = await fixture.runs();
    context.run = run;
    await fixture.ended(run);
    await until('everything to be over', () => fixture.processes().length === 1).catch(() => undefined);
    await differencesIn(fixture.root);
    await trashEmptied(fixture.root);
  });
  test.after(async ({ fixture }) => fixture.clear());

  function finds(name: string, damage: (at: Damage) => void, expected: RegExp): void {
    test(`finds ${name}`, ({ fixture, run }) => {
      const home = join(fixture.folder, 'damaged');
      rmSync(home, { recursive: true, force: true });
      cpSync(fixture.root, home, { recursive: true, filter: (path) => !path.endsWith('.sock') });
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
