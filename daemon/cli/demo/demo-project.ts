// Where the demo runs: a repository with planted problems and a separate home, both in a temporary
// folder, so that none of the user's own files are touched.

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { privateFolder } from '../../../runtime/files.ts';
import { homeAt } from '../../../runtime/home.ts';
import { hostExit } from '../../../runtime/sessions/host/host-lock.ts';
import type { Daemon } from '../../control/client.ts';
import { plantDemo } from '../../demo/plant.ts';
import type { PlantedCommit } from '../../demo/planted.ts';
import { type Reached, reach } from '../daemon/reach.ts';
import { startDaemon } from '../daemon/start-daemon.ts';
import { waitUntilGone } from '../daemon/wait-until-gone.ts';
import { openRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';

/** `more`: further lines of front matter. */
export type DemoTask = { name: string; title: string; type: string; more?: string };

export type DemoGround = {
  folder: string;
  project: string;
  /** The context of the command line, with the demo's home. */
  context: Context;
  /** Drops a task into the inbox, as a person would; returns its path and text. */
  drop(task: DemoTask): Promise<{ path: string; text: string }>;
  start(): Promise<Daemon>;
  /** The run that the newest dropped task became. */
  run(stop: AbortSignal): Promise<string>;
  /** Stops the daemon; `now` ends its workers too. */
  close(how: 'leave' | 'now'): Promise<void>;
  remove(): Promise<void>;
};

const CLAIMED_WITHIN = 20_000;
/** The demo's session host waits a moment for another daemon before it ends. */
const GONE_WITHIN = 10_000;

export async function makeDemoGround(outer: Context, name: string, commits?: readonly PlantedCommit[]): Promise<DemoGround> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'muster-demo-')));
  const project = join(folder, name);
  const home = homeAt(join(folder, 'home'));
  await plantDemo(project, commits);
  await privateFolder(home.root);
  await mkdir(home.inbox, { mode: 0o700 });
  // Its session host has no other daemon to wait for.
  const env = { ...outer.env, MUSTER_HOME: home.root, MUSTER_HOST_IDLE_MS: '300' };
  const context = { ...outer, home, env };

  let before: string[] = [];
  async function runsThere(): Promise<string[]> {
    await using records = await openRecords(context);
    return ((await records?.runs()) ?? []).map((it) => it.run);
  }

  return {
    folder,
    project,
    context,
    async drop({ name: file, title, type, more = '' }) {
      const path = join(home.inbox, file);
      const text = `---\ntitle: ${title}\nproject: ${JSON.stringify(project)}\ntype: ${type}\n${more}---\n`;
      before = await runsThere();
      await writeFile(path, text);
      return { path, text };
    },
    start: async () => (await startDaemon(home, 'on-demand', env)).daemon,
    async run(stop) {
      const until = performance.now() + CLAIMED_WITHIN;
      while (performance.now() < until && !stop.aborted) {
        const fresh = (await runsThere()).find((it) => !before.includes(it));
        if (fresh !== undefined) return fresh;
        await sleep(50);
      }
      throw new MusterError('io-failed', `the task in ${home.inbox} was not picked up`, `See ${home.log} and ${home.inbox}/rejected.`);
    },
    async close(how) {
      const reached: Reached | undefined = await reach(home);
      if (!reached) return;
      await reached.daemon.ask({ ask: 'down', how });
      reached.daemon.close();
      await waitUntilGone(reached.hello.pid);
    },
    async remove() {
      await hostExit(home.root, GONE_WITHIN);
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
