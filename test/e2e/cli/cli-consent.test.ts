// Code of a project goes to somebody else only after a person has said so: asked once at a terminal, told what
// to type anywhere else.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-stage.ts';
import { sit } from '../sitting.ts';
import { standIn } from '../stand-in.ts';
import { type CliStage, openCliStage } from './cli-stage.ts';

const test = suite<{ stage: CliStage; task: string; project: string; env: Record<string, string> }>('a person’s consent');

test.before.each((context) => {
  const stage = openCliStage();
  context.stage = stage;
  context.task = join(stage.folder, 'task.md');
  context.project = stage.project('shop');
  // Whatever account this machine has, it is not the one that is told of here.
  stage.write(join(stage.folder, 'codex-home', 'auth.json'), '{"tokens":{"access_token":"x"}}');
  context.env = { PATH: `${standIn(stage, 'codex')}:${process.env.PATH}`, CODEX_HOME: join(stage.folder, 'codex-home') };
  stage.agent('own', 'agrees.mjs');
  writeFileSync(context.task, stage.task(context.project, ['codex', 'own']));
});
test.after.each(({ stage }) => stage.clear());

test('is asked for once at a terminal, with everything it covers', async ({ stage, task, env }) => {
  const first = sit(stage, ['run', task], { ...env, NO_COLOR: '1' });
  await first.sees('[y/N]');
  const shown = first.seen().replaceAll('\r', '');
  for (const line of [
    /^codex would receive code of [^.]*?\bfor\s+the\s+first\s+time\.$/m,
    /^Reads +worktree: 1 file$/m,
    /^Accounts +codex: its login with ChatGPT$/m,
    /^Expect +codex: unknown, no run with it has completed here yet$/m,
    /^Limits +45m for the whole run/m,
    /^ {2}codex +analyser +codex 0\.169\.0, model inherit/m,
    /^The project’s code would be sent to: codex\.$/m,
  ])
    assert.match(shown, line);
  assert.equal(await stage.runs(), []);
  first.pty.write(Buffer.from('\n'));
  assert.equal(await first.ended, { code: 4, signal: null });
  assert.match(first.seen(), 'nothing was started and no code was sent');
  assert.equal(await stage.runs(), []);

  const second = sit(stage, ['run', task], env);
  await second.sees('[y/N]');
  second.pty.write(Buffer.from('yes\n'));
  assert.equal(await second.ended, { code: 0, signal: null });
  const third = sit(stage, ['run', task], env);
  assert.equal(await third.ended, { code: 0, signal: null });
  assert.not.match(third.seen(), /\[y\/N\]/);
});

test('is waited for without a terminal, and the output says what to type', async ({ stage, task, project, env }) => {
  const gone = await stage.muster(['run', task, '--no-wait-approval'], { env });
  assert.is(gone.code, 5);
  const [run = ''] = await stage.runs();
  const says = `muster allow ${project} codex`;
  assert.is(
    gone.err,
    `muster: ${run} waits for your consent: codex would receive the code of ${project}. To allow it: ${says}\nmuster: ${run} waits for a person: ${says}\n`,
  );
  const staying = stage.begin(['run', task], { env });
  await staying.said('phase-1-intake consent providers=codex');
  const shown = await stage.muster(['show', run]);
  assert.match(shown.out, /^Not finished \(awaiting-consent\)$/m);
  assert.ok(shown.out.replace(/\s+/g, ' ').includes(`Waits for ${says}`), shown.out);
  assert.match((await stage.muster(['runs'])).out, new RegExp(`^${run} .* awaiting-consent `, 'm'));
  assert.match((await stage.muster(['status'])).out, new RegExp(`^ {2}${run} +awaiting-consent +waits for muster allow `, 'm'));
  assert.is((await stage.muster(['allow', project, 'codex'])).code, 0);
  const { code, out } = await staying.ended;
  assert.is(code, 0);
  assert.match(out, /PROGRESS: phase-1-intake consent providers=codex given\n/);
  await until('one run of one task', async () => (await stage.runs()).length === 1);
});

test.run();
