// Every inbox of a daemon: the home's, and those of projects in which a person ran `muster init`. A
// project that is not there now (on an unmounted disk, for example) is looked for again.

import { lstat, realpath } from 'node:fs/promises';
import { codeOf } from '../../runtime/files.ts';
import { projectAt } from '../../runtime/home.ts';
import { periodicTimer } from '../../runtime/watch/periodic-timer.ts';
import { type Inbox, type InboxOptions, openInbox } from './inbox.ts';

export type Inboxes = {
  folders(): string[];
  /** Watches another project's inbox; repeated calls watch it once. */
  watch(project: string): Promise<void>;
  close(): Promise<void>;
};

const LOOK_AGAIN = 30_000;

export async function openInboxes(options: Omit<InboxOptions, 'project'>, projects: readonly string[]): Promise<Inboxes> {
  const { log } = options;
  const home = await openInbox(options);
  const open = new Map<string, Promise<Inbox | undefined>>();
  const wanted = new Set(projects);
  /** Logged once for each, not every half minute. */
  const told = new Set<string>();
  const stop = periodicTimer(options.clock).every(LOOK_AGAIN, () => void Promise.all([...wanted].map(watch)));

  async function watch(project: string): Promise<void> {
    wanted.add(project);
    const opening = open.get(project) ?? tryToOpen(project);
    open.set(project, opening);
    if ((await opening) === undefined && open.get(project) === opening) open.delete(project);
  }

  async function tryToOpen(project: string): Promise<Inbox | undefined> {
    const { inbox: folder } = projectAt(project);
    const why = await whyNot(project);
    if (why === undefined) return openInbox({ ...options, folder, project });
    if (!told.has(folder)) log.warn('the inbox of a project is not watched now', { folder, why });
    told.add(folder);
    return undefined;
  }

  await Promise.all([...wanted].map(watch));
  return {
    folders: () => [home.folder, ...[...open.keys()].map((it) => projectAt(it).inbox)],
    watch,
    async close() {
      stop();
      wanted.clear();
      await Promise.all([home.close(), ...[...open.values()].map(async (it) => (await it)?.close())]);
    },
  };
}

/** Nothing is created and no link is followed: a project may be a stranger's, and its links may lead anywhere. */
async function whyNot(project: string): Promise<string | undefined> {
  const at = projectAt(project);
  try {
    for (const folder of [at.folder, at.inbox]) {
      const stat = await lstat(folder);
      if (!stat.isDirectory()) return `${folder} is ${stat.isSymbolicLink() ? 'a symbolic link' : 'not a directory'}`;
    }
    return (await realpath(project)) === project ? undefined : `${project} has moved`;
  } catch (error) {
    return `cannot read ${at.inbox} (${codeOf(error) ?? 'unknown'})`;
  }
}
