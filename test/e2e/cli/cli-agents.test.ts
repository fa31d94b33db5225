// `muster agents check`: an agent is checked in the same way as a real worker, the outcome is remembered, and a version that failed is not
// used.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AgentLine } from '../../../daemon/cli/named/find-agents.ts';
import { writeFakeAgent } from '../fake-agent.ts';
import { type CliFixture, openCliFixture } from './cli-fixture.ts';

const test = suite<{ fixture: CliFixture; env: Record<string, string> }>('an agent that is checked');

test.before.each((context) => {
  const fixture = openCliFixture();
  context.fixture = fixture;
  const home = join(fixture.folder, 'person');
  fixture.write(join(home, '.codex', 'auth.json'), '{"OPENAI_API_KEY":"sk-0123456789"}');
  // The program of a session is looked up by the host, in the PATH of the worker.
  context.env = { PATH: `${join(fixture.folder, 'bin')}:${process.env.PATH}`, HOME: home };
  for (const name of ['CODEX_HOME', 'CLAUDE_CONFIG_DIR'])
    context.env[name] = join(home, `.${name.slice(0, name.indexOf('_')).toLowerCase()}`);
});
test.after.each(({ fixture }) => fixture.clear());

const listed = async (fixture: CliFixture, env: Record<string, string>, name = 'codex') =>
  (JSON.parse((await fixture.muster(['agents', '--json'], { env })).out) as AgentLine[]).find((it) => it.name === name);
const review = (fixture: CliFixture, env: Record<string, string>, project: string, brief: string) =>
  fixture.muster(['run', '-', '--json'], { env, input: fixture.task(project, ['codex', 'own'], '', brief) });

test('passes if it starts, writes, stops and reports usage, and is remembered by version', async ({ fixture, env }) => {
  writeFakeAgent(fixture, 'codex', { version: 'codex-cli 0.169.0' });
  assert.is((await listed(fixture, env))?.check, null);
  const { code, out, err } = await fixture.muster(['agents', 'check', 'codex'], { env });
  assert.is(code, 0, out + err);
  assert.match(
    out,
    /^codex 0\.169\.0: passed\n {2}yes {2}starts\n {2}yes {2}writes its result\n {2}yes {2}stops by itself\n {2}yes {2}reports its usage\n/,
  );
  const line = await listed(fixture, env);
  assert.equal([line?.available, line?.check?.outcome, line?.check?.version, line?.strange], [true, 'passed', '0.169.0', false]);
  // Where the lines break depends on how long the path of its home is.
  assert.match(
    (await fixture.muster(['agents'], { env })).out.replace(/\s+/g, ' '),
    / account: the API key in .*; checked 20\d\d-\d\d-\d\d: passed; a stage's tool profile can keep it from /,
  );
  const doctor = await fixture.muster(['doctor'], { env });
  assert.match(doctor.out.replace(/\n {21}/g, ' '), /^ok {4}codex +0\.169\.0 \(the API key in .*\), checked 20/m);
  // A person's projects are not what was allowed by it.
  const house = await fixture.withLedger((ledger) => ledger.read('house'));
  const allowed = house.filter((it) => it.type === 'project.allowed').map((it) => it.payload as { project: string });
  assert.equal(
    allowed.map((it) => it.project),
    [join(fixture.root, 'probe')],
  );
});

test('is not used in a version that fails, until that passes or a person forces it', async ({ fixture, env }) => {
  writeFakeAgent(fixture, 'codex', { version: 'codex-cli 0.180.0', prints: 'a new kind of output' });
  fixture.agent('own', 'agrees.mjs');
  const project = fixture.project('shop');
  await fixture.muster(['allow', project, 'codex'], { env });
  assert.equal([(await listed(fixture, env))?.strange, (await listed(fixture, env))?.available], [true, true]);
  assert.match(
    (await fixture.muster(['doctor'], { env })).out,
    /^warn {2}codex +Muster has been tested with 0\.169\.0, not with this version\n +muster agents check codex$/m,
  );

  // A good result is a good result, whatever its program prints.
  const first = await review(fixture, env, project, 'Look once.');
  assert.is(first.code, 0, first.err);
  const view = JSON.parse(first.out) as {
    notes: { text: string }[];
    dispatches: { seat: string; attempts: { usage: { source: string } }[] }[];
  };
  assert.ok(['unavailable', 'estimated'].includes(view.dispatches.find((it) => it.seat === 'codex')?.attempts[0]?.usage.source ?? ''));
  assert.ok(view.notes.some((it) => it.text.startsWith('Muster has not been tested with codex 0.180.0.')));

  const checked = await fixture.muster(['agents', 'check', 'codex'], { env });
  assert.is(checked.code, 1);
  assert.match(
    checked.out,
    /^codex 0\.180\.0: failed\n[\s\S]* {2}no {3}reports its usage\n {2}its result is valid, but its usage could not be read\n/,
  );
  const refused = await review(fixture, env, project, 'Look twice.');
  assert.is(refused.code, 1);
  assert.match(
    refused.out,
    /codex 0\.180\.0 failed its check on 20.*To check again: muster agents check codex\. To use it anyway: muster agents force codex/,
  );
  assert.match(
    (await fixture.muster(['doctor'], { env })).out.replace(/\n {21}/g, ' '),
    /^warn {2}codex +0\.180\.0 cannot work: this version failed its check on/m,
  );

  assert.is((await fixture.muster(['agents', 'force', 'codex'], { env })).code, 0);
  assert.is((await review(fixture, env, project, 'Look thrice.')).code, 0);
  const twice = await fixture.muster(['agents', 'force', 'codex'], { env });
  assert.match(twice.err, 'codex 0.180.0 has not failed a check');

  // Another version is another matter; this one comes back by passing.
  writeFakeAgent(fixture, 'codex', { version: 'codex-cli 0.180.0' });
  assert.is((await fixture.muster(['agents', 'check', 'codex'], { env })).code, 0);
  assert.is((await listed(fixture, env))?.check?.outcome, 'passed');
});

test('is not used any more after a run could not read its output', async ({ fixture, env }) => {
  writeFakeAgent(fixture, 'codex', { version: 'codex-cli 0.190.0', worker: 'crashes-before.mjs' });
  fixture.agent('own', 'agrees.mjs');
  const project = fixture.project('shop');
  await fixture.muster(['allow', project, 'codex'], { env });
  await review(fixture, env, project, 'Look once.');
  const line = await listed(fixture, env);
  assert.equal([line?.available, line?.check?.outcome], [false, 'failed']);
  assert.match(line?.why ?? '', /adapter recognised none of its output/);
});

test('in a file with the wrong name is not ignored silently', async ({ fixture, env }) => {
  const path = join(fixture.home.agents, 'mine.yaml');
  fixture.write(path, 'name: mine\n');
  const words = `${path} is no agent: a definition is a .md file`;
  const flat = (text: string) => text.replaceAll(/\n +/g, ' ');
  for (const asked of [['agents'], ['agents', 'check', 'mine']]) assert.match(flat((await fixture.muster(asked, { env })).err), words);
  assert.match(flat((await fixture.muster(['doctor'], { env })).out), words);
  const run = await fixture.muster(['review', '--all', '--agents', 'mine'], { env, cwd: fixture.project('shop') });
  assert.match(flat(run.err), 'unknown agent `mine`');
  assert.match(flat(run.err), words, run.out);
});

test('with a mistake keeps itself out, and nobody else', async ({ fixture, env }) => {
  fixture.agent('own', 'agrees.mjs');
  const path = join(fixture.home.agents, 'mine.md');
  fixture.write(path, '---\nname: mine\ndescription: x\nroles: [analyzer]\nprovider: command\nargv: [x]\n---\n');
  const project = fixture.project('shop');
  const flat = (text: string) => text.replaceAll(/\n +/g, ' ');
  for (const asked of [['agents'], ['agents', 'check', 'mine'], ['review', '--all', '--agents', 'mine,own']])
    assert.match(flat((await fixture.muster(asked, { env, cwd: project })).err), `${path}: line 4, column 9`);
  assert.is(flat((await fixture.muster(['doctor'], { env })).out).split(path).length, 2, 'doctor says it once');
  const { code, err } = await fixture.muster(['review', '--all', '--agents', 'own'], { env, cwd: project });
  assert.is(code, 0, err);
});

test('is checked only if a person names it and it is installed', async ({ fixture, env }) => {
  const asWorker = await fixture.muster(['agents', 'check', 'codex'], { env: { ...env, MUSTER_DISPATCH: 'r-aaaaaa.d1.1' } });
  assert.equal([asWorker.code, asWorker.err.includes('is for people')], [2, true]);
  const slip = await fixture.muster(['agents', 'check', 'codx'], { env });
  assert.match(slip.err, 'unknown agent `codx`; did you mean `codex`?');
  const missing = await fixture.muster(['agents', 'check', 'gemini'], {
    env: { ...env, PATH: `${join(process.execPath, '..')}:/usr/bin:/bin` },
  });
  assert.is(missing.code, 1);
  assert.match(missing.err, /gemini is not on the PATH/);
});

test.run();
