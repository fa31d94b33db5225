// What the word under the cursor can be, from the words before it and the command's declaration. Pure.

import { kindOf } from '../remote/may-run-remotely.ts';
import type { Command } from '../words/command.ts';
import { ALWAYS, ON } from '../words/read-arguments.ts';

/** Things whose names can be listed: from the home, the project, or the program. */
export const SUBJECTS = [
  'run',
  'gate',
  'finding',
  'worker',
  'seat',
  'phase',
  'stage',
  'agent',
  'provider',
  'task-name',
  'prompt',
  'setting',
  'artifact',
  'schema',
  'severity',
  'state',
  'format',
  'shell',
  'machine',
  'command',
  'file',
  'folder',
] as const;
export type Subject = (typeof SUBJECTS)[number];

export type CompletionTarget =
  | { kind: 'nothing' }
  | { kind: 'commands'; typed: string }
  | { kind: 'options'; typed: string; command: string }
  /** `before` is the part of the word before the name, such as `--agents=claude,`. */
  | { kind: 'names'; typed: string; before: string; subjects: readonly Subject[]; words: readonly string[] };

/** What the placeholders in usages and options stand for. A placeholder that is not here is free text or a number. */
const BY_PLACEHOLDER: Readonly<Record<string, readonly Subject[]>> = {
  'run': ['run'],
  'gate': ['gate'],
  'finding': ['finding'],
  'artifact': ['artifact'],
  'worker': ['worker'],
  'prompt': ['prompt'],
  'project': ['folder'],
  'provider': ['provider'],
  'folder': ['folder'],
  'file': ['file'],
  'path': ['file'],
  'glob': ['file'],
  'program': ['file'],
  'key': ['setting'],
  'a,b': ['agent'],
  'seat': ['seat'],
  'seat or file': ['seat', 'file'],
  'phase': ['phase'],
  // An event is a number.
  'phase|event': ['phase'],
  'severity': ['severity'],
  'state': ['state'],
  'format': ['format'],
  'machine': ['machine'],
  'bash|zsh|fish': ['shell'],
};

/** The same placeholder means different things in these commands. */
const BY_COMMAND: Readonly<Record<string, Readonly<Record<string, readonly Subject[]>>>> = {
  history: { task: ['task-name'] },
  run: { task: ['file'] },
  submit: { task: ['file'] },
  schema: { name: ['schema'] },
  agents: { name: ['agent'] },
  show: { run: ['run', 'worker'] },
  policy: { stage: ['stage'] },
  help: { command: ['command'] },
};

/** `words` are those after `muster`, the last one being the word under the cursor, which can be empty. */
export function completionTarget(words: readonly string[], commandNamed: (name: string) => Command | undefined): CompletionTarget {
  const typed = words.at(-1) ?? '';
  const { before, pending } = withoutMachine(joinedOptions(words.slice(0, -1)));
  if (pending) return namesOf('machine', { command: '', typed: typed === '=' ? '' : typed, before: '' });
  if (typed.startsWith('--on=')) return namesOf('machine', { command: '', typed: typed.slice('--on='.length), before: '--on=' });
  const at = before.findIndex((it) => !it.startsWith('-'));
  const name = before[at];
  if (name === undefined) return typed.startsWith('-') ? { kind: 'options', typed, command: '' } : { kind: 'commands', typed };
  if (name === 'help') return namesOf('command', { command: name, typed, before: '' });
  const command = commandNamed(name);
  return command ? withinCommand(name, command, before.slice(at + 1), typed) : { kind: 'nothing' };
}

export const onOf = (command: string): Partial<typeof ON> => (kindOf(command) ? ON : {});

/** Removes `--on box`, which may come before the command. */
function withoutMachine(words: readonly string[]): { before: string[]; pending: boolean } {
  const before: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word !== '--on') {
      if (!word.startsWith('--on=')) before.push(word);
      continue;
    }
    at += 1;
    // A shell that breaks words at `=` gives the sign as a word of its own.
    if (at === words.length || (words[at] === '=' && at + 1 === words.length)) return { before, pending: true };
  }
  return { before, pending: false };
}

function withinCommand(name: string, command: Command, before: readonly string[], typed: string): CompletionTarget {
  const options = { ...command.options, ...ALWAYS };
  const valued = (spelled: string | undefined): string | undefined => {
    const found = Object.entries(options).find(([long, it]) => spelled === `--${long}` || (it.short && spelled === `-${it.short}`))?.[1];
    return found && found.kind !== 'flag' ? found.value.replace(/^<|>$/g, '') : undefined;
  };

  const [option, value] = splitOption(typed);
  const inline = value === undefined ? undefined : valued(option);
  if (inline !== undefined) return namesOf(inline, { command: name, typed: value ?? '', before: `${option}=` });
  // A shell that breaks words at `=` gives the sign as a word of its own.
  const last = before.at(-1) === '=' ? before.at(-2) : before.at(-1);
  const pending = valued(last);
  if (pending !== undefined) return namesOf(pending, { command: name, typed: typed === '=' ? '' : typed, before: '' });
  if (typed.startsWith('-')) return { kind: 'options', typed, command: name };

  const given = before.filter((it, index) => !it.startsWith('-') && valued(before[index - 1]) === undefined);
  const placeholders = command.words.names.split(' ').filter((it) => it !== '');
  if (given.length >= command.words.most) return { kind: 'nothing' };
  return namesOf(placeholders[Math.min(given.length, placeholders.length - 1)] ?? '', { command: name, typed, before: '' });
}

type CursorPlace = { command: string; typed: string; before: string };

function namesOf(placeholder: string, { command, typed, before }: CursorPlace): CompletionTarget {
  const parts = placeholder.split('|');
  const subjects = BY_COMMAND[command]?.[placeholder] ?? BY_PLACEHOLDER[placeholder] ?? alternatives(parts);
  // `get|set|unset` are words to type as they are.
  const words = subjects.length === 0 && parts.length > 1 ? parts : [];
  if (subjects.length === 0 && words.length === 0) return { kind: 'nothing' };
  const comma = placeholder === 'a,b' || placeholder === 'state' ? typed.lastIndexOf(',') + 1 : 0;
  return { kind: 'names', typed: typed.slice(comma), before: before + typed.slice(0, comma), subjects, words };
}

/** `finding|worker` are two subjects; in `end|gate` not every part is a subject, so both are plain words. */
function alternatives(parts: readonly string[]): readonly Subject[] {
  const all = parts.map((it) => BY_PLACEHOLDER[it]);
  return all.every((it) => it !== undefined) ? all.flat() : [];
}

function splitOption(word: string): [option: string, value: string | undefined] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}

/** Joins `--x`, `=`, `y` into one word again, unless it is the word being typed. */
function joinedOptions(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '=' && at + 1 < words.length && joined.at(-1)?.startsWith('--')) {
      joined.push(`${joined.pop()}=${words[at + 1]}`);
      at += 1;
    } else joined.push(word);
  }
  return joined;
}
