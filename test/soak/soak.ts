// `npm run soak -- --minutes 5 [--seed 7]`: real runs, and a daemon that is killed every few seconds. A failure prints
// the seed and where the home is kept.

import { parseArgs } from 'node:util';
import { soak } from './storm.ts';

const USAGE = 'npm run soak -- [--minutes <n>] [--seed <n>]   default: 1 minute, a seed by chance\n';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);

if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  console.log(`seed ${seed}, ${minutes} minutes`);
  const it = await soak({ seed, seconds: minutes * 60, patience: 10 * 60_000, say: (line) => console.log(line) });
  const outcomes = Object.entries(it.outcomes).map(([name, count]) => `${count} ${name}`);
  console.log(
    `${it.given} gifts: ${it.accepted} drops accepted, ${it.rejected} rejected; ${it.runs} runs (${outcomes.join(', ')}), ${it.reports} reports`,
  );
  console.log(`${it.attempts} attempts of stages, ${it.verified} verified`);
  console.log(`the daemon was killed ${it.daemonKills} times, the session host ${it.hostKills} times`);
  for (const line of it.differences) console.log(line);
  if (it.differences.length === 0) console.log('nothing is lost, nothing is doubled, nothing is wrong');
  else {
    console.log(`${it.differences.length} differences; seed ${seed}; kept in ${it.home}`);
    process.exitCode = 1;
  }
}
