// The inbox of a project whose checkout put something unusual in its place: the daemon starts and reports it, writes nowhere else, and
// accepts dropped files again once that is gone.

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from './cli/cli-fixture.ts';
import { names, until } from './daemon-fixture.ts';

type Context = { fixture: CliFixture; project: string; inbox: string };
const test = suite<Context>('the inbox of a project');

test.before.each(async (context) => {
  context.fixture = openCliFixture();
  context.fixture.agent('one', 'reviews.mjs');
  context.project = context.fixture.project('shop');
  context.inbox = join(context.project, '.muster', 'inbox');
  assert.is((await context.fixture.muster(['init'], { cwd: context.project })).code, 0);
});
test.after.each(({ fixture }) => fixture.clear());

const warned = ({ fixture }: Context): boolean =>
  readFileSync(fixture.home.log, 'utf8').includes('the inbox of a project is not watched now');

test('keeps no daemon from starting if a file is in the way of its folders', async (context) => {
  const { fixture, project, inbox } = context;
  assert.is((await fixture.muster(['down'])).code, 0);
  rmSync(join(inbox, 'accepted'), { recursive: true });
  writeFileSync(join(inbox, 'accepted'), 'a file\n');
  assert.is((await fixture.muster(['up'])).code, 0);
  assert.ok(warned(context));
  const again = await fixture.muster(['init'], { cwd: project });
  assert.is(again.code, 4);
  assert.match(again.err, /inbox\/accepted is not a directory\. Move it away/);
  fixture.drop('look.md', fixture.task(project, ['one']));
  await until('a run of the home’s inbox', async () => (await fixture.runs()).length === 1);

  rmSync(join(inbox, 'accepted'));
  assert.is((await fixture.muster(['init'], { cwd: project })).code, 0, 'the same daemon watches it now');
  fixture.write(join(inbox, 'too.md'), '---\nagents: [one]\n---\nLook as well.\n');
  await until('a run of the project’s inbox', async () => (await fixture.runs()).length === 2);
  for (const run of await fixture.runs()) await fixture.ended(run);
});

test('follows no link that appears in it while a daemon runs', async ({ fixture, project, inbox }) => {
  const elsewhere = join(fixture.folder, 'elsewhere');
  mkdirSync(elsewhere);
  for (const [n, name] of ['accepted', 'rejected', '.claimed'].entries()) {
    rmSync(join(inbox, name), { recursive: true });
    symlinkSync(elsewhere, join(inbox, name));
    fixture.write(join(inbox, `no-${n}.md`), '---\nname: mine\nno: task\n---\n');
    await until('it to be noticed', () => readFileSync(fixture.home.log, 'utf8').includes(`${name} is a symbolic link`));
    assert.equal(names(elsewhere), [], name);
    rmSync(join(inbox, name));
    await until('the file to be put away', () => existsSync(join(inbox, 'rejected', `no-${n}.md.error.txt`)));
    await until('nothing to be claimed', () => names(join(inbox, '.claimed')).length === 0);
  }
  assert.equal(await fixture.runs(), []);
  assert.is((await fixture.muster(['init'], { cwd: project })).code, 0);
});

test.run();
