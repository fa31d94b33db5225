// muster complete -- <words>…: called by the scripts of `muster completion` at each Tab.

import { commandOffers, type Offer, offersOf } from '../../completion/offers.ts';
import { type Wanted, wantedAt } from '../../completion/wanted.ts';
import type { Command, Context, Option } from '../../words/command.ts';
import { COMMANDS } from '../../words/commands.ts';
import { EXIT } from '../../words/exit-code.ts';
import { ALWAYS } from '../../words/read-arguments.ts';

export const command: Command = {
  usage: ['complete -- <words>…'],
  about: 'Prints what the last word can be, one `name<tab>description` per line. The scripts of `muster completion` call it.',
  words: { least: 0, most: 1_000, names: 'words' },
  options: {},
  examples: [['muster complete -- approve ""', 'the pending approvals']],
  async run(context, given) {
    const commands = await loadedFor(given.words);
    const wanted = wantedAt(given.words, (name) => commands.get(name));
    const offers = await offersFor(wanted, commands, context);
    await context.print(offers.map(({ name, says }) => `${name}${says ? `\t${says}` : ''}\n`).join(''));
    return EXIT.done;
  },
};

/** Only commands that are named in the line are loaded. */
async function loadedFor(words: readonly string[]): Promise<ReadonlyMap<string, Command>> {
  const named = [...new Set(words)].filter((it) => Object.hasOwn(COMMANDS, it));
  const loaded = await Promise.all(named.map(async (name) => [name, await COMMANDS[name]?.load()] as const));
  return new Map(loaded.flatMap(([name, it]) => (it ? [[name, it] as const] : [])));
}

async function offersFor(wanted: Wanted, commands: ReadonlyMap<string, Command>, context: Context): Promise<Offer[]> {
  switch (wanted.kind) {
    case 'nothing':
      return [];
    case 'commands':
      return commandOffers().filter(({ name }) => name.startsWith(wanted.typed));
    case 'options': {
      const options: Readonly<Record<string, Option>> = commands.get(wanted.command)?.options ?? {};
      const all = wanted.command === '' ? { ...ALWAYS, version: { says: 'print the version' } } : { ...options, ...ALWAYS };
      return Object.entries(all)
        .map(([name, { says }]) => ({ name: `--${name}`, says }))
        .filter(({ name }) => name.startsWith(wanted.typed));
    }
    case 'names': {
      const words: Offer[] = wanted.words.map((name) => ({ name }));
      const lists = await Promise.all(wanted.subjects.map((it) => offersOf(it, context).catch((): Offer[] => [])));
      return [...words, ...lists.flat()]
        .filter(({ name }) => name.startsWith(':') || name.startsWith(wanted.typed))
        .map((it) => (it.name.startsWith(':') ? it : { ...it, name: wanted.before + it.name }));
    }
  }
}
