// The daemon and the session host, killed for real at every named place of a room. Whatever died, everything that was
// accepted ends in one report, nobody's work is done twice, and a stranger who reads the files finds nothing wrong.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyRun } from '../../../daemon/records/verify-run.ts';
import type { FailpointName } from '../../../runtime/failpoints.ts';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { hiderOf } from '../../../runtime/secrets/redact.ts';
import { checkHome } from '../../checker/check-home.ts';
import { readJournal } from '../../checker/journal.ts';
import { mishaps } from '../../soak/count.ts';
import { beginnings } from '../../soak/witness.ts';
import { type DaemonStage, manyFiles, openDaemonStage, until } from '../daemon-stage.ts';
import { standIn } from '../stand-in.ts';
import type { Armed, Scene } from './kill-scenes.ts';

type Context = { stage: DaemonStage };

/** One run, and a daemon that dies at one place after the other while it goes on. */
export function killDaemons(scenes: readonly Scene[]): void {
  const test = matrix('the daemon, killed');
  for (const scene of scenes) {
    test(`${scene.what}: ${scene.points.join(', ')}`, async ({ stage }) => {
      const env = prepare(stage, scene);
      const over = new AbortController();
      const meanwhile = scene.meanwhile?.(stage, over.signal);
      meanwhile?.catch(() => over.abort());
      for (const point of scene.points) await diesAt(stage, point, env);
      await stage.up(env);
      await meanwhile;
      await endsWell(stage, scene);
      over.abort();
    });
  }
  test.run();
}

/** The daemon lives on; another host takes the dead one's place. */
export function killHosts(scenes: readonly Scene[]): void {
  const test = matrix('the session host, killed at');
  for (const scene of scenes) {
    test(scene.what, async ({ stage }) => {
      const env = prepare(stage, scene);
      const over = new AbortController();
      const meanwhile = scene.meanwhile?.(stage, over.signal);
      meanwhile?.catch(() => over.abort());
      const mark = join(stage.folder, 'died');
      await stage.up({ ...env, MUSTER_FAILPOINT: scene.points[0] ?? '', MUSTER_FAILPOINT_ONCE: mark });
      await endsWell(stage, scene);
      await meanwhile;
      over.abort();
      assert.ok(existsSync(mark), `no host came by ${scene.points[0]}`);
    });
  }
  test.run();
}

/** Dies at the second hit, and the next daemon at the third, until one comes through to the end. */
export function killAgainAndAgain(pairs: readonly (readonly [FailpointName, FailpointName])[]): void {
  const test = matrix('the daemon, killed again and again');
  for (const pair of pairs) {
    test(`at ${pair.join(' and ')}`, async ({ stage }) => {
      const scene: Scene = {
        what: '',
        points: [],
        seats: { one: () => ['reviews.mjs'], two: () => ['agrees.mjs'] },
        config: '',
        rejected: true,
      };
      prepare(stage, scene);
      let deaths = 0;
      for (let hit = 2; ; hit += 1) {
        const pid = await stage.up({ MUSTER_FAILPOINT: `${pair[hit % 2]}:${Math.ceil(hit / 2)}` }).catch(() => 0);
        await until('the daemon to die, or everything to be over', async () => isDead(pid) || (await isOver(stage)), 60_000);
        if (!isDead(pid)) break;
        deaths += 1;
        await stage.kill();
      }
      assert.ok(deaths > 5, `only ${deaths} deaths`);
      await endsWell(stage, scene);
    });
  }
  test.run();
}

function matrix(name: string) {
  const test = suite<Context>(name);
  test.before.each((context) => {
    context.stage = openDaemonStage();
  });
  test.after.each(async ({ stage }) => stage.clear());
  return test;
}

/** Gives the environment that every daemon of the scene has. */
function prepare(stage: DaemonStage, scene: Scene): Record<string, string> {
  const project = stage.project('shop', scene.large ? manyFiles : undefined);
  stage.config(scene.config);
  for (const [seat, worker] of Object.entries(scene.seats))
    stage.agent(seat, 'witnessed.mjs', join(stage.folder, 'began'), ...worker((name) => join(stage.folder, name)));
  if (scene.provider) stage.program('one', scene.provider);
  if (scene.queued) {
    stage.agent('first', 'agrees.mjs');
    stage.drop('first.md', stage.task(project, ['first'], '', 'comes first'));
  }
  if (scene.rejected) stage.drop('wrong.md', stage.task(project, ['one'], 'colour: red\n'));
  if (!scene.undropped) stage.drop('look.md', stage.task(project, Object.keys(scene.seats), scene.more));
  return scene.provider ? { PATH: `${standIn(stage, scene.provider)}:${process.env.PATH}` } : {};
}

async function diesAt(stage: DaemonStage, point: Armed, env: Record<string, string>): Promise<void> {
  const pid = await stage.up({ ...env, MUSTER_FAILPOINT: point }).catch(() => 0);
  const end = Date.now() + 60_000;
  let overSince = Number.POSITIVE_INFINITY;
  await until(
    `the daemon to die at ${point}`,
    async () => {
      if (isDead(pid)) return true;
      if (!(await isOver(stage))) overSince = Number.POSITIVE_INFINITY;
      else overSince = Math.min(overSince, Date.now());
      if (Date.now() > Math.min(end, overSince + 10_000)) throw new Error(`everything is over and no daemon came by ${point}`);
      return false;
    },
    90_000,
  );
  await stage.kill();
}

async function isOver(stage: DaemonStage): Promise<boolean> {
  const streams = await stage.withLedger((ledger) => ledger.streams()).catch(() => []);
  const runs = streams.filter(({ stream }) => stream !== 'house');
  return runs.length > 0 && runs.every((it) => it.ended) && checkHome(stage.root).differences.length === 0;
}

/** Every task has ended in one report, and whoever looks at the home finds it whole. */
async function endsWell(stage: DaemonStage, scene: Scene): Promise<void> {
  const wanted = scene.queued ? 2 : 1;
  await until('the runs', async () => (await stage.runs()).length >= wanted, 60_000);
  for (const run of await stage.runs()) await stage.ended(run, 120_000);
  assert.is((await stage.runs()).length, wanted, 'a task became two runs');
  // What follows from the last event is on its way to the disk.
  await until('nothing to be wrong', async () => (await differences(stage)).length === 0, 30_000).catch(() => undefined);
  assert.equal(await differences(stage), []);
  for (const run of await stage.runs()) {
    const view = await stage.view(run);
    assert.is(view.outcome, 'completed');
    assert.equal(readdirSync(stage.home.run(run).workplaces), [], 'a checkout is left');
    assert.equal(view.findings.flatMap((it) => it.origins).sort(), view.raised.map((it) => it.ref).sort());
    const starts = (await stage.events(run)).filter((it) => it.type === 'attempt.starting').map((it) => it.payload as { kind: string });
    const isHost = scene.points.some((it) => it.startsWith('host.'));
    // Only a lost host may cost an attempt that the scene does not.
    if (!isHost && !scene.startsAgain)
      assert.ok(
        starts.every((it) => it.kind === 'first'),
        'a worker was started again',
      );
  }
  if (scene.undropped) {
    const notes = (await stage.events((await stage.runs())[0] ?? '')).filter((it) => it.type === 'note.added');
    assert.is(notes.length, 1, 'the note that was given twice');
  }
}

/** By what the program itself computes again, by the checker that knows nothing of the program, what failed within it, and what its workers saw. */
async function differences(stage: DaemonStage): Promise<string[]> {
  const found = [...checkHome(stage.root).differences];
  const { facts, streams } = readJournal(stage.home.ledger, () => {});
  for (const [stream, own] of streams) found.push(...mishaps(stream, own));
  found.push(...beginnings([join(stage.folder, 'began')], facts));
  for (const run of await stage.runs()) {
    const verified = await stage.withLedger((ledger) =>
      verifyRun(run, stage.home, { ledger, objects: objectsIn(stage.home.objects), hide: hiderOf({}) }),
    );
    found.push(...verified.differences.map(({ what, path, how }) => `verify: ${what} ${path} ${how}`));
  }
  return found;
}

function isDead(pid: number): boolean {
  try {
    return pid === 0 || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}
