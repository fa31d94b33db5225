// The names to offer for each subject: from the program, the home, and the project of the current
// folder. What cannot be read offers nothing, because an error helps no one who is typing a line.

import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PROVIDERS } from '../../../agents/providers.ts';
import { FINDING_STATES, SEVERITIES } from '../../../contracts/findings/names.ts';
import { localOf } from '../../../contracts/ids.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { projectAt } from '../../../runtime/home.ts';
import { FORMATS } from '../../../skills/report-writer/formats/names.ts';
import { RUNS_BY_TASK_NAME } from '../../../skills/run/origin/runs-by-task-name.ts';
import { cut, oneLine } from '../../../skills/wording/plain-text.ts';
import { gitRootOf } from '../../intake/git-root.ts';
import { loadSettings } from '../../intake/settings.ts';
import { recordPath, spaceFolder } from '../../make/artifact-places.ts';
import { promptNames } from '../../make/find-prompt.ts';
import { DOCUMENTS, EVENTS } from '../acts/schemas.ts';
import { rosterFor } from '../named/find-agents.ts';
import { isOpenGate } from '../named/find-gate.ts';
import { openRecords } from '../named/records.ts';
import { addressOf } from '../remote/address.ts';
import { knownRemotes } from '../remote/remotes.ts';
import type { Context } from '../words/command.ts';
import { COMMANDS } from '../words/commands.ts';
import { SHELLS } from './scripts.ts';
import type { Subject } from './target.ts';

export type Offer = { name: string; says?: string };

/** Enough to choose from, and few enough to be fast. */
const RUNS = 30;
/** Findings and workers are looked for in the newest runs only. */
const NEWEST = 3;
const LONGEST = 60;

/** `:file` and `:folder` tell the shell to offer its own. `typed`: the beginning of the word, which may be a short name. */
export async function offersOf(subject: Subject, typed: string, context: Context): Promise<Offer[]> {
  switch (subject) {
    case 'file':
      return [{ name: ':file' }];
    case 'folder':
      return [{ name: ':folder' }];
    case 'command':
      return commandOffers();
    case 'provider':
      return named(Object.keys(PROVIDERS));
    case 'schema':
      return named([...Object.keys(DOCUMENTS), ...Object.keys(EVENTS)]);
    case 'severity':
      return named(SEVERITIES);
    case 'state':
      return named(FINDING_STATES);
    case 'format':
      return named(FORMATS);
    case 'shell':
      return named(SHELLS);
    case 'setting':
      return named((await loadSettings({ home: context.home.config })).all.map((it) => it.key));
    case 'machine':
      return Object.entries(await knownRemotes(context.home)).map(([name, remote]) => ({ name, says: addressOf(remote) }));
    case 'agent':
      return agents(context);
    case 'prompt':
      return prompts(context);
    case 'artifact':
      return named(await artifactNames(await gitRootOf(context.cwd), context));
    case 'task-name':
      return taskNames(context);
    case 'run':
      return (await views(RUNS, context)).map((view) => ({ name: view.id, says: said(`${view.status}: ${view.task.title}`) }));
    case 'gate':
      return gates(context);
    case 'finding':
      return (await viewsMeant(/^F/, typed, context)).flatMap(({ view, short }) =>
        view.findings.map((it) => ({ name: short ? it.id : `${view.id}.${it.id}`, says: said(`${it.severity}: ${it.title}`) })),
      );
    case 'worker':
      return (await viewsMeant(/^d\d*$/, typed, context)).flatMap(({ view, short }) =>
        view.dispatches.map((it) => ({ name: short ? localOf(it.id) : it.id, says: said(it.seat) })),
      );
    case 'phase':
      return named([...new Set((await views(NEWEST, context)).flatMap((view) => view.phases.map((it) => it.key)))]);
    case 'stage':
      return stages(context);
    case 'seat':
      return named([...new Set((await views(NEWEST, context)).flatMap((view) => view.dispatches.map((it) => it.seat)))]);
  }
}

export const commandOffers = (): Offer[] => [
  ...Object.entries(COMMANDS).flatMap(([name, { group, says }]) => (group === 'hidden' ? [] : [{ name, says }])),
  { name: 'help', says: 'options and examples of a command' },
];

const named = (names: readonly string[]): Offer[] => names.map((name) => ({ name }));

/** Titles and questions come from workers and tasks; a shell gets one plain line. */
const said = (text: string): string => cut(oneLine(text), LONGEST);

async function views(newest: number, context: Context, query: { ended?: boolean } = {}): Promise<RunView[]> {
  await using records = await openRecords(context);
  const seen: RunView[] = [];
  for (const { run } of (await records?.runs({ ...query, newest })) ?? []) {
    // A damaged run is left out; `muster doctor` reports it.
    const view = await records?.view(run).catch(() => undefined);
    if (view) seen.push(view);
  }
  return seen;
}

/** A name without a run means the newest run of this project. */
async function viewsMeant(short: RegExp, typed: string, context: Context): Promise<{ view: RunView; short: boolean }[]> {
  if (!short.test(typed)) return (await views(NEWEST, context)).map((view) => ({ view, short: false }));
  await using records = await openRecords(context);
  return records === undefined ? [] : [{ view: await records.view(await records.named('latest')), short: true }];
}

async function gates(context: Context): Promise<Offer[]> {
  const unended = await views(RUNS, context, { ended: false });
  return unended.flatMap((view) => view.gates.filter(isOpenGate).map(({ gate }) => ({ name: gate.id, says: said(gate.asks) })));
}

async function agents(context: Context): Promise<Offer[]> {
  const { roster } = await rosterFor(await gitRootOf(context.cwd), context);
  const each = [...roster.values()].map(({ name, description }) => ({ name, says: said(description) }));
  return [...each, { name: 'builtin', says: 'all built-in analysers' }];
}

/** Stages of the newest plans, including those of runs that carry one out. */
async function stages(context: Context): Promise<Offer[]> {
  const plans = (await views(RUNS, context)).flatMap(({ plan }) => plan?.plan.stages ?? []);
  return [...new Map(plans.map(({ id, title }) => [id, { name: id, says: said(title) }])).values()];
}

/** Includes the project's prompts, trusted or not: a name does no harm. */
async function prompts({ cwd, home }: Context): Promise<Offer[]> {
  return named(await promptNames({ home: home.prompts, project: projectAt(await gitRootOf(cwd)).prompts }));
}

/** Artifacts of the project and of the home, by their records. */
async function artifactNames(project: string, { home }: Context): Promise<string[]> {
  const folders = ['project', 'home'].map((space) => dirname(recordPath(spaceFolder(home, project, space), '')));
  const files = await Promise.all(folders.map((it) => readdir(it).catch(() => [])));
  return [...new Set(files.flat().map((it) => it.replace(/\.json$/, '')))].toSorted();
}

async function taskNames(context: Context): Promise<Offer[]> {
  await using records = await openRecords(context);
  const names = new Set(records ? Array.from((await records.ledger.index(RUNS_BY_TASK_NAME)).all(), ({ task }) => task) : []);
  return named([...names]);
}
