// The manual page, from the same table as the help. Pure except for loading the commands.

import type { Command, Option } from './command.ts';
import { COMMANDS, GROUPS } from './commands.ts';
import { HEADINGS } from './help.ts';
import { ALWAYS } from './read-arguments.ts';

export async function manPage(version: string): Promise<string> {
  const parts: string[] = [];
  for (const group of GROUPS) {
    if (group === 'hidden') continue;
    parts.push(`.SH ${HEADINGS[group].toUpperCase()}`);
    for (const [name, entry] of Object.entries(COMMANDS).filter(([, it]) => it.group === group))
      parts.push(...commandPart(await entry.load(), entry.says, name));
  }
  return `${[
    `.TH MUSTER 1 "" "muster ${plain(version)}" "User Commands"`,
    '.SH NAME',
    'muster \\- runs several workers on a task, checks what they claim, and reports what is confirmed',
    '.SH SYNOPSIS',
    '.B muster',
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    plain(
      '`muster demo` shows a whole run with nothing to set up; `muster review` reviews the repository you are in; `muster help <command>` has the options and examples of one command.',
    ),
    ...parts,
    '.SH EXIT STATUS',
    plain(
      '0 done; 1 failed or aborted; 2 usage; 3 no daemon; 4 task rejected; 5 waits for a person; 6 not judged, accepted on conditions, or degraded; 7 blocked, or --fail-on met.',
    ),
    '.SH ENVIRONMENT',
    '.TP',
    '.B MUSTER_HOME',
    plain('The folder where everything is kept; ~/.muster by default.'),
  ].join('\n')}\n`;
}

function commandPart(command: Command, says: string, name: string): string[] {
  const options = Object.entries({ ...command.options, ...ALWAYS });
  return [
    `.SS ${plain(name)}`,
    plain(`${says.charAt(0).toUpperCase()}${says.slice(1)}.`),
    '.PP',
    '.nf',
    ...command.usage.map((it) => `.B ${plain(`muster ${it}`)}`),
    '.fi',
    ...(command.about === undefined ? [] : ['.PP', plain(command.about.replaceAll('\n', ' '))]),
    ...options.flatMap(([key, it]) => ['.TP', `.B ${plain(spelled(key, it))}`, plain(it.says)]),
    '.PP',
    '.nf',
    ...command.examples.flatMap(([line, does]) => [`.B ${plain(line)}`, plain(`    ${does}`)]),
    '.fi',
  ];
}

const spelled = (name: string, it: Option): string =>
  `${it.short ? `-${it.short}, ` : ''}--${name}${it.kind === 'flag' ? '' : ` ${it.value}`}`;

/** Escapes everything that has a meaning in roff. */
const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '\\(ga')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq')
    .replace(/^([.])/gm, '\\&$1')
    .replace(/[\u0080-\u{10ffff}]/gu, (it) => `\\[u${(it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
