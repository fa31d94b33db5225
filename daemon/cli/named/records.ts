// The runs of a home, read from its ledger, with or without a daemon. Never writes.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { exists } from '../../../runtime/files.ts';
import { refuseNewerHome } from '../../../runtime/format/refuse-newer.ts';
import type { StreamQuery, StreamRow } from '../../../runtime/ledger/ledger.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { readingOnly } from '../../../runtime/ledger/typed.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import type { MusterEvents } from '../../../skills/events.ts';
import { findRuns } from '../../records/find-runs.ts';
import { keptView } from '../../records/kept/kept-view.ts';
import type { Context } from '../words/command.ts';
import { isAbout } from './about-project.ts';
import { fullName, isLatest, nameTheRun } from './names.ts';
import { projectFolder } from './project-folder.ts';

export type RunRow = StreamRow & { run: string };

export type Records = {
  ledger: SqliteLedger<MusterEvents>;
  /** Newest first. */
  runs(query?: StreamQuery): Promise<RunRow[]>;
  /** With secrets hidden, because a screen wraps and cuts text, and part of a secret cannot be recognised. */
  view(run: string): Promise<RunView>;
  /** The stored view, if there is an up-to-date one. `verified`: how much of the journal the caller has read. */
  kept(run: string, verified?: number): Promise<RunView | undefined>;
  /** The run with this id, or with this prefix of an id; `latest` is the newest of the current project. */
  named(given: string): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

type RecordsContext = Pick<Context, 'home' | 'hide' | 'cwd'>;

/** Undefined if no daemon has run yet. */
export async function openRecords({ home, hide, cwd }: RecordsContext): Promise<Records | undefined> {
  if (!(await exists(home.ledger))) return undefined;
  refuseNewerHome(home);
  const ledger = await openLedger({ path: home.ledger, catalogue: readingOnly<MusterEvents>(), readOnly: true });

  async function runs(query: StreamQuery = {}): Promise<RunRow[]> {
    const rows = await ledger.streams(query);
    return rows.flatMap((row) => (row.stream === 'house' ? [] : [{ ...row, run: row.stream.slice('run/'.length) }])).reverse();
  }

  async function kept(run: string, verified?: number): Promise<RunView | undefined> {
    const known = await keptView(ledger, run, verified);
    return known && hideDeep(known, hide);
  }

  /** The rules of a run are loaded only if no up-to-date view is stored. */
  async function view(run: string): Promise<RunView> {
    const known = await kept(run);
    if (known) return known;
    const { viewOf } = await import('../../process/view-of.ts');
    return hideDeep(await viewOf(ledger, run), hide);
  }

  /** If no run matches, all runs are searched for a similar name to suggest. */
  async function named(given: string): Promise<string> {
    const alike = await runs({ named: `run/${fullName(given)}` });
    return nameTheRun(
      given,
      (alike.length > 0 ? alike : await runs()).map((it) => it.run),
    );
  }

  async function newest(): Promise<string> {
    const project = await projectFolder('.', cwd);
    const known = new Map<string, boolean>();
    for await (const { run, created } of findRuns(ledger)) {
      const its = created.task.project;
      const isIts = known.get(its) ?? (await isAbout(created, project));
      if (isIts) return run;
      known.set(its, isIts);
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
    kept,
    named: async (given) => (isLatest(given) ? newest() : named(given)),
    [Symbol.asyncDispose]: () => ledger.close(),
  };
}

/** The named run, or else the newest of this project, which is then printed. */
export async function runMeant(given: string | undefined, records: Records, { tell }: Pick<Context, 'tell'>): Promise<string> {
  const run = await records.named(given ?? 'latest');
  if (given === undefined) tell(`muster: ${run}, the newest run of this project`);
  return run;
}

/** For commands about one run, which need at least one. */
export async function mustHaveRecords(context: RecordsContext, wanted = 'latest'): Promise<Records> {
  const records = await openRecords(context);
  if (records) return records;
  const unknown = wanted === '' || isLatest(wanted) ? '' : `unknown run ${wanted}: `;
  throw new MusterError('run-unknown', `${unknown}nothing has run yet in ${context.home.root}`, '`muster demo` shows a first run.');
}
