// Every inbox of a daemon: the home's, and those of projects in which a person ran `muster init`. A
// project that is not there now (on an unmounted disk, for example) is looked for again.

import { failureOf } from '../../contracts/errors.ts';
import { projectAt } from '../../runtime/home.ts';
import { periodicTimer } from '../../runtime/watch/periodic-timer.ts';
import { type Inbox, openInbox } from './inbox.ts';
import type { InboxOptions } from './inbox-options.ts';

export type Inboxes = {
  folders(): string[];
  /** Watches another project's inbox; repeated calls watch it once. Throws if it cannot be watched now. */
  watch(project: string): Promise<void>;
  close(): Promise<void>;
};

const LOOK_AGAIN = 30_000;

export async function openInboxes(options: Omit<InboxOptions, 'project'>, projects: readonly string[]): Promise<Inboxes> {
  const { log } = options;
  const home = await openInbox(options);
  const open = new Map<string, Promise<Inbox>>();
  const wanted = new Set(projects);
  /** Logged once for each, not every half minute. */
  const told = new Set<string>();
  const stop = periodicTimer(options.clock).every(LOOK_AGAIN, () => void Promise.all([...wanted].map(lookFor)));

  /** What fails is tried again by the next look, or when it is asked for again. */
  async function watch(project: string): Promise<void> {
    wanted.add(project);
    const opening = open.get(project) ?? openInbox({ ...options, folder: projectAt(project).inbox, project });
    open.set(project, opening);
    try {
      await opening;
      told.delete(project);
    } catch (error) {
      if (open.get(project) === opening) open.delete(project);
      throw error;
    }
  }

  /** One project that cannot be watched is no reason not to watch the others, or not to start. */
  async function lookFor(project: string): Promise<void> {
    await watch(project).catch((error: unknown) => {
      if (!told.has(project)) log.warn('the inbox of a project is not watched now', { project, why: failureOf(error).message });
      told.add(project);
    });
  }

  await Promise.all([...wanted].map(lookFor));
  return {
    folders: () => [home.folder, ...[...open.keys()].map((it) => projectAt(it).inbox)],
    watch,
    async close() {
      stop();
      wanted.clear();
      await Promise.all([home.close(), ...[...open.values()].map(closed)]);
    },
  };
}

/** One that could not be opened is logged where it is asked for. */
async function closed(opening: Promise<Inbox>): Promise<void> {
  const inbox = await opening.catch(() => undefined);
  await inbox?.close();
}
