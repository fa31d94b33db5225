// A short soak test; `npm run soak` runs a longer one.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { soak } from '../../soak/soak-home.ts';

const test = suite('a stream of runs while daemons are killed');

test('loses nothing and repeats nothing', async () => {
  const said: string[] = [];
  const it = await soak({ seed: 7, seconds: 20, most: 24, patience: 150_000, say: (line) => said.push(line) });
  assert.equal(it.differences, [], `${said.join('\n')}\nkept in ${it.home}`);
  assert.ok(it.daemonKills >= 3, `only ${it.daemonKills} kills`);
  assert.ok((it.outcomes.completed ?? 0) >= 3, `only ${JSON.stringify(it.outcomes)}`);
});

test.run();
