// Before a project's code is sent anywhere, a person must have agreed: they are asked once on a terminal, and elsewhere the error names
// the command to type.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../../daemon-fixture.ts';
import { writeFakeAgent } from '../../fake-agent.ts';
import { openTerminal } from '../../muster-terminal.ts';
import { type CliFixture, openCliFixture } from '../cli-fixture.ts';

const test = suite<{ fixture: CliFixture; task: string; project: string; env: Record<string, string> }>('a person’s consent');

test.before.each((context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  context.task = join(fixture.folder, 'task.md');
  context.project = fixture.project('shop');
  // Whatever account this machine has, it is not the one that is told of here.
  fixture.write(join(fixture.folder, 'codex-home', 'auth.json'), '{"tokens":{"access_token":"x"}}');
  context.env = { PATH: `${writeFakeAgent(fixture, 'codex')}:${process.env.PATH}`, CODEX_HOME: join(fixture.folder, 'codex-home') };
  fixture.agent('own', 'agrees.mjs');
  writeFileSync(context.task, fixture.task(context.project, ['codex', 'own']));
});
test.after.each(({ fixture }) => fixture.clear());

test('is asked for once at a terminal, with everything it covers', async ({ fixture, task, env }) => {
  const first = openTerminal(fixture, ['run', task], { ...env, NO_COLOR: '1' });
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
  assert.equal(await fixture.runs(), []);
  first.pty.write(Buffer.from('\n'));
  assert.equal(await first.ended, { code: 4, signal: null });
  assert.match(first.seen(), 'nothing was started and no code was sent');
  assert.equal(await fixture.runs(), []);

  const second = openTerminal(fixture, ['run', task], env);
  await second.sees('[y/N]');
  second.pty.write(Buffer.from('yes\n'));
  assert.equal(await second.ended, { code: 0, signal: null });
  const third = openTerminal(fixture, ['run', task], env);
  assert.equal(await third.ended, { code: 0, signal: null });
  assert.not.match(third.seen(), /\[y\/N\]/);
});

test('is waited for without a terminal, and the output says what to type', async ({ fixture, task, project, env }) => {
  const gone = await fixture.muster(['run', task, '--no-wait-approval'], { env });
  assert.is(gone.code, 5);
  const [run = ''] = await fixture.runs();
  const says = `muster allow ${project} codex`;
  assert.is(
    gone.err,
    `muster: ${run} waits for your consent: codex would receive the code of ${project}. To allow it: ${says}\nmuster: ${run} waits for a person: ${says}\n`,
  );
  const staying = fixture.begin(['run', task], { env });
  await staying.said('phase-1-intake consent providers=codex');
  const shown = await fixture.muster(['show', run]);
  assert.match(shown.out, /^Not finished \(awaiting-consent\)$/m);
  assert.ok(shown.out.replace(/\s+/g, ' ').includes(`Waits for ${says}`), shown.out);
  assert.match((await fixture.muster(['runs'])).out, new RegExp(`^${run} .* awaiting-consent `, 'm'));
  assert.match((await fixture.muster(['status'])).out, new RegExp(`^ {2}${run} +awaiting-consent +waits for muster allow `, 'm'));
  assert.is((await fixture.muster(['allow', project, 'codex'])).code, 0);
  const { code, out } = await staying.ended;
  assert.is(code, 0);
  assert.match(out, /PROGRESS: phase-1-intake consent providers=codex given\n/);
  await until('one run of one task', async () => (await fixture.runs()).length === 1);
});

test.run();
