// `muster complete -- <words>…`, called by the shell scripts of `muster completion` at each Tab: prints what the last
// word can be, as `name<tab>description` lines. It is outside the commands folder because it knows all commands.

import type { Command, Context, Option } from '../words/command.ts';
import { COMMANDS } from '../words/commands.ts';
import { ALWAYS, ON } from '../words/read-arguments.ts';
import { commandOffers, type Offer, offersOf } from './offers.ts';
import { type CompletionTarget, completionTarget, onOf } from './target.ts';

export async function complete(words: readonly string[], context: Context): Promise<void> {
  const commands = await loadedFor(words);
  const offers = await offersFor(
    completionTarget(words, (name) => commands.get(name)),
    commands,
    context,
  );
  await context.print(offers.map(({ name, says }) => `${name}${says ? `\t${says}` : ''}\n`).join(''));
}

/** Only commands that the line names are loaded. */
async function loadedFor(words: readonly string[]): Promise<ReadonlyMap<string, Command>> {
  const named = [...new Set(words)].filter((it) => Object.hasOwn(COMMANDS, it));
  const loaded = await Promise.all(named.map(async (name) => [name, await COMMANDS[name]?.load()] as const));
  return new Map(loaded.flatMap(([name, it]) => (it ? [[name, it] as const] : [])));
}

async function offersFor(wanted: CompletionTarget, commands: ReadonlyMap<string, Command>, context: Context): Promise<Offer[]> {
  switch (wanted.kind) {
    case 'nothing':
      return [];
    case 'commands':
      return commandOffers().filter(({ name }) => name.startsWith(wanted.typed));
    case 'options': {
      const options: Readonly<Record<string, Option>> = commands.get(wanted.command)?.options ?? {};
      const all =
        wanted.command === ''
          ? { ...ALWAYS, ...ON, version: { says: 'print the version' } }
          : { ...options, ...onOf(wanted.command), ...ALWAYS };
      return Object.entries(all)
        .map(([name, { says }]) => ({ name: `--${name}`, says }))
        .filter(({ name }) => name.startsWith(wanted.typed));
    }
    case 'names': {
      const words: Offer[] = wanted.words.map((name) => ({ name }));
      const lists = await Promise.all(wanted.subjects.map((it) => offersOf(it, wanted.typed, context).catch((): Offer[] => [])));
      return [...words, ...lists.flat()]
        .filter(({ name }) => name.startsWith(':') || name.startsWith(wanted.typed))
        .map((it) => (it.name.startsWith(':') ? it : { ...it, name: wanted.before + it.name }));
    }
  }
}
