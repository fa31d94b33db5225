// The memory of a daemon: idle, compared with an idle Node; and with 100 pending dispatches, compared with itself before.
//
//   node bench/memory.ts [--quick] [--json]

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { mb, median, short } from './support/figures.ts';
import { openFixture } from './support/fixture.ts';
import { memoryOf, parentOf } from './support/peers/process-costs.ts';
import { pendingOn, prepareFixture } from './support/pending.ts';
import { tell } from './support/row.ts';

const MB = 1024 * 1024;
const [IDLE, MORE] = [80, 25];

await tell(async ({ quick }) => {
  const [pending, settle, rounds] = quick ? [2, 300, 1] : [100, 4_000, 3];
  const seen: { idle: number; pending: number; host: number; node: number }[] = [];
  for (let round = 0; round < rounds; round++) seen.push({ ...(await measured(pending, settle)), node: await bareNode(settle / 4) });
  const middle = (pick: (it: (typeof seen)[number]) => number) => median(seen.map(pick));
  const idle = middle((it) => it.idle);
  const busy = middle((it) => it.pending);
  const more = middle((it) => it.pending - it.idle);
  const node = middle((it) => it.node);
  const figures = { rounds, idle, pending: busy, host: middle((it) => it.host), node };
  return [
    {
      key: 'memory-idle',
      what: 'daemon memory, idle',
      ours: mb(idle),
      baseline: `a node that does nothing: ${mb(node)}`,
      ratio: `${short(idle / node)} ×`,
      goals: [{ what: 'idle', is: idle / MB, unit: 'MB', atMost: IDLE }],
      figures,
    },
    {
      key: 'memory-pending',
      what: `daemon memory, ${pending} pending dispatches`,
      ours: mb(busy),
      baseline: `idle: ${mb(idle)}`,
      ratio: `+ ${mb(more)}`,
      goals: [{ what: 'more', is: more / MB, unit: 'MB', atMost: MORE }],
      figures: { more },
    },
  ];
});

async function measured(pending: number, settle: number): Promise<{ idle: number; pending: number; host: number }> {
  const fixture = openFixture();
  try {
    const project = prepareFixture(fixture);
    const { pid } = await fixture.up();
    await sleep(settle);
    const idle = memoryOf(pid);
    const [first] = await pendingOn(fixture, project, pending);
    await sleep(settle);
    return { idle, pending: memoryOf(pid), host: memoryOf(parentOf(first?.pid ?? 0)) };
  } finally {
    await fixture.clear();
  }
}

async function bareNode(settle: number): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await sleep(settle);
  const bytes = memoryOf(child.pid ?? 0);
  child.kill('SIGKILL');
  return bytes;
}
