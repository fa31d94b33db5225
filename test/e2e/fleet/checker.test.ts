// The independent checker finds nothing wrong with the homes of a sound fleet, and every kind of damage between them.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { editJson, firstOf, type Row, retell, where } from '../../checker/damage.ts';
import { checkFleet } from '../../checker/fleet/check-fleet.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { fleetSettings, type HostFixture, openHostFixture } from './hosts-fixture.ts';
import { type Servers, startServers } from './servers-fixture.ts';

type Context = { servers: Servers; one: DaemonFixture; two: DaemonFixture; box: HostFixture; run: string };
const test = suite<Context>('the checker of a fleet');

const check = ({ one, two, box }: Context): string[] => checkFleet([one.root, two.root], [box.root]).differences;

test.before(async (context) => {
  const servers = await startServers(1);
  const [one, two] = [openDaemonFixture('one'), openDaemonFixture('two')];
  const box = openHostFixture('box', servers.urls);
  Object.assign(context, { servers, one, two, box });
  for (const [node, fixture] of Object.entries({ one, two })) fixture.config(fleetSettings(servers.urls, node));
  for (const fixture of [one, two, box]) fixture.agent('ada', 'reviews.mjs');
  await Promise.all([box.offer(), one.up(), two.up()]);
  one.drop('look.md', one.task(one.project('shop'), ['ada']));
  await until('the run', async () => (await one.runs()).length === 1);
  const [run = ''] = await one.runs();
  context.run = run;
  await one.ended(run);
  await until('everything to be over', () => check(context).length === 0).catch(() => undefined);
  // Homes are copied and put back below, so nothing may still write to them.
  await Promise.all([one, two, box].map((fixture) => fixture.clear({ keep: true })));
});
test.after(async ({ servers, one, two, box }) => {
  await Promise.all([one.clear(), two.clear(), box.clear()]);
  await servers.clear();
});

test('finds nothing wrong with an intact one', (context) => assert.equal(check(context), []));

/** Homes name each other by their places, so the damage is done where they are, and taken back. */
function finds(what: string, damage: (at: Context) => void, expected: RegExp): void {
  test(`finds ${what}`, (context) => {
    const fixtures = [context.one, context.two, context.box];
    const kept = (fixture: DaemonFixture): string => join(fixture.folder, 'kept');
    const copy = (from: string, to: string): void => {
      rmSync(to, { recursive: true, force: true });
      cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    };
    for (const fixture of fixtures) copy(fixture.root, kept(fixture));
    try {
      damage(context);
      const found = check(context);
      assert.ok(
        found.some((it) => expected.test(it)),
        `nothing fits ${expected} in:\n${found.join('\n')}`,
      );
    } finally {
      for (const fixture of fixtures) copy(kept(fixture), fixture.root);
    }
  });
}

const inBoth = ({ one, two, run }: Context, change: (rows: Row[]) => Row[]): void => {
  for (const { root } of [one, two]) retell(root, run, change);
};
const sessionIn = (fixture: DaemonFixture): string => firstOf(join(fixture.root, 'sessions', 'r-*.d1.1'));

finds('a copy that tells something else', ({ two, run }) => retell(two.root, run, (rows) => rows), /event 1: is another one in/);
finds(
  'epochs that do not go up by one',
  (at) => inBoth(at, (rows) => rows.map((it) => (it.type === 'lead.taken' ? { ...it, payload: { ...it.payload, epoch: 2 } } : it))),
  /epoch 2 follows 0/,
);
finds(
  'a result of an attempt that was not the newest',
  (at) =>
    inBoth(at, (rows) => {
      const begun = rows.find(where('attempt.started'));
      const before = rows.findIndex(where('result.accepted'));
      return begun ? rows.toSpliced(before, 0, { ...begun, payload: { ...begun.payload, attempt: 2 } }) : rows;
    }),
  /the result of attempt 1 counts, and attempt 2 had begun/,
);
finds(
  'a late result that is told nowhere',
  ({ one, run }) => {
    const folder = one.home.run(run).results('d1').root;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'result.json.attempt-1.late'), '{}');
  },
  /1 late results are kept, and 0 are told/,
);
finds(
  'what a host has never said',
  ({ box }) => writeFileSync(join(box.root, 'hosted', 'r-k3f7qa.d1.1.json'), '{}'),
  /hosted\/r-k3f7qa\.d1\.1\.json: was never said in full/,
);
finds(
  'a worker that began on two machines',
  ({ two, box, run }) => cpSync(sessionIn(box), join(two.root, 'sessions', `${run}.d1.1`), { recursive: true }),
  /session r-\w+\.d1\.1: is in .*two and in .*box/,
);
finds(
  'one that began before the one before it was over',
  ({ two, box, run }) => {
    cpSync(sessionIn(box), join(two.root, 'sessions', `${run}.d1.2`), { recursive: true });
    editJson(join(sessionIn(box), 'ended.json'), (it) => {
      it.at = '2999-01-01T00:00:00.000Z';
    });
  },
  /session r-\w+\.d1\.2: began in .*two before r-\w+\.d1\.1 was over in .*box/,
);
finds(
  'a session that is where the journal has it not',
  (at) =>
    inBoth(at, (rows) =>
      rows.map((it) => (it.type === 'attempt.started' ? { ...it, payload: { ...it.payload, host: { node: 'far', home: '/far' } } } : it)),
    ),
  /is here, and the journal says that it is in \/far/,
);
finds(
  'a prompt that no node has',
  ({ one, run }) =>
    writeFileSync(join(one.home.run(run).prompts, 'd1.md'), `${readFileSync(join(one.home.run(run).prompts, 'd1.md'), 'utf8')}x`),
  /a prompt \(prompts\/d1\.md\) is not what the journal says/,
);

test.run();
