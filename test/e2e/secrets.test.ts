// Secrets that a worker knows and prints appear nowhere, neither in a command that does not know them nor in a file beside the journal.
// Nothing that a worker writes acts on a terminal.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from './cli/cli-fixture.ts';
import { until } from './daemon-fixture.ts';
import { openTerminal } from './muster-terminal.ts';
import { seatWorkers, startRun } from './scripted-workers.ts';

const test = suite<{ fixture: CliFixture }>('a secret');

test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const SECRET = 'Zx81-quite-a-secret-Q4711';
const PARTS = [SECRET.slice(0, 9), 'a1B2a1B2', 'x9x9x9x9', 'hunter22', 'wJalrXUtn', 'MIIEvQIBADANBg'];
/** Also where a line is broken in the middle of one. */
const told = (text: string): string[] => PARTS.filter((it) => text.includes(it) || text.replace(/\s+/g, '').includes(it));

test('that workers leak everywhere is shown nowhere', async ({ fixture }) => {
  const company = {
    leaky: { worker: 'leaks.mjs', args: [SECRET], env: ['SHOP_API_KEY'] },
    asker: { worker: 'asks-openly.mjs', env: ['SHOP_API_KEY'] },
    other: { worker: 'reviews.mjs' },
  };
  seatWorkers(fixture, company);
  const template = join(fixture.home.templates, 'review.yaml');
  fixture.write(template, readFileSync(template, 'utf8').replace('enabled: false', 'enabled: true'));
  await fixture.up({ SHOP_API_KEY: SECRET });
  const run = await startRun(fixture, company);
  await until('the question', async () => (await fixture.view(run)).gates.length > 0);

  /** In another terminal, whose environment has no such key. */
  const says = async (...args: string[]): Promise<string> => {
    const { out, err } = await fixture.muster(args);
    assert.equal(told(out + err), [], args.join(' '));
    return out;
  };
  assert.match(await says('approvals'), /Is \[redacted\] or \[redacted\] still in use/);
  await says('approvals', '--json');
  await says('reject', `${run}.g1`);
  // One who does not know the key any more goes on with the work, and hides it all the same.
  await fixture.kill();
  await fixture.up();
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  for (const args of [
    ['show', run],
    ['show', run, '--json'],
    ['show', `${run}.d1`, '--json'],
    ['journal', run],
    ['journal', run, '--json'],
    ['findings', run],
    ['findings', run, '--json'],
    ['explain', `${run}.F-001`],
    ['explain', `${run}.F-001`, '--json'],
    ['explain', `${run}.d1`],
    ['report', run],
    ['report', run, '--json'],
    ['tail', run],
    ['logs', `${run}.d1`],
    ['logs', `${run}.d1`, '--cast'],
    ['history', '--json'],
    ['runs', '--json'],
  ])
    await says(...args);
  // Nor does a part of one stand where a narrow screen breaks it or cuts it off.
  for (const args of [
    ['show', run],
    ['show', `${run}.d1`],
    ['journal', run],
    ['findings', run],
    ['explain', `${run}.F-001`],
  ]) {
    const sitting = openTerminal(fixture, args, {}, 44);
    await sitting.ended;
    assert.equal(told(sitting.seen()), [], `${args.join(' ')} on a narrow screen`);
  }
  // It is still JSON, and says what it said.
  const shown = JSON.parse(await says('show', run, '--json')) as { raised: { finding: { claim: string } }[] };
  assert.ok(shown.raised.some((it) => /^The key \[redacted\] is used/.test(it.finding.claim)));
  for (const line of (await says('journal', run, '--json')).trim().split('\n')) JSON.parse(line);

  const folder = fixture.home.run(run);
  await until('the manifest', () => readdirSync(folder.root).includes('manifest.json'));
  const files = [
    folder.errors,
    folder.manifest,
    folder.progress,
    fixture.home.progress,
    fixture.home.log,
    ...readdirSync(folder.state, { recursive: true, encoding: 'utf8' })
      .filter((it) => it.endsWith('.json'))
      .map((it) => join(folder.state, it)),
    ...readdirSync(folder.transcripts).map((it) => join(folder.transcripts, it)),
    ...readdirSync(folder.prompts).map((it) => join(folder.prompts, it)),
  ];
  for (const path of files) assert.equal(told(readFileSync(path, 'utf8')), [], path);
  assert.match(readFileSync(folder.errors, 'utf8'), /refused for \[redacted\]/);
  assert.match(readFileSync(join(folder.state, 'convergence', 'convergence.json'), 'utf8'), /I saw \[redacted\]/);
  const verified = await fixture.muster(['verify', run]);
  assert.is(verified.code, 0, verified.out);
});

/** But colours, tabs and ends of lines: all that a terminal would act upon, and all that an eye would not see. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours that may pass
const ACTS = /(?!\u001b\[[0-9;]*m|[\t\n\r])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

test('cannot hide behind escape sequences, and no worker’s text acts on the terminal, on screens or in JSON', async ({ fixture }) => {
  const company = { hostile: { worker: 'hostile-words.mjs' }, plain: { worker: 'agrees.mjs' } };
  seatWorkers(fixture, company);
  await fixture.up();
  const run = await startRun(fixture, company);
  const view = await fixture.ended(run);
  assert.is(view.raised.length, 1);
  for (const args of [
    ['journal', run, '--json'],
    ['journal', run],
    ['show', run, '--json'],
    ['show', run],
    ['explain', `${run}.F-001`, '--json'],
    ['explain', `${run}.F-001`],
    ['findings', run],
    ['report', run, '--json'],
    ['report', run],
    ['runs'],
    ['explain', `${run}.\u202e\u009b2J`],
  ]) {
    const sitting = openTerminal(fixture, args);
    await sitting.ended;
    const shown = sitting.seen();
    assert.is(ACTS.exec(shown), null, `${args.join(' ')}: ${JSON.stringify(ACTS.exec(shown)?.[0])}`);
    // What was written out is still what it was.
    if (args[0] === 'journal' && args[2] === '--json') {
      const lines = shown.trim().split('\r\n');
      const events = lines.map((line) => JSON.parse(line) as { type: string });
      assert.is(events.at(-1)?.type, (await fixture.events(run)).at(-1)?.type);
      assert.equal(events, JSON.parse(JSON.stringify(await fixture.events(run))));
    }
  }
});

test.run();
