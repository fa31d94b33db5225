// muster verify <run>: checks a run's files against its journal.

import { dirname } from 'node:path';
import { privateFolder, writeDurably } from '../../../../runtime/files.ts';
import { rebuildIndexes } from '../../../../runtime/ledger/indexes/rebuild.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { hiderOf } from '../../../../runtime/secrets/redact.ts';
import { DEBT_INDEX } from '../../../../skills/lineage/debt-index.ts';
import { LINEAGE } from '../../../../skills/lineage/edges.ts';
import { count } from '../../../../skills/wording/numbers.ts';
import type { Elsewhere } from '../../../records/elsewhere.ts';
import { type Difference, verifyRun } from '../../../records/verify-run.ts';
import { allIsWritten } from '../../daemon/all-is-written.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import { ownNode } from '../../remote/own-node.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['verify [run]  [--repair] [--json]'],
  about: [
    'Without a run: the newest of this project. Recomputes everything that is derived from the journal of the run, reads every file',
    'that it names by digest, and prints each difference. --repair rewrites what the journal gives (PROGRESS lines, convergence,',
    'manifest) and what is stored by digest (the report, the task), and rebuilds the lineage index. The journal itself is never',
    'changed.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'run' },
  options: { ...JSON_OPTION, repair: { kind: 'flag', says: 'rewrite what is missing or was changed; only for ended runs' } },
  examples: [
    ['muster verify r-k3f', 'check the files of a run'],
    ['muster verify r-k3f --repair', 'and rewrite what can be rewritten'],
  ],
  async run(context, given) {
    await using records = await mustHaveRecords(context, given.words[0]);
    const run = await runMeant(given.words[0], records, context);
    const looked = () =>
      ownNode(context.home).then((node) =>
        verifyRun(run, context.home, {
          ledger: records.ledger,
          objects: objectsIn(context.home.objects),
          hide: hiderOf(context.env, context.home.marks),
          node,
        }),
      );
    const first = await looked();
    // The journal records the end of a run a moment before its last files are on disk.
    const isEarly = first.ended && first.differences.length > 0 && (await allIsWritten(run, context));
    const { events, ended, compared, differences: found, elsewhere, older } = isEarly ? await looked() : first;
    const state = await records.ledger.indexState(LINEAGE, `run/${run}`);
    const index: Difference[] =
      state === 'differs' ? [{ what: 'index', path: context.home.ledger, how: 'of the lineage differs from the events' }] : [];
    const differences = [...found, ...index];
    if (state !== 'same' && given.has('repair')) await rebuildIndexes(context.home.ledger, [LINEAGE, DEBT_INDEX]);
    const rebuilt = given.has('repair') ? index : [];
    const repaired = [...rebuilt, ...(given.has('repair') && ended ? await repair(differences) : [])];
    const left = differences.filter((it) => !repaired.includes(it));
    if (given.has('json')) {
      const told = differences.map(({ rebuild: _, derived: __, ...it }) => ({
        ...it,
        repaired: repaired.some((one) => one.path === it.path),
      }));
      await context.print(`${JSON.stringify({ run, events, ended, compared, differences: told, elsewhere, older }, null, 1)}\n`);
    } else {
      await context.print(
        differences.map((it) => `${it.what}  ${it.path} ${it.how}${repaired.includes(it) ? '; rewritten' : ''}\n`).join(''),
      );
      await context.print(
        left.length === 0
          ? `${run}: ${events} events, intact and chained; ${compared} files and objects match${ended ? '' : '; the run has not ended yet'}\n`
          : `${run}: ${left.length} of ${compared} files and objects do not match its ${events} events\n`,
      );
      await context.print(olderLines(older));
      await context.print(elsewhereLines(run, elsewhere));
    }
    return left.length === 0 ? EXIT.done : EXIT.failed;
  },
};

/** Neither damage nor proof that there is none. */
function olderLines(older: readonly { what: string; path: string }[]): string {
  if (older.length === 0) return '';
  const what = [...new Set(older.map((it) => it.what))].join(', ');
  return `An older version of Muster ended this run, and its rules gave other texts than today's; not compared: ${what}. --repair leaves them as they are.\n`;
}

/** Files on other nodes of the fleet have to be verified there. */
function elsewhereLines(run: string, elsewhere: readonly Elsewhere[]): string {
  const nodes = [...new Set(elsewhere.map(({ node }) => node))];
  return nodes
    .map((node) => {
      const on = elsewhere.filter((it) => it.node === node);
      const whats = [...new Set(on.map(({ what }) => what))].map((what) => count(on.filter((it) => it.what === what).length, what));
      return `On node ${node}, which led it, and not looked at here: ${whats.join(', ')}. There: muster verify ${run}\n`;
    })
    .join('');
}

async function repair(differences: readonly Difference[]): Promise<Difference[]> {
  const done: Difference[] = [];
  for (const it of differences) {
    if (it.rebuild === undefined) continue;
    await privateFolder(dirname(it.path));
    await writeDurably(it.path, it.rebuild);
    done.push(it);
  }
  return done;
}
