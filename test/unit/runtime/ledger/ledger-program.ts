// A separate process that uses a ledger, for tests with a second daemon, a killed one or a racing one. Its first argument says what it
// does; it reports on stdout, one line each.

import { systemClock } from '../../../../runtime/clock.ts';
import { openLedger } from '../../../../runtime/ledger/open.ts';
import { holdDaemonLock } from '../../../../runtime/ledger/write/fence.ts';
import { begin, RUN, step, stories } from './ledger-fixture.ts';

const [what, path = '', who = ''] = process.argv.slice(2);

/** Forever: commits of several events each to several runs, in ticks of several commits. Says what was acknowledged. */
async function write(): Promise<void> {
  const ledger = await openLedger({ path, catalogue: stories });
  const streams = ['run/r-aaaaaa', 'run/r-bbbbbb', 'run/r-cccccc'] as const;
  for (let round = 0; ; round++) {
    await Promise.all(
      streams.map(async (stream) => {
        const expectedSeq = round * 3;
        const events = [round === 0 ? begin({ round }) : step({ round }), step({ round, filler: 'x'.repeat(2_000) }), step({ round })];
        const commandId = `${stream}:${expectedSeq}:write`;
        await ledger.append({ stream, expectedSeq, commandId, actor: { kind: 'lead' }, at: systemClock.now(), events });
        process.stdout.write(`${stream} ${expectedSeq + 3}\n`);
      }),
    );
  }
}

/** Wins a hundred events against whoever else wants to follow the same ones. */
async function race(): Promise<void> {
  const ledger = await openLedger({ path, catalogue: stories, patience: 20_000 });
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  let seq = 1;
  for (let won = 0; won < 100; ) {
    const commandId = `${who}-${won}`;
    const answer = await ledger.append({
      stream: RUN,
      expectedSeq: seq,
      commandId,
      actor: { kind: 'lead' },
      at: 0,
      events: [step({ who, won })],
    });
    if (answer.kind === 'conflict') seq = answer.actualSeq;
    if (answer.kind === 'appended') {
      won += 1;
      seq += 1;
    }
  }
  await ledger.close();
  process.stdin.destroy();
}

/** Holds the daemon's lock until it is killed. */
async function hold(): Promise<void> {
  const lock = await holdDaemonLock(path);
  process.stdout.write(lock ? 'held\n' : 'refused\n');
  if (lock) process.stdin.resume();
}

switch (what) {
  case 'write':
    await write();
    break;
  case 'race':
    await race();
    break;
  case 'hold':
    await hold();
    break;
  default:
    throw new Error(`this program cannot ${what}`);
}
