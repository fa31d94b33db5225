// muster debt [--settle]: lists outdated artifacts that were left, and makes them again.

import { outdatedNow } from '../../acts/outdated-now.ts';
import { makeTask } from '../../before/make-task.ts';
import { carryOut } from '../../follow/carry-out.ts';
import { joinedLines } from '../../screens/lines/layout.ts';
import { outdatedLines, owedLines } from '../../screens/tables/outdated-lines.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';
import { openLineage } from './open-lineage.ts';

export const command: Command = {
  usage: ['debt  [--settle | --journal] [--json]'],
  about: [
    'Artifacts that were left as they are although their inputs have changed, with the reason: `below-threshold`, `depth`, `cycle`',
    'or `budget`. A change is measured against what the artifact was made from, so small ones add up until they cross the',
    'threshold. A run that captures the project records what it leaves, remakes the rest, and reports what is settled. --settle',
    'remakes everything that is out of date, whatever the reason; it is then no longer debt.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    settle: { kind: 'flag', says: 'remake what is out of date' },
    journal: { kind: 'flag', says: 'what runs have recorded, with the run, instead of the current state' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster debt', 'what was not remade, and why'],
    ['muster debt --settle', 'remake it'],
  ],
  personOnly: true,
  async run(context, given) {
    const { stale, noted, project } = await (async () => {
      await using lineage = await openLineage(context);
      const { artifacts, owed } = await outdatedNow(lineage, context);
      return { stale: artifacts, noted: owed, project: lineage.project };
    })();
    const left = stale.filter((it) => it.decision !== 'again');
    if (given.has('journal')) {
      await context.print(
        given.has('json') ? `${JSON.stringify(noted, null, 1)}\n` : joinedLines(context.screen.ends, owedLines(noted, context.screen)),
      );
      return EXIT.done;
    }
    if (!given.has('settle')) {
      if (given.has('json')) {
        const entries = left.flatMap(({ dependent, changed, decision, ...it }) =>
          changed.map(({ source, old, now, magnitude }) => {
            const run = noted.find((one) => one.dependent === dependent && one.source === source)?.run ?? null;
            return { ...it, dependent, source, old, now, magnitude, reason: decision, run };
          }),
        );
        await context.print(`${JSON.stringify(entries, null, 1)}\n`);
        return EXIT.done;
      }
      const lines = left.length === 0 ? ['No debt.'] : outdatedLines(left, context.screen);
      await context.print(joinedLines(context.screen.ends, lines));
      return EXIT.done;
    }
    let worst: number = EXIT.done;
    // The nearest first: artifacts made from them then see the new versions, and nothing is made twice.
    for (const { call } of stale.toSorted((one, other) => one.depth - other.depth)) {
      const json = given.has('json');
      const code = await carryOut(
        makeTask({ project, call }),
        { command: 'debt', json, failOn: undefined, waits: true, shows: 'closing' },
        context,
      );
      worst = Math.max(worst, code);
    }
    if (stale.length === 0 && !given.has('json')) await context.print('Nothing is out of date.\n');
    return worst;
  },
};
