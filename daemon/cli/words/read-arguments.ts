// Parses the words and options of a command line and checks them against the command's declaration. Pure.

import { parseArgs } from 'node:util';
import { MusterError } from '../../../contracts/errors.ts';
import { nearest } from '../../../runtime/text/nearest.ts';
import type { Arguments, Command, Option } from './command.ts';

/** Every command has these; they are handled before it runs. */
export const ALWAYS: Readonly<Record<'help' | 'debug', Option>> = {
  help: { kind: 'flag', short: 'h', says: 'show this help' },
  debug: { kind: 'flag', says: 'print a stack trace with an error' },
};

/** Commands that can run on another machine also have this; it is removed before anything else is read. */
export const ON: Readonly<Record<'on', Option>> = {
  on: { kind: 'text', value: '<machine>', says: 'run it on another machine, by ssh: see `muster remote`' },
};

export function readArguments(name: string, command: Command, argv: readonly string[]): Arguments {
  const declared: Readonly<Record<string, Option>> = { ...command.options, ...ALWAYS };
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(Object.entries(declared).map(([key, it]) => [key, asParsed(it)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(declared, token.name) ? declared[token.name] : undefined;
    if (!option) throw unknownOption(name, token.rawName, declared);
    if (option.kind === 'flag' && token.value !== undefined) throw usage(name, `${token.rawName} takes no value`);
    if (option.kind !== 'flag' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))) {
      throw usage(name, `${token.rawName} needs a value: ${token.rawName} ${option.value}`);
    }
  }
  const { least, most, names } = command.words;
  // With --help the rest is not checked.
  if (values.help !== true) {
    if (positionals.length < least) throw usage(name, `missing argument: ${names.split(' ')[positionals.length] ?? names}`);
    if (positionals.length > most) {
      const surplus = positionals[most];
      throw usage(name, `unexpected argument \`${surplus}\``);
    }
  }
  return argumentsOf(declared, values, positionals);
}

function argumentsOf(declared: Readonly<Record<string, Option>>, values: Record<string, unknown>, words: readonly string[]): Arguments {
  const valueGiven = (option: string): unknown => {
    if (!Object.hasOwn(declared, option)) throw new MusterError('internal', `option ${option} is not declared`, 'Please report this.');
    return values[option];
  };
  return {
    words,
    has: (option) => valueGiven(option) === true,
    text: (option) => {
      const value = valueGiven(option);
      return typeof value === 'string' ? value : undefined;
    },
    list: (option) => {
      const value = valueGiven(option);
      return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
    },
  };
}

function asParsed({ kind, short }: Option): { type: 'boolean' | 'string'; short?: string; multiple?: boolean } {
  return { type: kind === 'flag' ? 'boolean' : 'string', ...(short ? { short } : {}), ...(kind === 'list' ? { multiple: true } : {}) };
}

function unknownOption(command: string, given: string, declared: Readonly<Record<string, Option>>): MusterError {
  const known = Object.keys(declared).map((it) => `--${it}`);
  const right = nearest(given, known);
  return usage(command, `unknown option ${given}${right ? `; did you mean ${right}?` : ''}`);
}

const usage = (command: string, message: string): MusterError =>
  new MusterError('usage', message, `\`muster ${command} --help\` shows the usage.`);
