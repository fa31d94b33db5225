// What help says: all commands in groups, or one command with its options and examples. Pure.

import { wrap } from '../screens/lines/layout.ts';
import type { Command, Option } from './command.ts';
import { COMMANDS, GROUPS, type Group } from './commands.ts';
import { ALWAYS } from './read-arguments.ts';

/** As wide as the longest line of a command's own words. */
const WIDTH = 130;

const HEADINGS: Readonly<Record<Exclude<Group, 'hidden'>, string>> = {
  'Work': 'Get something looked at',
  'Look': 'See what goes on, and what came of it',
  'Steer': 'Steer',
  'Daemon': 'The daemon',
  'Learn': 'Get to know it',
  'For workers': 'For workers, inside a run',
};

export function overview(version: string): string {
  const groups = GROUPS.flatMap((group) => {
    if (group === 'hidden') return [];
    const rows = Object.entries(COMMANDS).filter(([, it]) => it.group === group);
    return ['', HEADINGS[group], ...rows.map(([name, it]) => `  ${name.padEnd(14)}${it.says}`)];
  });
  return lines([
    `muster ${version}: musters workers for a task, checks what they claim, and reports what held.`,
    '',
    'First time here?',
    '  muster demo                 a whole run on a small repository, with nothing to set up',
    '  muster review               in a git repository: what changed since the default branch',
    '  cp task.md ~/.muster/inbox/ a task file is enough, once `muster up` has run',
    ...groups,
    '',
    '  muster help <command>       its options, with examples',
    '',
    'Exit codes: 0 done · 1 failed or aborted · 2 usage · 3 no daemon · 4 task rejected · 6 degraded · 7 --fail-on met',
    'MUSTER_HOME says where everything is kept (default ~/.muster).',
  ]);
}

export function commandHelp(name: string, command: Command): string {
  const options = Object.entries({ ...command.options, ...ALWAYS }).map(([key, it]) => [spelled(key, it), it.says] as const);
  const widest = Math.max(...options.map(([left]) => left.length));
  const examples = command.examples.flatMap(([line, does]) => [`  ${line}`, `      ${does}`]);
  return lines([
    ...command.usage.map((it) => `muster ${it}`),
    '',
    sentence(COMMANDS[name]?.says ?? ''),
    ...(command.about === undefined ? [] : ['', ...wrap(command.about, WIDTH)]),
    '',
    'Options',
    ...options.map(([left, says]) => `  ${left.padEnd(widest)}   ${says}`),
    '',
    'Examples',
    ...examples,
  ]);
}

const spelled = (name: string, it: Option): string =>
  `${it.short ? `-${it.short}, ` : '    '}--${name}${it.kind === 'flag' ? '' : ` ${it.value}`}`;
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
