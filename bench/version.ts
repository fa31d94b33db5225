// The fastest command, compared with an idle Node.
//
//   node bench/version.ts [--quick] [--json]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inTurn, median, ms, short, timed } from './support/figures.ts';
import { LAUNCHER } from './support/package.ts';
import { tell } from './support/row.ts';

await tell(async ({ quick }) => {
  const run = (...args: string[]) => timed(() => once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit'));
  const [ours, bare] = await inTurn(
    quick ? 2 : 31,
    () => run(LAUNCHER, '--version'),
    () => run('-e', '0'),
  );
  const [own, other] = [median(ours), median(bare)];
  return [
    {
      key: 'version',
      what: '`muster --version`',
      ours: ms(own),
      baseline: `\`node -e 0\`: ${ms(other)}`,
      ratio: `${short(own / other)} ×`,
      goals: [{ what: 'time', is: own / other, unit: '×', atMost: 2 }],
      figures: { rounds: ours.length, ours: own, node: other },
    },
  ];
});
