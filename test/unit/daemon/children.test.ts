// Finding the runs that came from another one does not read the whole home again for each run that ends.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { childrenOf, knownChildren } from '../../../daemon/records/children.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents } from '../../../skills/events.ts';
import { createRun } from './lead/test-run.ts';

const children = suite<{ folder: string; ledger: SqliteLedger<MusterEvents> }>('the children of a run');
children.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  context.ledger = await openLedger({ path: join(context.folder, 'ledger.db'), catalogue: eventCatalogue, epoch: 1 });
});
children.after.each(async ({ folder, ledger }) => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

async function accept(ledger: SqliteLedger<MusterEvents>, run: string, at: number, of?: string): Promise<void> {
  const { created } = createRun().state();
  const origin = of === undefined ? created.origin : { kind: 'command' as const, command: 'muster rerun', cwd: '/home/mira', of };
  const events = [{ type: 'run.created' as const, payload: { ...created, run, origin } }];
  const commit = { stream: `run/${run}` as const, expectedSeq: 0, commandId: `c-${run}`, actor: { kind: 'lead' as const }, at, events };
  assert.is((await ledger.append(commit)).kind, 'appended');
}

children('are read once from the home, and those that are accepted later are added', async ({ ledger }) => {
  await accept(ledger, 'r-parent', 1);
  await accept(ledger, 'r-second', 3, 'r-parent');
  await accept(ledger, 'r-firsta', 2, 'r-parent');
  await accept(ledger, 'r-others', 4, 'r-elsewh');
  let reads = 0;
  const counted = {
    streams: () => ledger.streams(),
    read: ((...asked: Parameters<typeof ledger.read>) => {
      reads += 1;
      return ledger.read(...asked);
    }) as typeof ledger.read,
  };
  const known = knownChildren(counted);
  known.add({ of: 'r-parent', run: 'r-firsta', at: '1970-01-01T00:00:00.002Z' });
  assert.equal(await known.of('r-parent'), ['r-firsta', 'r-second']);
  assert.is(reads, 4);
  assert.equal(await known.of('r-elsewh'), ['r-others']);
  await accept(ledger, 'r-thirda', 5, 'r-parent');
  for (let twice = 0; twice < 2; twice++) known.add({ of: 'r-parent', run: 'r-thirda', at: '1970-01-01T00:00:00.005Z' });
  assert.equal(await known.of('r-parent'), ['r-firsta', 'r-second', 'r-thirda']);
  assert.is(reads, 4, 'nothing is read again');
  assert.equal(await childrenOf(ledger, 'r-parent'), await known.of('r-parent'));
  assert.equal(await known.of('r-nobody'), []);
});

children.run();
