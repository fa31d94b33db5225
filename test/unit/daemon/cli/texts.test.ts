// Small texts with a form: PROGRESS lines as data, the task that `review` writes, errors, help.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { failureOf } from '../../../../contracts/errors.ts';
import { changeWords, reviewTask } from '../../../../daemon/cli/before/review-task.ts';
import { versionWarning } from '../../../../daemon/cli/daemon/reach.ts';
import { readProgressLine } from '../../../../daemon/cli/follow/progress-line.ts';
import { machineAsked } from '../../../../daemon/cli/remote/may-run-remotely.ts';
import { cells } from '../../../../daemon/cli/screens/lines/layout.ts';
import { COMMANDS } from '../../../../daemon/cli/words/commands.ts';
import { errorLine } from '../../../../daemon/cli/words/error-line.ts';
import { commandHelp, overview } from '../../../../daemon/cli/words/help.ts';
import { OTHER_NAMES } from '../../../../daemon/cli/words/other-names.ts';
import { readArguments } from '../../../../daemon/cli/words/read-arguments.ts';
import { readTask } from '../../../../skills/intake/read-task.ts';

const progress = suite('a PROGRESS line as data');
const review = suite('the task of a review');
const errors = suite('an error');
const help = suite('help');
const versions = suite('two versions');

const WIDTHS = [40, 60, 80, 100, 120];

progress('has its step and its fields', () => {
  assert.equal(readProgressLine('2026-11-21T10:15:30.120Z r-k3f7qa PROGRESS: phase-4-dispatch worker=claude@opus model=opus attempt=1'), {
    at: '2026-11-21T10:15:30.120Z',
    run: 'r-k3f7qa',
    step: 'phase-4-dispatch',
    fields: { worker: 'claude@opus', model: 'opus', attempt: '1' },
    text: 'phase-4-dispatch worker=claude@opus model=opus attempt=1',
  });
});

progress('has quoted fields whole', () => {
  const read = readProgressLine('2026-11-21T10:15:30.120Z r-k3f7qa PROGRESS: paused reason="a \\"b\\" worker=c"');
  assert.equal('fields' in read && read.fields, { reason: 'a "b" worker=c' });
});

progress('is its text if it is not such a line', () => {
  assert.equal(readProgressLine('something else'), { text: 'something else' });
});

review('is a task file that says the same, whatever the names are', () => {
  const project = '/home/mira/my "shop": #1\\x';
  const at = { branch: 'fix/loop', subject: 'Stop the "retry" loop: at last' };
  const { name, text } = reviewTask({ project, at, range: 'main...', agents: ['claude@opus', 'builtin'], scope: ['src/**', '!*.md'] });
  const read = readTask(text, name);
  assert.ok(read.kind === 'task');
  const { title, ...front } = read.front;
  assert.equal(front, { project, type: 'review', range: 'main...', agents: ['claude@opus', 'builtin'], scope: ['src/**', '!*.md'] });
  assert.is(title, 'What changed since main, committed or not, on fix/loop: Stop the "retry" loop: at last');
  assert.is(read.brief, '', 'it asks nothing in words');
});

review('of everything has the checkout as its base', () => {
  const { name, text } = reviewTask({ project: '/p', range: undefined, agents: [], scope: [] });
  const read = readTask(text, name);
  assert.equal(read.kind === 'task' && read.front, { title: 'All of p', project: '/p', type: 'review', base: 'worktree' });
});

review('describes a range in words', () => {
  assert.is(changeWords('main...'), 'changed since main, committed or not');
  assert.is(changeWords('v1.0..v1.1'), 'changed from v1.0 to v1.1');
  assert.is(changeWords('origin/main...HEAD'), 'changed from origin/main to HEAD');
});

errors('is one line: the thing, the cause, the next step', () => {
  const line = errorLine({ code: 'task-invalid', message: 'line 1, column 1: a\nline 2, column 3: b', hint: 'fix it.' });
  assert.is(line, 'muster: line 1, column 1: a; line 2, column 3: b. Fix it.');
  assert.is(errorLine({ code: 'x', message: 'a\u001b[31mb', hint: 'muster up' }), 'muster: ab. muster up');
  const pasted = errorLine({ code: 'x', message: `unknown run \`${'y'.repeat(70_000)}\``, hint: 'muster runs' });
  assert.is(pasted, `muster: unknown run \`${'y'.repeat(79)}… (70002 characters). muster runs`);
  const path = `/${'y'.repeat(4_000)}`;
  assert.is(errorLine({ code: 'x', message: path, hint: '' }), `muster: ${path}.`);
  assert.is(errorLine({ code: 'ENOSPC', message: 'no space left', hint: '' }), 'muster: no space left.');
  // Its own files were taken away while it ran, as an update does.
  const gone = Object.assign(new Error("Cannot find module 'x'\nRequire stack:\n- /a.js"), { code: 'MODULE_NOT_FOUND' });
  assert.match(errorLine(failureOf(gone)), /^muster: Cannot find module 'x'\. If Muster is being installed .*runs go on meanwhile/);
});

help('lists every command except those for tests', () => {
  const text = overview('0.1.0', 120);
  for (const [name, { group, says }] of Object.entries(COMMANDS)) {
    assert.is(text.includes(`  ${name.padEnd(16)}${says}\n`), group !== 'hidden', name);
  }
});

help('knows other names only for commands that are there, and none that is one itself', () => {
  for (const [other, names] of Object.entries(OTHER_NAMES)) {
    assert.not.ok(Object.hasOwn(COMMANDS, other), other);
    for (const name of names) assert.ok(Object.hasOwn(COMMANDS, name) && COMMANDS[name]?.group !== 'hidden', `${other}: ${name}`);
  }
});

help('breaks lines between words, however narrow the terminal', () => {
  const wide = wordsIn(overview('0.1.0', 1_000));
  for (const width of WIDTHS) {
    const text = overview('0.1.0', width);
    assert.equal(wordsIn(text), wide);
    for (const line of text.split('\n')) assert.ok(cells(line) <= width, `${cells(line)} of ${width}: ${line}`);
  }
});

for (const [name, entry] of Object.entries(COMMANDS)) {
  help(`of ${name} has its usage, its options, and examples that it takes itself`, async () => {
    const command = await entry.load();
    const text = commandHelp(name, command, 1_000);
    for (const usage of command.usage) assert.ok(usage.startsWith(name), usage);
    for (const option of Object.keys(command.options)) assert.ok(text.includes(`--${option}`), option);
    assert.ok(command.examples.length > 0);
    for (const [line, does] of command.examples) {
      assert.ok(text.includes(does));
      const { on, args } = machineAsked(wordsOf(line) ?? []);
      const [named = ''] = args;
      // A machine is there to be given other commands.
      const itself = name === 'remote' && on !== undefined ? await COMMANDS[named]?.load() : command;
      if (itself === command) assert.is(named, name, line);
      readArguments(named, itself ?? command, args.slice(1));
    }
    assert.not.match(text, /[?!]\.\n|\.\.\n/);
    // A line to copy is not broken.
    const toCopy = new Set(command.examples.map(([line]) => `  ${line}`));
    for (const width of WIDTHS) {
      const narrow = commandHelp(name, command, width);
      assert.equal(wordsIn(narrow), wordsIn(text));
      for (const line of narrow.split('\n')) assert.ok(toCopy.has(line) || cells(line) <= width, `${cells(line)} of ${width}: ${line}`);
    }
  });
}

const wordsIn = (text: string): string[] => text.split(/\s+/);

/** The words of the `muster` in a line as a shell would have them, up to a pipe. */
function wordsOf(line: string): string[] | undefined {
  const [, words] = /(?:^|[|(] ?)muster ([^|)<>]*)/.exec(line) ?? [];
  return words?.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^["']|["']$/g, ''));
}

versions('say which of them to renew', () => {
  assert.is(versionWarning('0.1.0', '0.1.0'), undefined);
  assert.is(versionWarning('0.1.0', '0.2.0'), 'the daemon is version 0.1.0, this is 0.2.0: muster up --replace (workers keep running)');
  assert.is(versionWarning('0.9.0', '0.10.0'), 'the daemon is version 0.9.0, this is 0.10.0: muster up --replace (workers keep running)');
  assert.match(versionWarning('0.2.0', '0.1.9') ?? '', /update muster/);
});

progress.run();
review.run();
errors.run();
help.run();
versions.run();
