// Kills the daemon and the session host at every failpoint. Whatever was killed, everything that was accepted ends in one report, no work
// is done twice, and the independent checker finds nothing wrong.

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
import { wrongStarts } from '../../soak/worker-starts.ts';
import { type DaemonFixture, manyFiles, openDaemonFixture, until } from '../daemon-fixture.ts';
import { writeFakeAgent } from '../fake-agent.ts';
import type { Armed, Scene } from './kill-scenes.ts';

type Context = { fixture: DaemonFixture };

/** One run, and a daemon that dies at one place after the other while it goes on. */
export function killDaemons(scenes: readonly Scene[]): void {
  const test = matrix('the daemon, killed');
  for (const scene of scenes) {
    test(`${scene.what}: ${scene.points.join(', ')}`, async ({ fixture }) => {
      const env = prepare(fixture, scene);
      const over = new AbortController();
      const meanwhile = scene.meanwhile?.(fixture, over.signal);
      meanwhile?.catch(() => over.abort());
      for (const point of scene.points) await diesAt(fixture, point, env);
      await fixture.up(env);
      await meanwhile;
      await endsWell(fixture, scene);
      over.abort();
    });
  }
  test.run();
}

/** The daemon lives on; another host takes the dead one's place. */
export function killHosts(scenes: readonly Scene[]): void {
  const test = matrix('the session host, killed at');
  for (const scene of scenes) {
    test(scene.what, async ({ fixture }) => {
      const env = prepare(fixture, scene);
      const over = new AbortController();
      const meanwhile = scene.meanwhile?.(fixture, over.signal);
      meanwhile?.catch(() => over.abort());
      const mark = join(fixture.folder, 'died');
      await fixture.up({ ...env, MUSTER_FAILPOINT: scene.points[0] ?? '', MUSTER_FAILPOINT_ONCE: mark });
      await endsWell(fixture, scene);
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
    test(`at ${pair.join(' and ')}`, async ({ fixture }) => {
      const scene: Scene = {
        what: '',
        points: [],
        seats: { one: () => ['reviews.mjs'], two: () => ['agrees.mjs'] },
        config: '',
        rejected: true,
      };
      prepare(fixture, scene);
      let deaths = 0;
      for (let hit = 2; ; hit += 1) {
        const pid = await fixture.up({ MUSTER_FAILPOINT: `${pair[hit % 2]}:${Math.ceil(hit / 2)}` }).catch(() => 0);
        await until('the daemon to die, or everything to be over', async () => isDead(pid) || (await isOver(fixture)));
        if (!isDead(pid)) break;
        deaths += 1;
        await fixture.kill();
      }
      assert.ok(deaths > 5, `only ${deaths} deaths`);
      await endsWell(fixture, scene);
    });
  }
  test.run();
}

function matrix(name: string) {
  const test = suite<Context>(name);
  test.before.each((context) => {
    context.fixture = openDaemonFixture();
  });
  test.after.each(async ({ fixture }) => fixture.clear());
  return test;
}

/** Returns the environment of every daemon of the scene. */
function prepare(fixture: DaemonFixture, scene: Scene): Record<string, string> {
  const project = fixture.project('shop', scene.large ? manyFiles : undefined);
  fixture.config(scene.config);
  for (const [seat, worker] of Object.entries(scene.seats))
    fixture.agent(seat, 'witnessed.mjs', join(fixture.folder, 'began'), ...worker((name) => join(fixture.folder, name)));
  if (scene.provider) fixture.program('one', scene.provider);
  if (scene.queued) {
    fixture.agent('first', 'agrees.mjs');
    fixture.drop('first.md', fixture.task(project, ['first'], '', 'comes first'));
  }
  if (scene.rejected) fixture.drop('wrong.md', fixture.task(project, ['one'], 'colour: red\n'));
  if (!scene.undropped) fixture.drop('look.md', fixture.task(project, Object.keys(scene.seats), scene.more));
  return scene.provider ? { PATH: `${writeFakeAgent(fixture, scene.provider)}:${process.env.PATH}` } : {};
}

async function diesAt(fixture: DaemonFixture, point: Armed, env: Record<string, string>): Promise<void> {
  const pid = await fixture.up({ ...env, MUSTER_FAILPOINT: point }).catch(() => 0);
  await until(`the daemon to die at ${point}`, () => isDead(pid));
  await fixture.kill();
}

async function isOver(fixture: DaemonFixture): Promise<boolean> {
  const streams = await fixture.withLedger((ledger) => ledger.streams()).catch(() => []);
  const runs = streams.filter(({ stream }) => stream !== 'house');
  return runs.length > 0 && runs.every((it) => it.ended) && checkHome(fixture.root).differences.length === 0;
}

/** Every task has ended in one report, and whoever looks at the home finds it whole. */
async function endsWell(fixture: DaemonFixture, scene: Scene): Promise<void> {
  const wanted = scene.queued ? 2 : 1;
  await until('the runs', async () => (await fixture.runs()).length >= wanted);
  for (const run of await fixture.runs()) await fixture.ended(run);
  assert.is((await fixture.runs()).length, wanted, 'a task became two runs');
  // What follows from the last event is on its way to the disk.
  await until('nothing to be wrong', async () => (await differences(fixture)).length === 0).catch(() => undefined);
  assert.equal(await differences(fixture), []);
  for (const run of await fixture.runs()) {
    const view = await fixture.view(run);
    assert.is(view.outcome, 'completed');
    assert.equal(readdirSync(fixture.home.run(run).workplaces), [], 'a checkout is left');
    assert.equal(view.findings.flatMap((it) => it.origins).sort(), view.raised.map((it) => it.ref).sort());
    const starts = (await fixture.events(run)).filter((it) => it.type === 'attempt.starting').map((it) => it.payload as { kind: string });
    const isHost = scene.points.some((it) => it.startsWith('host.'));
    // Only a lost host may cost an attempt that the scene does not.
    if (!isHost && !scene.startsAgain)
      assert.ok(
        starts.every((it) => it.kind === 'first'),
        'a worker was started again',
      );
  }
  if (scene.undropped) {
    const notes = (await fixture.events((await fixture.runs())[0] ?? '')).filter((it) => it.type === 'note.added');
    assert.is(notes.length, 1, 'the note that was given twice');
  }
}

/**
 * Checks the home in four ways: what the program itself computes again, the independent checker, errors that were logged, and what the
 * workers saw.
 */
async function differences(fixture: DaemonFixture): Promise<string[]> {
  const found = [...checkHome(fixture.root).differences];
  const { facts, streams } = readJournal(fixture.home.ledger, () => {});
  for (const [stream, own] of streams) found.push(...mishaps(stream, own));
  found.push(...wrongStarts([join(fixture.folder, 'began')], facts));
  for (const run of await fixture.runs()) {
    const verified = await fixture.withLedger((ledger) =>
      verifyRun(run, fixture.home, { ledger, objects: objectsIn(fixture.home.objects), hide: hiderOf({}) }),
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
