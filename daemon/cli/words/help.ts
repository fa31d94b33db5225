// The help texts: the overview of all commands, or one command with its options and examples. Pure.

import { kindOf } from '../remote/may-run-remotely.ts';
import { beside, cells, wrap } from '../screens/lines/layout.ts';
import type { Command, Option } from './command.ts';
import { COMMANDS, GROUPS, type Group } from './commands.ts';
import { ALWAYS, ON } from './read-arguments.ts';

const NAME = 18;
/** With less room than this, a description goes below its option instead of beside it. */
const BESIDE = 30;

export const HEADINGS: Readonly<Record<Exclude<Group, 'hidden'>, string>> = {
  'Work': 'Run something',
  'Look': 'See what happens, and the results',
  'Steer': 'Steer runs and set up projects',
  'Daemon': 'The daemon',
  'Learn': 'Learn more',
  'For workers': 'For workers, inside a run',
};

export function overview(version: string, width: number): string {
  const groups = GROUPS.flatMap((group) => {
    if (group === 'hidden') return [];
    const rows = Object.entries(COMMANDS).filter(([, it]) => it.group === group);
    return ['', HEADINGS[group], ...rows.flatMap(([name, it]) => besideOrBelow(`  ${name}`, it.says, NAME, width))];
  });
  const start: [string, string][] = [
    ['  muster demo', 'a whole run on a small repository, with nothing to set up'],
    ['  muster review', 'in a git repository: review what changed since the default branch'],
    ['  cp task.md ~/.muster/inbox/', 'drop a task file; `muster up` starts the daemon that picks it up'],
  ];
  return lines([
    ...wrap(`muster ${version}: runs several workers on a task, checks what they claim, and reports what is confirmed.`, width),
    '',
    'First time here?',
    ...start.flatMap(([line, does]) => besideOrBelow(line, does, 32, width)),
    ...groups,
    '',
    ...besideOrBelow('  muster help <command>', 'options and examples of a command', 32, width),
    '',
    ...wrap(
      'Exit codes: 0 done · 1 failed or aborted · 2 usage · 3 no daemon · 4 task rejected · 5 waits for a person · 6 not judged, inconclusive, accepted on conditions, or degraded · 7 blocked, or --fail-on met',
      width,
    ),
    ...wrap('MUSTER_HOME is the folder where everything is kept (default ~/.muster).', width),
  ]);
}

export function commandHelp(name: string, command: Command, width: number): string {
  const options = Object.entries({ ...command.options, ...(kindOf(name) ? ON : {}), ...ALWAYS }).map(
    ([key, it]) => [`  ${spelled(key, it)}`, it.says] as const,
  );
  const widest = Math.max(...options.map(([left]) => cells(left))) + 3;
  const examples = command.examples.flatMap(([line, does]) => [`  ${line}`, ...wrap(does, width, '      ')]);
  return lines([
    ...command.usage.flatMap((it) => usageLines(`muster ${it}`, width)),
    '',
    ...wrap(sentence(COMMANDS[name]?.says ?? ''), width),
    ...(command.about === undefined ? [] : ['', ...wrap(command.about.replaceAll('\n', ' '), width)]),
    '',
    'Options',
    ...options.flatMap(([left, says]) => besideOrBelow(left, says, widest, width)),
    '',
    'Examples',
    ...examples,
  ]);
}

function besideOrBelow(left: string, says: string, margin: number, width: number): string[] {
  return width - margin >= BESIDE
    ? beside(left, wrap(says, width - margin), margin, (text) => text)
    : [left, ...wrap(says, width, '      ')];
}

/** Breaks lines between options, never within one. */
function usageLines(usage: string, width: number): string[] {
  const whole = usage.replace(/\[[^\]]*\]|<[^>]*>/g, (part) => part.replaceAll(' ', '\u00a0'));
  const [first = '', ...more] = wrap(whole, width - 4);
  return [first, ...more.map((line) => `    ${line}`)].map((line) => line.replaceAll('\u00a0', ' '));
}

const spelled = (name: string, it: Option): string =>
  `${it.short ? `-${it.short}, ` : '    '}--${name}${it.kind === 'flag' ? '' : ` ${it.value}`}`;
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!…]$/.test(text) ? '' : '.'}`;
const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
