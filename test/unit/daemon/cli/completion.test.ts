// What the word under the cursor can be, for every place of a command line.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CompletionTarget, completionTarget } from '../../../../daemon/cli/completion/target.ts';
import type { Command } from '../../../../daemon/cli/words/command.ts';
import { COMMANDS } from '../../../../daemon/cli/words/commands.ts';

const commands = new Map<string, Command>();
const wanted = (...words: string[]): CompletionTarget => completionTarget(words, (name) => commands.get(name));
const names = (typed: string, subjects: string[], { before = '', words = [] as string[] } = {}) => ({
  kind: 'names',
  typed,
  before,
  subjects,
  words,
});

const test = suite('completion');

test.before(async () => {
  for (const [name, { load }] of Object.entries(COMMANDS)) commands.set(name, await load());
});

test('the first word is a command, or an option of muster itself', () => {
  assert.equal(wanted('ap'), { kind: 'commands', typed: 'ap' });
  assert.equal(wanted(''), { kind: 'commands', typed: '' });
  assert.equal(wanted('--ver'), { kind: 'options', typed: '--ver', command: '' });
  assert.equal(wanted('help', 'r'), names('r', ['command']));
});

test('the words of a command are those of its usage', () => {
  assert.equal(wanted('approve', 'r-'), names('r-', ['gate']));
  assert.equal(wanted('show', ''), names('', ['run', 'worker']));
  assert.equal(wanted('explain', ''), names('', ['finding', 'worker']));
  assert.equal(wanted('run', 'ta'), names('ta', ['file']));
  assert.equal(wanted('history', ''), names('', ['task-name']));
  assert.equal(wanted('rerun', 'r-1', 'r-2', ''), names('', ['run']));
  assert.equal(wanted('allow', '.', 'claude', 'co'), names('co', ['provider']));
  assert.equal(wanted('policy', 'r-1', 'pa'), names('pa', ['stage']));
  assert.equal(wanted('policy', 'r-1', 'parse', 'retry', '--to', ''), names('', ['seat', 'file']));
  assert.equal(wanted('fork', 'r-1', '--at', ''), names('', ['phase']));
});

test('--on can be anywhere, and the rest is as without it', () => {
  assert.equal(wanted('--on', ''), names('', ['machine']));
  assert.equal(wanted('show', '--on', 'b'), names('b', ['machine']));
  assert.equal(wanted('show', '--on=b'), names('b', ['machine'], { before: '--on=' }));
  assert.equal(wanted('--on', 'box', 'sh'), { kind: 'commands', typed: 'sh' });
  assert.equal(wanted('--on', 'box', 'show', ''), names('', ['run', 'worker']));
  assert.equal(wanted('remote', 'check', ''), names('', ['machine']));
});

test('a literal word is offered literally', () => {
  assert.equal(wanted('config', ''), names('', [], { words: ['get', 'set', 'unset', 'edit'] }));
  assert.equal(wanted('agents', 'ch'), names('ch', [], { words: ['propose', 'check', 'force'] }));
  assert.equal(wanted('wait', '--any', '--for', ''), names('', [], { words: ['end', 'gate'] }));
  const actions = ['retry', 'decompose', 'change-agent', 'change-validator', 'amend-scope', 'skip', 'abort', 'escalate'];
  assert.equal(wanted('policy', 'r-1', 'parse', 're'), names('re', [], { words: actions }));
  assert.equal(wanted('policy', 'r-1', 'parse', 'skip', '--dependents', ''), names('', [], { words: ['go-on', 'skip'] }));
});

test('no more words are offered than the command takes', () => {
  assert.equal(wanted('approve', 'r-1.g1', ''), { kind: 'nothing' });
  assert.equal(wanted('status', ''), { kind: 'nothing' });
});

test('the value of an option is recognised in every notation', () => {
  assert.equal(wanted('findings', 'r-1', '--severity', 'm'), names('m', ['severity']));
  assert.equal(wanted('findings', '--severity=m'), names('m', ['severity'], { before: '--severity=' }));
  // As bash breaks it.
  assert.equal(wanted('findings', '--severity', '=', 'm'), names('m', ['severity']));
  assert.equal(wanted('findings', '--severity', '='), names('', ['severity']));
  assert.equal(wanted('approve', '-m', ''), { kind: 'nothing' });
});

test('the value of an option is no word of the command', () => {
  assert.equal(wanted('findings', '--severity', 'major', ''), names('', ['run']));
  assert.equal(wanted('findings', '--severity', '=', 'major', ''), names('', ['run']));
  assert.equal(wanted('findings', '--severity=major', ''), names('', ['run']));
});

test('in a list, what precedes the last comma stays', () => {
  assert.equal(wanted('review', '--agents', 'claude,co'), names('co', ['agent'], { before: 'claude,' }));
  assert.equal(wanted('review', '--agents=claude,co'), names('co', ['agent'], { before: '--agents=claude,' }));
});

test('an unknown command offers nothing', () => {
  assert.equal(wanted('frobnicate', ''), { kind: 'nothing' });
});

test.run();
