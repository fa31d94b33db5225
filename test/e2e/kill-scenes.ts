// What has to happen in a run so that it comes by a failpoint: who works, and how. Most are come by in any run.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DaemonStage, until } from './daemon-stage.ts';

export type Scene = {
  one: [worker: string, ...args: string[]];
  two: [worker: string, ...args: string[]];
  /** Another task comes first and takes the only place. */
  queued: boolean;
  config: string;
  /** What else stands at the top of the task. */
  more: string;
  /** A program of another's, by which the first of them works. */
  provider?: 'codex';
  /** Whether a worker is started again for a reason of the scene's own. */
  startsAgain: boolean;
  /** What a person, or the world, does meanwhile; ended by the signal. */
  meanwhile(stage: DaemonStage, signal: AbortSignal): Promise<void>;
};

const ANY: Scene = {
  one: ['reviews.mjs'],
  two: ['agrees.mjs'],
  queued: false,
  config: 'maxConcurrentRuns: 1\ngrace: { exit: 1s, kill: 1s }\n',
  more: '',
  startsAgain: false,
  meanwhile: async () => {},
};

export function sceneFor(point: string, folder: string): Scene {
  const name = point.replace(/\.(before|after)$/, '');
  switch (name) {
    case 'effect.await-admission':
      return { ...ANY, queued: true };
    case 'effect.await-consent':
      return { ...ANY, provider: 'codex', meanwhile: allow };
    case 'effect.audit-source':
      return { ...ANY, more: 'type: final-verification\n' };
    // The host comes by these when it must end somebody who stays.
    case 'host.before-kill':
    case 'host.after-kill':
      return { ...ANY, one: ['stays.mjs'] };
    case 'effect.hold-provider':
    case 'effect.await-release':
      return { ...ANY, one: ['quota.mjs', join(folder, 'met'), '3'], startsAgain: true };
    // Somebody else of the same provider works while it is held.
    case 'effect.keep-held':
    case 'effect.release':
      return { ...ANY, one: ['quota.mjs', join(folder, 'met'), '3'], two: ['bursts.mjs', '500', '12'], startsAgain: true };
    case 'effect.await-late':
      return {
        ...ANY,
        one: ['late.mjs', join(folder, 'answer')],
        two: ['waits-for-file.mjs', join(folder, 'go')],
        config: `${ANY.config}silence: { beatEvery: 500ms, quiet: 2s, quietButBusy: 4s, startup: 500ms }\n`,
        startsAgain: true,
        meanwhile: answerLate,
      };
    default:
      return ANY;
  }
}

/** A person says so when the run waits for it, to whichever daemon is there. */
async function allow(stage: DaemonStage, signal: AbortSignal): Promise<void> {
  const order = { kind: 'allow' as const, project: join(stage.folder, 'shop'), providers: ['codex'] };
  const waits = async () => {
    const [run] = await stage.runs();
    return signal.aborted || (run !== undefined && (await stage.view(run)).status === 'awaiting-consent');
  };
  await until('the run to wait for a word', waits, 60_000);
  const command = { token: crypto.randomUUID(), actor: { kind: 'person' as const, pid: process.pid }, order };
  await until('the word to be taken', () =>
    stage.ask({ ask: 'order', command }).then(
      () => true,
      () => signal.aborted,
    ),
  );
}

/** The answer comes when the worker was given up, and before the other one is done. */
async function answerLate(stage: DaemonStage, signal: AbortSignal): Promise<void> {
  const status = async () => {
    const [run] = await stage.runs();
    return run === undefined ? null : ((await stage.view(run)).dispatches.find((it) => it.seat === 'one')?.status ?? null);
  };
  const met = (found: string) => async () => signal.aborted || (await status()) === found;
  await until('the worker to be given up', met('timeout'), 60_000);
  writeFileSync(join(stage.folder, 'answer'), '');
  await until('its late answer to be taken', met('completed'), 60_000);
  writeFileSync(join(stage.folder, 'go'), '');
}
