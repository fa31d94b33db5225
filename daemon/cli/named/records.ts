// The runs of a home, read from its ledger, with or without a daemon. Never writes.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { exists } from '../../../runtime/files.ts';
import type { StreamRow } from '../../../runtime/ledger/ledger.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import { eventCatalogue, type MusterEvents } from '../../../skills/events.ts';
import { viewRun } from '../../lead/run/view-run.ts';
import { foldRun } from '../../process/fold.ts';
import type { Context } from '../words/command.ts';
import { isAbout } from './about.ts';
import { isLatest, nameTheRun } from './names.ts';
import { projectFolder } from './project-folder.ts';

export type RunRow = StreamRow & { run: string };

export type Records = {
  ledger: SqliteLedger<MusterEvents>;
  /** Newest first. */
  runs(query?: { ended?: boolean; newest?: number }): Promise<RunRow[]>;
  /** Without secrets: a screen wraps and cuts texts, and no part of a secret would be known as one. */
  view(run: string): Promise<RunView>;
  /** The run with this id, or with this prefix of an id; `latest` is the newest of the current project. */
  named(given: string): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

type Place = Pick<Context, 'home' | 'hide' | 'cwd'>;

/** Undefined where no daemon has run yet. */
export async function openRecords({ home, hide, cwd }: Place): Promise<Records | undefined> {
  if (!(await exists(home.ledger))) return undefined;
  const ledger = await openLedger({ path: home.ledger, catalogue: eventCatalogue, readOnly: true });

  async function runs(query: { ended?: boolean; newest?: number } = {}): Promise<RunRow[]> {
    const rows = await ledger.streams(query);
    return rows.flatMap((row) => (row.stream === 'house' ? [] : [{ ...row, run: row.stream.slice('run/'.length) }])).reverse();
  }

  const view = async (run: string): Promise<RunView> => hideDeep(viewRun(await foldRun(ledger, run)), hide);

  async function newest(): Promise<string> {
    const project = await projectFolder('.', cwd);
    for (const { run } of await runs()) {
      const [created] = await ledger.read(`run/${run}`, 0, 1);
      if (created?.type === 'run.created' && (await isAbout(created.payload, project))) return run;
    }
    throw new MusterError(
      'run-unknown',
      `no run of ${project} yet`,
      '`muster review` starts one; `muster runs` lists those of other projects.',
    );
  }

  return {
    ledger,
    runs,
    view,
    named: async (given) =>
      isLatest(given)
        ? newest()
        : nameTheRun(
            given,
            (await runs()).map((it) => it.run),
          ),
    [Symbol.asyncDispose]: () => ledger.close(),
  };
}

/** The run that is named, or else the newest of this project, which is then told. */
export async function runMeant(given: string | undefined, records: Records, { tell }: Pick<Context, 'tell'>): Promise<string> {
  const run = await records.named(given ?? 'latest');
  if (given === undefined) tell(`muster: ${run}, the newest run of this project`);
  return run;
}

/** For commands about one run, which need at least one. */
export async function mustHaveRecords(context: Place, wanted = 'latest'): Promise<Records> {
  const records = await openRecords(context);
  if (records) return records;
  throw new MusterError(
    'run-unknown',
    `unknown run ${wanted}: nothing has run yet in ${context.home.root}`,
    '`muster demo` shows a first run.',
  );
}
