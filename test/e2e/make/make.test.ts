// Prompts with a real daemon: a nested one, what is missing, a circle, checks, refinement, and the file in the project.

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { type MakeFixture, openMakeFixture } from './make-fixture.ts';

const made = suite<{ it: MakeFixture }>('prompts that are made');
made.before((context) => {
  context.it = openMakeFixture();
});
made.after(({ it }) => it.clear());

const read = (path: string): string => readFileSync(path, 'utf8');

made('with a nested prompt, by fixed rules, written into the project if it says so; and not twice', async ({ it }) => {
  it.prompt(
    'notes',
    "---\nproduces: { path: docs/notes.md }\nparams: { version: {} }\nchecks:\n  - pattern: '^# Notes'\n---\n# Notes {{param:version}}\n\n@toc\n\n## Readme\n{{file:README.md}}\n{{generate:words|of={{x}}\n",
  );
  await it.trust();
  const faulty = await it.make('notes', 'version=1');
  assert.is(faulty.prompts[0]?.endedIn, 'analysis');
  assert.match(faulty.view.message, /notes\.md: line 13, column 1: /);
  assert.match(read(join(it.home.run(faulty.view.id).state, 'make', 'p1.json')), /"state": "failed"/, 'a failure has its manifest');

  it.prompt(
    'notes',
    "---\nproduces: { path: docs/notes.md }\nparams: { version: {} }\nchecks:\n  - pattern: '^# Notes'\n---\n# Notes {{param:version}}\n\n@toc\n\n## Readme\n{{file:README.md}}\n{{generate:words|of=a}}{{optional:nowhere}}\n",
  );
  it.prompt('words', '---\nparams: { of: { default: b } }\n---\n- {{param:of}}, and \\{{param:of}} as it is\n');
  await it.trust();
  const first = await it.make('notes', 'version={{file:README.md}}');
  assert.is(first.ran.code, 0);
  assert.equal(
    first.prompts.map(({ id, prompt, params, state, stage, parent, children }) => [
      id,
      prompt,
      params.of ?? '',
      state,
      stage,
      parent,
      children,
    ]),
    [
      ['p1', 'notes', '', 'success', 'complete', null, ['p2']],
      ['p2', 'words', 'a', 'success', 'complete', 'p1', []],
    ],
  );
  const written = join(it.yard, '.muster', 'artifacts', 'docs', 'notes.md');
  assert.is(
    read(written),
    '# Notes {{file:README.md}}\n\n- [Readme](#readme)\n\n## Readme\n# Yard\n\nIt is a yard.\n\n- a, and {{param:of}} as it is\n'.replace(
      '- [Readme](#readme)',
      '- [Notes {{file:README.md}}](#notes-filereadmemd)\n  - [Readme](#readme)\n- [Yard](#yard)',
    ),
    'what came in is not expanded again',
  );
  assert.equal(
    first.prompts[0]?.inputs?.map(({ macro, name, found }) => [macro, name, found?.from ?? null]),
    [
      ['param', 'version', 'params'],
      ['file', 'README.md', 'file'],
      ['generate', 'words', 'p2'],
      ['optional', 'nowhere', null],
    ],
  );
  const again = await it.make('notes', 'version={{file:README.md}}');
  assert.equal(
    [again.view.dispatches.length, ...again.prompts.map(({ state, reused }) => `${state} ${reused?.run === first.view.id}`)],
    [0, 'skipped true', 'skipped true'],
  );

  const told = await it.muster(['reuse', again.view.id], { cwd: it.yard });
  assert.match(told.out, new RegExp(`p1 +prompt notes .* from ${first.view.id} p1[\\s\\S]*Reused: 2 texts of earlier runs`));
  const manifest = JSON.parse(read(it.home.run(again.view.id).manifest)) as { reused: string[] };
  assert.equal(manifest.reused, [first.view.id]);
  const forced = await it.make('notes', 'version={{file:README.md}}', '--force');
  assert.equal(
    forced.prompts.map(({ state }) => state),
    ['success', 'success'],
  );

  it.write(join(it.yard, 'README.md'), '# Yard\n\nIt is another yard.\n');
  const changed = await it.make('notes', 'version={{file:README.md}}');
  assert.equal(
    changed.prompts.map(({ state }) => state),
    ['success', 'skipped'],
    'only what depends on it is made again',
  );
});

made('what is missing, hidden, elsewhere or in a cycle is reported with its place', async ({ it }) => {
  it.prompt('needs', 'x\n {{require:glossary}}\n');
  it.prompt('secret', '{{file:.env}}\n');
  it.prompt('leads-out', '{{file:out.md}}\n');
  it.prompt('one', '{{generate:two}}\n');
  it.prompt('two', '{{generate:three|n=1}}\n');
  it.prompt('three', '---\nparams: { n: {} }\n---\n{{generate:one}}\n');
  it.write(join(it.yard, '.env'), 'TOKEN=x\n');
  it.write(join(it.folder, 'elsewhere.md'), 'not for you\n');
  symlinkSync(join(it.folder, 'elsewhere.md'), join(it.yard, 'out.md'));
  await it.trust();
  const says = async (name: string): Promise<string> => (await it.make(name)).view.message;
  const missing = await says('needs');
  assert.match(missing, /`\{\{require:glossary\}\}` at line 2, column 2: there is no artifact `glossary`; looked in/);
  for (const place of [join(it.yard, '.muster', 'artifacts'), join(it.home.artifacts, 'home')]) assert.ok(missing.includes(place), place);
  assert.match(await says('secret'), /names say that they hold secrets/);
  assert.match(await says('leads-out'), /out\.md leads out of/);
  assert.match(await says('one'), /it generates itself: one → two → three\|n=1 → one/);
  for (const n of [1, 2, 3, 4, 5, 6, 7]) it.prompt(`deep-${n}`, n === 7 ? 'The end.\n' : `{{generate:deep-${n + 1}}}\n`);
  await it.trust();
  assert.match(await says('deep-1'), /more than 5 deep: deep-1 → deep-2 → .* → deep-7/);
  const sixth = await it.make('deep-2');
  assert.is(sixth.view.outcome, 'completed', 'five below the first are allowed');
  const unknown = await it.muster(['make', 'neds'], { cwd: it.yard });
  assert.is(unknown.code, 4);
  assert.match(unknown.err, /no prompt `neds`; did you mean `needs`\?/);

  it.write(join(it.home.artifacts, 'home', 'glossary.md'), 'of the home\n');
  it.write(join(it.yard, '.muster', 'artifacts', 'glossary.md'), 'of the project\n');
  const { prompts, view } = await it.make('needs');
  assert.match(view.notes.map(({ text }) => text).join(), /uses the artifact glossary \(require\) at .*; there is also /);
  const ahead = await it.muster(['make', 'needs', '--dry-run'], { cwd: it.yard });
  assert.match(ahead.out, /require:glossary {2}project: \.muster\/artifacts\/glossary\.md, 15 B[\s\S]*Dry run: nothing started/);
  const faulty = await it.muster(['make', 'secret', '--dry-run'], { cwd: it.yard });
  assert.equal([faulty.code, /✗ file:\.env/.test(faulty.out)], [1, true]);
  const [input] = prompts[0]?.inputs ?? [];
  assert.equal(
    [input?.found?.from, input?.found?.duplicates],
    ['project', [join(it.home.artifacts, 'home', 'glossary.md')]],
    'first wins, and it is told',
  );
});

made('a failed check is no success; its faults are sent back until it passes, or nothing improves any more', async ({ it }) => {
  const counter = it.writer(
    'drafter',
    'no heading',
    '# A heading\nEVIDENCE nowhere.mjs:1 export',
    '# A heading\nEVIDENCE answer.mjs:1 export const answer = () => 42;',
  );
  const checks = `checks:\n  - { name: heading, pattern: '^# ' }\n  - { name: quotes, evidence: 1 }\n  - { name: tool, command: [node, -e, "process.exit(require('node:fs').readFileSync(process.argv[1], 'utf8').startsWith('#') ? 0 : 3)", '{artifact}'] }\n`;
  it.prompt('once', `---\nagent: drafter\n${checks}---\nWrite.\n`);
  it.prompt('until', `---\nagent: drafter\nproduces: { name: refined }\n${checks}refine: { max: 3 }\n---\nWrite.\n`);
  it.prompt('same', `---\nchecks: [{ pattern: 'nowhere' }]\nrefine: { max: 3 }\n---\nWrite.\n`);
  await it.trust();
  const once = await it.make('once');
  assert.is(once.ran.code, 1);
  assert.equal(
    once.prompts[0]?.drafts.map(({ checks: all }) => all.map(({ what, held }) => `${what} ${held}`)),
    [['heading false', 'quotes false', 'tool false']],
    'all are recorded',
  );
  assert.match(once.view.message, /tool \(exit code 3/);
  assert.is(existsSync(join(it.home.artifacts, 'projects', 'once.md')), false);

  const until = await it.make('until');
  assert.is(until.ran.code, 0, until.view.message);
  const [run] = until.prompts;
  assert.equal(
    [run?.state, run?.stop, run?.drafts.map((one) => one.checks.filter(({ held }) => held).length)],
    ['success', 'quality-met', [2, 3]],
  );
  assert.is(read(counter), 'xxx');
  const second = read(until.view.dispatches[1]?.prompt?.path ?? '');
  assert.match(second, /# Checks that do not hold yet\n\n[\s\S]*- quotes: not found in the project: nowhere\.mjs:1/);
  assert.match(second, /# What was written before\n\n[\s\S]*# A heading/);

  const same = await it.make('same');
  assert.equal([same.prompts[0]?.stop, same.prompts[0]?.drafts.length], ['gain-too-small', 2]);
});

made('two runs that need the same text at once have it written once', async ({ it }) => {
  const counter = it.writer('patient', 'The text.');
  it.prompt('shared', '---\nagent: patient\n---\nWrite.\n');
  it.prompt('left', 'Left: {{generate:shared}}\n');
  it.prompt('right', 'Right: {{generate:shared}}\n');
  await it.trust();
  const drafts = () => (existsSync(counter) ? read(counter) : '');
  const analysed = () =>
    it.withLedger(async (ledger) => {
      const runs = (await ledger.streams()).map((row) => row.stream).filter((name) => name !== 'house');
      const events = (await Promise.all(runs.map((name) => ledger.read(name)))).flat();
      return events.filter((event) => event.type === 'making.analysed' && event.payload.prompt === 'shared').length;
    });
  it.write(`${counter}.hold`, '');
  const one = it.make('left');
  await until('the first to be asked', () => drafts() === 'x');
  const two = it.make('right');
  await until('the second to be read', async () => (await analysed()) === 2);
  rmSync(`${counter}.hold`);
  const [first, second] = await Promise.all([one, two]);
  assert.equal(
    [first, second].map(({ prompts }) => prompts.map(({ prompt, state }) => `${prompt} ${state}`)),
    [
      ['left success', 'shared success'],
      ['right success', 'shared skipped'],
    ],
  );
  assert.equal([second.prompts[1]?.reused?.run === first.view.id, drafts()], [true, 'x']);
});

made('nothing is written through a link, and nothing of an untrusted project is used', async ({ it }) => {
  it.prompt('linked', '---\nproduces: { path: away/x.md }\n---\nText.\n');
  await it.trust();
  mkdirSync(join(it.folder, 'away'), { recursive: true });
  mkdirSync(join(it.yard, '.muster', 'artifacts'), { recursive: true });
  symlinkSync(join(it.folder, 'away'), join(it.yard, '.muster', 'artifacts', 'away'));
  const linked = await it.make('linked');
  assert.match(linked.view.message, /\.muster\/artifacts\/away\/x\.md is not written: \.muster\/artifacts\/away is a symbolic link/);
  assert.is(existsSync(join(it.folder, 'away', 'x.md')), false);
  it.prompt('fresh', 'Text.\n');
  const untrusted = await it.muster(['make', 'linked'], { cwd: it.yard });
  assert.is(untrusted.code, 4);
  assert.match(untrusted.err, /muster trust/);
});

made.run();
