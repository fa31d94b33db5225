// muster stale: what is out of date in this project.

import { outdatedNow } from '../../acts/outdated-now.ts';
import { joinedLines } from '../../screens/lines/layout.ts';
import { outdatedLines } from '../../screens/tables/outdated-lines.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';
import { openLineage } from './open-lineage.ts';

export const command: Command = {
  usage: ['stale  [--json]'],
  about: [
    'What is out of date in this project: artifacts whose inputs have changed since they were made, and the newest review or plan',
    'that rests on a file which has changed since, with the command that renews it. Equal content is no change. The setting',
    '`impact` says how large a change must be before an artifact is remade; `muster debt --settle` remakes it.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: JSON_OPTION,
  examples: [
    ['muster stale', 'what is out of date now'],
    ['muster stale --json', 'with digests and magnitudes, as data'],
  ],
  async run(context, given) {
    await using lineage = await openLineage(context);
    const { owed: _, ...now } = await outdatedNow(lineage, context);
    if (given.has('json')) {
      await context.print(`${JSON.stringify(now, null, 1)}\n`);
      return EXIT.done;
    }
    const runs = now.runs.map(({ run, type, paths, renew }) => {
      const [first = '', ...more] = paths;
      return `${type} ${run}: ${first}${more.length > 0 ? ` and ${more.length} more` : ''} changed since; to renew it: ${renew}`;
    });
    const lines = [...outdatedLines(now.artifacts, context.screen), ...runs];
    await context.print(joinedLines(context.screen.ends, lines.length === 0 ? ['Nothing is out of date.'] : lines));
    return EXIT.done;
  },
};
