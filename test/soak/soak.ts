// `npm run soak -- --minutes 5 [--seed 7]`: real runs, and a daemon that is killed every few seconds. A failure prints
// the seed and where the home is kept.

import { parseArgs } from 'node:util';
import type { Counted } from './count.ts';
import { soakFleet } from './fleet/soak-fleet.ts';
import { type SoakOptions, soak } from './soak-home.ts';

const USAGE = `npm run soak -- [--minutes <n>] [--seed <n>] [--fleet]   default: 1 minute, a seed by chance
  --fleet   two leads, three hosts and three servers, which needs nats-server
`;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' }, fleet: { type: 'boolean', default: false } },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);

if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  console.log(`seed ${seed}, ${minutes} minutes`);
  const weather: SoakOptions = { seed, seconds: minutes * 60, patience: 10 * 60_000, say: (line) => console.log(line) };
  const { differences, homes } = values.fleet ? await ofFleet(weather) : await ofHome(weather);
  for (const line of differences) console.log(line);
  if (differences.length === 0) console.log('nothing is lost, nothing is doubled, nothing is wrong');
  else {
    console.log(`${differences.length} differences; seed ${seed}; kept in ${homes.join(', ')}`);
    process.exitCode = 1;
  }
}

async function ofHome(weather: SoakOptions): Promise<{ differences: string[]; homes: string[] }> {
  const it = await soak(weather);
  tell(it);
  console.log(`the daemon was killed ${it.daemonKills} times, the session host ${it.hostKills} times`);
  return { differences: it.differences, homes: [it.home] };
}

async function ofFleet(weather: SoakOptions): Promise<{ differences: string[]; homes: string[] }> {
  const it = await soakFleet(weather);
  tell(it);
  console.log(
    `leads were killed ${it.leadKills} times, hosts ${it.hostKills} (with their session host ${it.sessionHostKills}), servers ${it.serverKills}`,
  );
  console.log(`hosts were stopped ${it.stops} times and cut off ${it.cuts} times, by ${it.lines}`);
  console.log(
    `${it.takenOver} runs were taken over; ${it.hosted} workers began on hosts, ${it.here} with their lead; ${it.givenUp} were given up as lost, ${it.late} results came late`,
  );
  return { differences: it.differences, homes: it.homes };
}

function tell(it: Counted & { given: number }): void {
  const outcomes = Object.entries(it.outcomes).map(([name, count]) => `${count} ${name}`);
  console.log(
    `${it.given} gifts: ${it.accepted} drops accepted, ${it.rejected} rejected; ${it.runs} runs (${outcomes.join(', ')}), ${it.reports} reports`,
  );
  console.log(`${it.attempts} attempts of stages, ${it.verified} verified`);
}
