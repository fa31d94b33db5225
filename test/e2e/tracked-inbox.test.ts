// Task files that a checkout brings into the inbox of a project, perhaps from the branch of a stranger: nobody dropped them, so
// none becomes a run, and none is touched. What somebody drops beside them does.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from './cli/cli-fixture.ts';
import { names, until } from './daemon-fixture.ts';

type Context = { fixture: CliFixture; project: string; inbox: string };
const test = suite<Context>('task files in git');

const TASK = '---\nagents: [one]\n---\nLook at it.\n';

test.before.each(async (context) => {
  context.fixture = openCliFixture();
  context.fixture.agent('one', 'reviews.mjs');
  context.project = context.fixture.project('shop');
  context.inbox = join(context.project, '.muster', 'inbox');
  assert.is((await context.fixture.muster(['init'], { cwd: context.project })).code, 0);
});
test.after.each(({ fixture }) => fixture.clear());

function git({ project }: Context, ...args: string[]): string {
  return execFileSync('git', ['-C', project, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8', stdio: 'pipe' });
}

/** A branch that has these files in the inbox; the branch before it is checked out again. */
function strangersBranch(context: Context, ...files: string[]): void {
  git(context, 'checkout', '-q', '-b', 'strange');
  // With plumbing, so that the running daemon never sees them as files of its inbox.
  const blob = execFileSync('git', ['-C', context.project, 'hash-object', '-w', '--stdin'], { input: TASK, encoding: 'utf8' }).trim();
  for (const file of files) git(context, 'update-index', '--add', '--cacheinfo', `100644,${blob},.muster/inbox/${file}`);
  git(context, 'commit', '-q', '-m', 'strange');
  git(context, 'checkout', '-q', '-f', 'main');
}

const isNoted = ({ fixture }: Context, name: string): boolean =>
  readFileSync(fixture.home.log, 'utf8')
    .split('\n')
    .some((line) => line.includes('is tracked by git') && line.includes(JSON.stringify(name)));

/** One that was dropped after the others were seen, and so is taken after they could have been. */
async function dropOne({ fixture, inbox }: Context, name = 'mine.md'): Promise<void> {
  writeFileSync(join(inbox, name), TASK);
  await until(`the run of ${name}`, () => names(join(inbox, 'accepted')).some((it) => it.endsWith(`.${name}`)));
  for (const run of await fixture.runs()) await fixture.ended(run);
}

test('are no drops when a checkout brings them into a watched inbox', async (context) => {
  const { fixture, inbox } = context;
  strangersBranch(context, 'x.md', 'folder/y.md', 'r-aaaaaaaa.parse.policy');
  git(context, 'checkout', '-q', 'strange');
  for (const name of ['x.md', 'folder', 'r-aaaaaaaa.parse.policy']) await until(`${name} to be noted`, () => isNoted(context, name));
  await dropOne(context);
  assert.is((await fixture.runs()).length, 1);
  assert.is(readFileSync(join(inbox, 'x.md'), 'utf8'), TASK);
  assert.equal(names(join(inbox, 'rejected')), []);
  assert.is(git(context, 'status', '--porcelain', '--', '.muster/inbox'), '', 'nothing that git tracks was touched');
});

test('are no drops for a daemon that starts, not even as files that were taken already', async (context) => {
  const { fixture, inbox } = context;
  assert.is((await fixture.muster(['down'])).code, 0);
  strangersBranch(context, 'x.md', '.claimed/r-aaaaaaaa.y.md');
  git(context, 'checkout', '-q', 'strange');
  assert.ok(existsSync(join(inbox, '.claimed', 'r-aaaaaaaa.y.md')));
  assert.is((await fixture.muster(['up'])).code, 0);
  for (const name of ['x.md', '.claimed/r-aaaaaaaa.y.md']) await until(`${name} to be noted`, () => isNoted(context, name));
  await dropOne(context);
  assert.is((await fixture.runs()).length, 1);
  assert.ok(existsSync(join(inbox, '.claimed', 'r-aaaaaaaa.y.md')));
});

test('are not judged while git has not written its index: a checkout does that last', async (context) => {
  const { fixture, project, inbox } = context;
  const lock = join(project, '.git', 'index.lock');
  const index = join(project, '.git', 'index');
  strangersBranch(context, 'x.md');
  // What a checkout does, one step after the other.
  const before = readFileSync(index);
  git(context, 'read-tree', 'strange');
  const after = readFileSync(index);
  writeFileSync(index, before);
  writeFileSync(lock, after);
  mkdirSync(inbox, { recursive: true });
  writeFileSync(join(inbox, 'x.md'), TASK);
  writeFileSync(join(inbox, 'mine.md'), TASK);
  await until('the wait to be noted', () => readFileSync(fixture.home.log, 'utf8').includes('wait until git has written its index'));
  assert.equal(await fixture.runs(), []);
  writeFileSync(index, after);
  rmSync(lock);
  await until('x.md to be noted', () => isNoted(context, 'x.md'));
  await until('the run of mine.md', () => names(join(inbox, 'accepted')).some((it) => it.endsWith('.mine.md')));
  const runs = await fixture.runs();
  assert.is(runs.length, 1);
  for (const run of runs) await fixture.ended(run);
});

test.run();
