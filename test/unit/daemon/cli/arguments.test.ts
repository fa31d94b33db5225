// What a command line may say, and what is said where it is wrong.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import type { Command } from '../../../../daemon/cli/words/command.ts';
import { readArguments } from '../../../../daemon/cli/words/read-arguments.ts';

const it = suite('arguments');

const command: Command = {
  usage: ['review [range] [--all]'],
  words: { least: 1, most: 2, names: 'range folder' },
  options: {
    'all': { kind: 'flag', short: 'a', says: '' },
    'fail-on': { kind: 'text', value: '<severity>', says: '' },
    'scope': { kind: 'list', value: '<glob>', says: '' },
  },
  examples: [],
  run: async () => 0,
};

const read = (...argv: string[]) => readArguments('review', command, argv);

function refused(...argv: string[]): string {
  try {
    read(...argv);
  } catch (error) {
    assert.instance(error, MusterError);
    assert.is((error as MusterError).code, 'usage');
    return (error as MusterError).message;
  }
  throw new Error(`${argv.join(' ')} was taken`);
}

it('reads words, flags, values and lists, wherever they stand', () => {
  const given = read('--scope', 'a/**', 'main...', '-a', '--fail-on=major', '--scope', 'b');
  assert.equal(given.words, ['main...']);
  assert.is(given.has('all'), true);
  assert.is(given.text('fail-on'), 'major');
  assert.equal(given.list('scope'), ['a/**', 'b']);
});

it('has no value for anything that was not given', () => {
  const given = read('main');
  assert.equal([given.has('all'), given.text('fail-on'), given.list('scope')], [false, undefined, []]);
});

it('takes - as standard input, and what follows -- as words', () => {
  assert.equal(read('-').words, ['-']);
  assert.equal(read('--', '--all').words, ['--all']);
});

const WRONG: readonly (readonly [argv: string[], says: string])[] = [
  [['main', '--fail-n', 'major'], 'unknown option --fail-n; did you mean --fail-on?'],
  [['main', '--frobnicate'], 'unknown option --frobnicate'],
  [['main', '-x'], 'unknown option -x'],
  [['main', '--constructor'], 'unknown option --constructor'],
  [['main', '--fail-on'], '--fail-on needs a value: --fail-on <severity>'],
  [['main', '--fail-on', '--all'], '--fail-on needs a value: --fail-on <severity>'],
  [['main', '--all=yes'], '--all takes no value'],
  [[], 'missing argument: range'],
  [['a', 'b', 'c'], 'unexpected argument `c`'],
];

for (const [argv, says] of WRONG) it(`refuses ${argv.join(' ') || 'nothing'}`, () => assert.is(refused(...argv), says));

it('accepts anything beside --help except an unknown option', () => {
  assert.is(read('--help').has('help'), true);
  assert.is(refused('--help', '--alll'), 'unknown option --alll; did you mean --all?');
});

it('distinguishes a mistake of ours: an option that was not declared', () => {
  assert.throws(
    () => read('main').has('none'),
    (error: unknown) => error instanceof MusterError && error.code === 'internal',
  );
});

it.run();
