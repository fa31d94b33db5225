// muster schema [name]: prints a contract as a JSON schema.

import { MusterError } from '../../../../contracts/errors.ts';
import * as z from '../../../../contracts/schema.ts';
import { nearest } from '../../../../runtime/text/nearest.ts';
import { DOCUMENTS, EVENTS } from '../../acts/schemas.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['schema [name]'],
  about: 'Without a name, lists all schemas. The schema of an event has the name of the event.',
  words: { least: 0, most: 1, names: 'name' },
  options: JSON_OPTION,
  examples: [
    ['muster schema task', 'the keys of a task file'],
    ['muster schema result > result.schema.json', 'for authors of workers'],
    ['muster schema finding.raised', 'the payload of an event'],
  ],
  async run(context, given) {
    const [name] = given.words;
    if (name === undefined) {
      await context.print(
        given.has('json') ? `${JSON.stringify({ documents: Object.keys(DOCUMENTS), events: Object.keys(EVENTS) })}\n` : listing(),
      );
      return EXIT.done;
    }
    const all: Readonly<Record<string, z.ZodType>> = { ...DOCUMENTS, ...EVENTS };
    const schema = Object.hasOwn(all, name) ? all[name] : undefined;
    if (!schema) {
      const right = nearest(name, Object.keys(all));
      throw new MusterError(
        'usage',
        `unknown schema \`${name}\`${right ? `; did you mean \`${right}\`?` : ''}`,
        '`muster schema` lists them.',
      );
    }
    await context.print(`${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 1)}\n`);
    return EXIT.done;
  },
};

const listing = (): string => `Documents\n  ${Object.keys(DOCUMENTS).join('\n  ')}\nEvents\n  ${Object.keys(EVENTS).join('\n  ')}\n`;
