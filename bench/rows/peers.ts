// Eight workers that answer at once, in a repository of 50 files, with Muster and with comparable programs: the whole command, cold
// and warm, its end after the last answer, its cost while its workers wait, and `--version`.
//
//   node bench/rows/peers.ts [--quick] [--json]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inTurn, mb, median, ms, short, timed } from '../support/figures.ts';
import { type Fixture, openFixture } from '../support/fixture.ts';
import { LAUNCHER } from '../support/package.ts';
import { type Contestant, type Idle, muster, takt, type Whole, waiting, whole } from '../support/peers/compared.ts';
import { type Installed, installedPeer, PEERS } from '../support/peers/peers.ts';
import { notMeasured, type Row, tell } from '../support/row.ts';

const OMC = 'oh-my-claude-sisyphus';
const SYSTEM_ONLY =
  'it starts agent programs from folders of the system only (`cli_binary_preflight_failed: … untrusted location`), where a bench puts nothing';

await tell(async ({ quick }) => {
  const rows: Row[] = [];
  const its = installedPeer('takt');
  if ('cannot' in its)
    rows.push(notMeasured('peer-takt', `8 workers under takt ${PEERS.takt}`, `it could not be installed: ${its.cannot}`));
  else rows.push(...(await againstTakt(its, quick)), await versions('takt', join(its.package, 'bin', 'takt'), quick));
  rows.push(notMeasured('peer-omc', `8 workers under ${OMC} ${PEERS[OMC]}`, SYSTEM_ONLY));
  const omc = quick ? { cannot: 'this is a quick bench' } : installedPeer(OMC);
  if ('cannot' in omc) rows.push(notMeasured('peer-omc-version', `\`--version\`, against ${OMC}`, omc.cannot));
  else rows.push(await versions(OMC, join(omc.package, 'bin', 'oh-my-claudecode.js'), quick));
  return rows;
});

async function againstTakt(its: Installed, quick: boolean): Promise<Row[]> {
  const [rounds, settle, span] = quick ? [1, 500, 1_000] : [7, 5_000, 15_000];
  const fixture = openFixture();
  try {
    fixture.settings({ workers: 16 });
    const files = Array.from({ length: 50 }, (_, n) => [`src/step${n}.js`, `export const step${n} = ${n};\n`]);
    const [project, other] = ['shop', 'other'].map((it) => fixture.project(it, Object.fromEntries(files))) as [string, string];
    const ours = muster(fixture, project, false);
    const theirs = takt(its, fixture, other, false);
    const cold = await coldRuns(fixture, ours, quick ? 1 : 4);
    const warm: [Whole[], Whole[]] = [[], []];
    await fixture.up();
    await whole(ours);
    await inTurn(
      rounds,
      async () => warm[0].push(await whole(ours)),
      async () => warm[1].push(await whole(theirs)),
    );
    const idle = await waiting(muster(fixture, project, true), settle, span);
    const itsIdle = await waiting(takt(its, fixture, other, true), settle, span);
    return rowsOf(cold, warm, [idle, itsIdle]);
  } finally {
    await fixture.clear();
  }
}

/** Without a daemon: the command starts it. */
async function coldRuns(fixture: Fixture, ours: Contestant, rounds: number): Promise<Whole[]> {
  const all: Whole[] = [];
  for (let round = 0; round < rounds; round++) {
    all.push(await whole(ours));
    await stopDaemon(fixture);
  }
  return all;
}

async function stopDaemon(fixture: Fixture): Promise<void> {
  const env = { ...process.env, MUSTER_HOME: fixture.root };
  await once(spawn(process.execPath, [LAUNCHER, 'down'], { env, stdio: 'ignore' }), 'exit');
}

function rowsOf(cold: Whole[], [warm, their]: [Whole[], Whole[]], [idle, itsIdle]: [Idle, Idle]): Row[] {
  const theirTotal = median(their.map((it) => it.total));
  const time = (key: string, what: string, own: number, other: number): Row => ({
    key,
    what,
    ours: ms(own),
    baseline: `takt ${PEERS.takt} (pipeline, one tree for all): ${ms(other)}`,
    ratio: `${short(own / other)} ×`,
    goals: [{ what: 'time', is: own / other, unit: '×', atMost: 1 }],
    figures: { ours: own, takt: other, rounds: their.length },
  });
  const said = (it: Idle) => `${short(it.cpu)} % CPU, ${short(it.wakeUps)} wake-ups/s, ${mb(it.memory)}`;
  return [
    time('peer-warm', 'the whole command with 8 workers', median(warm.map((it) => it.total)), theirTotal),
    time('peer-cold', 'the same, with no daemon yet', median(cold.map((it) => it.total)), theirTotal),
    time(
      'peer-exit',
      'the end of the command after the last answer',
      median(warm.map((it) => it.exit)),
      median(their.map((it) => it.exit)),
    ),
    {
      key: 'peer-idle',
      what: 'all processes while 8 workers wait',
      ours: said(idle),
      baseline: `takt ${PEERS.takt}: ${said(itsIdle)}`,
      ratio: `${short(idle.memory / itsIdle.memory)} × the memory`,
      goals: [
        { what: 'CPU', is: idle.cpu / itsIdle.cpu, unit: '×', atMost: 1 },
        { what: 'wake-ups', is: idle.wakeUps / itsIdle.wakeUps, unit: '×', atMost: 1 },
        { what: 'memory', is: idle.memory / itsIdle.memory, unit: '×', atMost: 1 },
      ],
      figures: { ...idle, taktCpu: itsIdle.cpu, taktWakeUps: itsIdle.wakeUps, taktMemory: itsIdle.memory },
    },
  ];
}

async function versions(peer: string, program: string, quick: boolean): Promise<Row> {
  const run = (file: string) => timed(() => once(spawn(process.execPath, [file, '--version'], { stdio: 'ignore' }), 'exit'));
  const [ours, its] = await inTurn(
    quick ? 1 : 11,
    () => run(LAUNCHER),
    () => run(program),
  );
  const [own, other] = [median(ours), median(its)];
  return {
    key: `peer-version-${peer}`,
    what: `\`--version\`, against ${peer}`,
    ours: ms(own),
    baseline: ms(other),
    ratio: `${short(own / other)} ×`,
    goals: [{ what: 'time', is: own / other, unit: '×', atMost: 1 }],
    figures: { rounds: ours.length, ours: own, its: other },
  };
}
