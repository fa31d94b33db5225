// Where this home stores a checkout from another machine, the runs it was sent for, and the tasks that came with it.

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutHeader, RemoteProject } from '../../../contracts/remote.ts';
import { codeOf, privateFolder, writeDurably } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { inCriticalSection } from '../../../runtime/locks.ts';
import type { Holder } from './may-replace.ts';

const folderFor = ({ incoming }: Pick<Home, 'incoming'>, { key }: RemoteProject): string => join(incoming, key);

/** The folder that its runs use as their project. Both parts of the path were validated when they were read. */
export const mirrorFor = (home: Pick<Home, 'incoming'>, project: RemoteProject): string =>
  join(folderFor(home, project), 'tree', project.name);

export async function alone<T>(home: Home, project: RemoteProject, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = folderFor(home, project);
  await privateFolder(home.root);
  await privateFolder(home.incoming);
  await privateFolder(folder);
  return inCriticalSection(join(folder, 'lock'), () => work(folder));
}

/** The runs that will review the current checkout. */
export async function holdersOf(folder: string): Promise<Holder[]> {
  const read: unknown = JSON.parse((await textOf(join(folder, 'holders.json'))) ?? '[]');
  return Array.isArray(read) ? read.filter((it): it is Holder => typeof it?.run === 'string' && typeof it?.at === 'number') : [];
}

export const writeHolders = (folder: string, holders: readonly Holder[]): Promise<void> =>
  writeDurably(join(folder, 'holders.json'), JSON.stringify(holders));

/** Once a command has ended without starting its run, the next command may replace the checkout at once. */
export async function removeHolder(home: Home, project: RemoteProject, run: string, isThere: () => Promise<boolean>): Promise<void> {
  await alone(home, project, async (folder) => {
    await rm(taskPath(folder, run), { force: true });
    const holders = await holdersOf(folder);
    const rest = holders.filter((it) => it.run !== run);
    if (rest.length < holders.length && !(await isThere())) await writeHolders(folder, rest);
  });
}

export const keepTask = (folder: string, { run, task }: Pick<CheckoutHeader, 'run' | 'task'>): Promise<void> =>
  task === null ? Promise.resolve() : writeDurably(taskPath(folder, run), JSON.stringify(task));

/** The task file that was sent for a run, if any. */
export async function taskFor(home: Home, project: RemoteProject, run: string): Promise<NonNullable<CheckoutHeader['task']> | undefined> {
  const text = await textOf(taskPath(folderFor(home, project), run));
  return text === undefined ? undefined : (JSON.parse(text) as NonNullable<CheckoutHeader['task']>);
}

/** Whether the current checkout was sent for this run. */
export const isFor = async (home: Home, project: RemoteProject, run: string): Promise<boolean> =>
  (await holdersOf(folderFor(home, project))).some((it) => it.run === run);

const taskPath = (folder: string, run: string): string => join(folder, `${run}.task.json`);

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
