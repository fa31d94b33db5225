// The daemon and the session host, killed for real at every named place of a room. Whatever died, the
// task ends in one report, and nobody's work is done twice.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyRun } from '../../daemon/verify-run.ts';
import { FAILPOINTS } from '../../runtime/failpoints.ts';
import { objectsIn } from '../../runtime/ledger/objects.ts';
import { type DaemonStage, openDaemonStage, until } from './daemon-stage.ts';
import { sceneFor } from './kill-scenes.ts';
import { standIn } from './stand-in.ts';

/** Come by only after a run has ended with a stub; tried in stub-report.test.ts. */
const ELSEWHERE = /^effect\.complete-report\./;

/** Tries every failpoint whose name passes; the lists of the test files together are all of them. */
export function killMatrix(room: string, belongs: (point: string) => boolean): void {
  const test = suite<{ stage: DaemonStage }>(`${room}, killed at`);
  test.before.each((context) => {
    context.stage = openDaemonStage();
  });
  test.after.each(async ({ stage }) => stage.clear());
  for (const point of Object.keys(FAILPOINTS).filter((it) => belongs(it) && !ELSEWHERE.test(it))) {
    test(point, async ({ stage }) => {
      const project = stage.project('shop');
      const scene = sceneFor(point, stage.folder);
      stage.agent('one', ...scene.one);
      const PATH = scene.provider ? `${standIn(stage, scene.provider)}:${process.env.PATH}` : (process.env.PATH ?? '');
      if (scene.provider) stage.program('one', scene.provider);
      stage.agent('two', ...scene.two);
      stage.config(scene.config);
      if (scene.queued) {
        stage.agent('first', 'agrees.mjs');
        stage.drop('first.md', stage.task(project, ['first'], '', 'comes first'));
      }
      stage.drop('look.md', stage.task(project, ['one', 'two'], scene.more));
      const over = new AbortController();
      const meanwhile = scene.meanwhile(stage, over.signal);

      const armed = await stage.up({ PATH, MUSTER_FAILPOINT: point, MUSTER_FAILPOINT_ONCE: join(stage.folder, 'died') }).catch(() => 0);
      if (point.startsWith('host.')) {
        // The daemon lives on; another host takes the dead one's place.
        await until('the run', async () => (await stage.runs()).length > 0);
        await allEnded(stage);
        assert.ok(existsSync(join(stage.folder, 'died')), `no host came by ${point}`);
      } else {
        await until('the daemon to die', () => !existsSync(`/proc/${armed}/stat`) || armed === 0 || isDead(armed));
      }
      await stage.kill();
      await stage.up({ PATH });
      await until('the run', async () => (await stage.runs()).length > 0);
      await meanwhile;
      await allEnded(stage);
      over.abort();

      const lines = stage.progress().split('\n');
      for (const run of await stage.runs()) {
        const view = await stage.view(run);
        assert.is(view.outcome, 'completed', point);
        assert.is(new Set(view.raised.map((it) => it.ref)).size, view.raised.length);
        assert.equal(view.findings.flatMap((it) => it.origins).sort(), view.raised.map((it) => it.ref).sort());
        const starts = (await stage.events(run))
          .filter((it) => it.type === 'attempt.starting')
          .map((it) => it.payload as { dispatch: string; kind: string });
        // Only a lost host may cost an attempt that the scene does not.
        if (!point.startsWith('host.') && !scene.startsAgain)
          assert.ok(
            starts.every((it) => it.kind === 'first'),
            `${point}: a worker was started again`,
          );
        await until(
          'the line of the end',
          () => existsSync(stage.home.run(run).manifest) && stage.progress().includes(`${run} PROGRESS: phase-7-persist`),
        );
        assert.is(lines.filter((it) => it.includes(`${run} PROGRESS: phase-7-persist`)).length <= 1, true);
        await until('its lines and documents', async () => (await differences(stage, run)).length === 0, 10_000).catch(() => undefined);
        assert.equal(await differences(stage, run), [], point);
        assert.is(readFileSync(stage.home.run(run).progress, 'utf8'), linesOf(stage, run));
      }
    });
  }
  test.run();
}

const differences = (stage: DaemonStage, run: string): Promise<unknown[]> =>
  stage.withLedger(async (ledger) =>
    (await verifyRun(run, stage.home, ledger, objectsIn(stage.home.objects))).differences.map(
      ({ what, path, how }) => `${what} ${path} ${how}`,
    ),
  );

async function allEnded(stage: DaemonStage): Promise<void> {
  for (const run of await stage.runs()) await stage.ended(run);
}

const linesOf = (stage: DaemonStage, run: string): string =>
  stage
    .progress()
    .split('\n')
    .filter((it) => it.includes(` ${run} `))
    .map((it) => `${it}\n`)
    .join('');

function isDead(pid: number): boolean {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}
