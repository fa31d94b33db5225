// Asks a daemon `hello` every few milliseconds until its input ends, then prints how long each answer took. In a process of its
// own: anything else that a bench does, such as reading the journal, would count as the daemon's time.
//
//   node bench/support/ask-repeatedly.ts <folder of the home>

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { reachDaemon } from '../../daemon/control/client.ts';

const EVERY = 5;
/** The first requests of a process take longer because of what it has to load. */
const FIRST = 50;

const daemon = await reachDaemon(process.argv[2] ?? '');
if (!daemon) throw new Error('no daemon answers');
for (let n = 0; n < FIRST; n++) await daemon.ask({ ask: 'hello' });
process.stdout.write('asking\n');

let isOver = false;
void once(process.stdin.resume(), 'end').then(() => {
  isOver = true;
});
const took: number[] = [];
while (!isOver) {
  const begun = performance.now();
  await daemon.ask({ ask: 'hello' });
  took.push(performance.now() - begun);
  await sleep(Math.max(0, EVERY - (performance.now() - begun)));
}
daemon.close();
process.stdout.write(`${JSON.stringify(took)}\n`);
