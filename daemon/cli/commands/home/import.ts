// muster import <folder>: restores ended runs whose ledger is lost, from their folders.

import { resolve } from 'node:path';
import type { Imported } from '../../../records/import-runs.ts';
import { daemonFor } from '../../daemon/ask-daemon.ts';
import { columns, joinedLines } from '../../screens/lines/layout.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['import <folder>  [--json]'],
  about: [
    'Restores the history of ended runs from their folders, after the ledger was lost or from an older or moved home. Give a home,',
    'its `runs` folder, or the folder of one run. Files and lineage are restored with the runs; findings over time too, unless the',
    'branch has newer reviews. Restored runs are read-only; runs that are already in the ledger are left as they are.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'folder' },
  options: JSON_OPTION,
  examples: [
    ['muster import ~/.muster/runs', 'after ledger.db was lost'],
    ['muster import /backup/muster', 'the ended runs of another home'],
  ],
  personOnly: true,
  async run(context, given) {
    const daemon = await daemonFor(context);
    try {
      const rows = (await daemon.ask({ ask: 'import', folder: resolve(context.cwd, given.words[0] ?? '') })) as Imported[];
      const table = columns(Number.POSITIVE_INFINITY, [
        ['run', 'what', ''],
        ...rows.map((it) => [it.run ?? it.folder, it.outcome, it.says]),
      ]).map((row) => row.join('').trimEnd());
      await context.print(given.has('json') ? `${JSON.stringify(rows, null, 1)}\n` : joinedLines(context.screen.ends, table));
      return rows.some((it) => it.outcome === 'refused') ? EXIT.failed : EXIT.done;
    } finally {
      daemon.close();
    }
  },
};
