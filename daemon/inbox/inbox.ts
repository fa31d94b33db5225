// The inbox: a file that has stopped changing is claimed by renaming it to the id of its run, becomes that
// run, and is shelved. A crash in between still results in exactly one run, because the id is in the name.

import { basename } from 'node:path';
import { watch as watchFolder } from 'chokidar';
import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import { exists } from '../../runtime/files.ts';
import { openForWriting } from '../../runtime/processes/open-files.ts';
import { isLocal } from '../../runtime/watch/on-local-disk.ts';
import { periodicTimer } from '../../runtime/watch/periodic-timer.ts';
import { become, reject } from './become.ts';
import { type Candidate, CLAIMED, candidatesIn, SETTLE } from './candidates.ts';
import { claim, claimsIn } from './claimed.ts';
import type { InboxOptions } from './inbox-options.ts';
import { ownFolders } from './own-folders.ts';
import { quietIn } from './still-empty.ts';
import { type Drops, dropsIn } from './tracked.ts';

export type Inbox = { folder: string; close(): Promise<void> };

/** File system events are only hints: everything is found within this time without them. */
const SWEEP = 1_000;
/** The same for a local file system, where no event gets lost. */
const SWEEP_LOCAL = 15_000;
/** At most one look in this time, however many events come. */
const AT_MOST_EVERY = 25;
/** A claim that could not be accepted (a full disk, for example) is retried after this long, doubled each time. */
const TRY_AGAIN = 2_000;
const TRY_AGAIN_AT_MOST = 60_000;

export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const { folder, project, clock, log } = options;
  await ownFolders(folder, project);
  const rounds = periodicTimer(clock);
  const drops = dropsIn(folder, project, log);
  const closing = new AbortController();
  let nap = new AbortController();
  /** Since when each file has been unchanged. */
  let seen = new Map<string, Millis>();
  let troubled = false;
  /** Files whose trouble was logged, because it recurs at every look. */
  const told = new Set<string>();
  const onTrouble = (name: string, error: unknown): void => {
    if (!told.has(name)) log.error('a drop could not be taken', { folder, name, error });
    told.add(name);
  };
  let pause = TRY_AGAIN;
  let finishAt = clock.awake();

  const watcher = watchFolder(folder, {
    depth: 0,
    ignoreInitial: false,
    followSymlinks: false,
    ignored: (path) => path !== folder && path.startsWith(`${folder}/.`),
  });
  const quiet = quietIn(folder, clock);
  let watched = false;
  watcher.on('all', (event, path) => {
    // A new folder in its place is not watched.
    if (event === 'unlinkDir' && path === folder) watched = false;
    nap.abort();
  });
  watcher.on('ready', () => {
    watched = isLocal(folder);
  });
  watcher.on('error', (error) => {
    watched = false;
    log.warn('the inbox is watched by sweeping only', { error });
  });

  /** At first for claims of an earlier daemon, later for those that could not be accepted yet. */
  async function finish(): Promise<void> {
    if (clock.awake() < finishAt) return;
    finishAt = clock.awake() + pause;
    pause = Math.min(pause * 2, TRY_AGAIN_AT_MOST);
    await ownFolders(folder, project);
    if (!(await finishClaimed(options, drops, onTrouble, closing.signal))) return;
    finishAt = Number.POSITIVE_INFINITY;
    pause = TRY_AGAIN;
  }

  /** Takes in what lies still. Gives when the rest is worth another look; undefined if nothing is left. */
  async function look(): Promise<Millis | undefined> {
    await finish();
    let whole = true;
    const found = await candidatesIn(folder, (name, error) => {
      whole = false;
      onTrouble(name, error);
    });
    const now = found.filter((it) => drops.mayBe(it.key));
    const at = clock.awake();
    if (now.some((it) => !seen.has(it.key))) options.onSeen?.();
    seen = new Map(now.map((it) => [it.key, seen.get(it.key) ?? at]));
    const left = (it: Candidate): Millis => it.settles - (at - (seen.get(it.key) ?? at));
    const still = now.filter((it) => left(it) <= 0);
    const written = await openForWriting(new Set(still.map((it) => it.linked)));
    const ready = still.filter((it) => !written.has(it.linked));
    const again = now.length > ready.length ? Math.min(...now.map(left).filter((it) => it > 0), SETTLE) : undefined;
    if (now.length === 0 && whole) quiet.foundNothing();
    if (ready.length > 0) await takeAll(ready);
    return again;
  }

  async function takeAll(ready: readonly Candidate[]): Promise<void> {
    await ownFolders(folder, project);
    for (const one of await droppedOf(ready, drops, options)) {
      if (closing.signal.aborted) return;
      seen.delete(one.key);
      // Whatever happens to it, or whichever error stops us here, claims are looked at again.
      finishAt = Math.min(finishAt, clock.awake() + pause);
      await take(one, options).catch((error: unknown) => onTrouble(one.name, error));
    }
  }

  async function keepSweeping(): Promise<void> {
    while (!closing.signal.aborted) {
      if (watched && !nap.signal.aborted && finishAt === Number.POSITIVE_INFINITY && (await quiet.still())) {
        await rounds.sleep(SWEEP_LOCAL, SWEEP_LOCAL / 2, nap.signal);
        continue;
      }
      // Events during this look lead to another one.
      nap = new AbortController();
      const lookedAt = clock.awake();
      await quiet.begin();
      let again: Millis | undefined;
      try {
        again = await look();
        troubled = false;
      } catch (error) {
        // Logged once: a folder that is gone (removed by `git clean`, for example) is missed at every look.
        if (!troubled) log.error('the inbox could not be read', { folder, error });
        troubled = true;
      }
      if (closing.signal.aborted) return;
      await (again === undefined ? rounds.sleep(SWEEP, SWEEP / 2, nap.signal) : clock.sleep(again, nap.signal));
      // A file that is being written causes many events.
      const early = AT_MOST_EVERY - (clock.awake() - lookedAt);
      if (early > 0) await clock.sleep(early, closing.signal);
    }
  }

  const sweeping = keepSweeping();
  return {
    folder,
    async close() {
      closing.abort();
      nap.abort();
      await watcher.close();
      await sweeping;
    },
  };
}

/** Rejects them if the repository cannot be read, so that nobody waits for a run. */
async function droppedOf(ready: readonly Candidate[], drops: Drops, options: InboxOptions): Promise<Candidate[]> {
  try {
    return (await drops.among(ready)) ?? [];
  } catch (error) {
    if (!(error instanceof MusterError && error.class === 'user')) throw error;
    for (const one of ready) await reject(one.path, one.name, error, options);
    return [];
  }
}

async function take(one: Candidate, options: InboxOptions): Promise<void> {
  if (one.kind !== 'file') {
    const what = { link: 'a symbolic link', folder: 'a folder', other: 'not a regular file' }[one.kind];
    return reject(one.path, one.name, new MusterError('task-rejected', `${one.name} is ${what}`, 'Drop a task file.'), options);
  }
  failpoint('inbox.before-claim');
  const claimed = await claim(options.folder, one);
  if (!claimed) return;
  failpoint('inbox.claimed');
  await become(claimed, options);
}

/** Finishes earlier claims; false if some are still unfinished. */
async function finishClaimed(
  options: InboxOptions,
  drops: Drops,
  onTrouble: (name: string, error: unknown) => void,
  closing: AbortSignal,
): Promise<boolean> {
  let left = 0;
  const claims = (await claimsIn(options.folder)).map((it) => ({
    ...it,
    key: it.path,
    bytes: Buffer.from(`${CLAIMED}/${basename(it.path)}`),
  }));
  const dropped = await drops.among(claims);
  if (!dropped) return false;
  for (const one of dropped) {
    if (closing.aborted) continue;
    await become(one, options).catch((error: unknown) => onTrouble(one.name, error));
    if (await exists(one.path)) left += 1;
  }
  return left === 0;
}
