// What is said of the files of an ended run: damaged, or derived by the rules of an older version and not comparable.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../../contracts/run/manifest.ts';
import { sealed } from '../../../daemon/projections/documents.ts';
import { type Verification, verifyRun } from '../../../daemon/records/verify-run.ts';
import { type Home, homeAt } from '../../../runtime/home.ts';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { RUN_REDUCER } from '../../../skills/run/state.ts';
import { createRun } from './lead/test-run.ts';

const test = suite<{ home: Home }>('the files of an ended run');
test.before.each((context) => {
  context.home = homeAt(join(mkdtempSync(join(tmpdir(), 'muster-')), 'home'));
  mkdirSync(context.home.root, { mode: 0o700 });
});
test.after.each(({ home }) => rmSync(dirname(home.root), { recursive: true, force: true }));

const RUN = 'r-aaaaaa';
const END = { outcome: 'completed' as const, reason: 'done' as const, message: '' };

/** A run that ended under these rules, with all of its files; returns what looks at them. */
async function endedUnder(home: Home, rules: number | undefined): Promise<() => Promise<Verification>> {
  const ledger = await openLedger({ path: home.ledger, catalogue: eventCatalogue, epoch: 1 });
  const objects = objectsIn(home.objects);
  const { created } = createRun().state();
  const text = await objects.put(Buffer.from('What is it?'));
  const events: RunEvent[] = [
    { type: 'run.created', payload: { ...created, run: RUN, text } },
    { type: 'run.concluding', payload: { ...END, partial: false } },
    { type: 'run.ended', payload: { ...END, degraded: false, report: '', ...(rules === undefined ? {} : { rules }) } },
  ];
  const from = { commandId: 'made', actor: { kind: 'lead' as const }, at: Date.parse('2026-01-01T00:00:00.000Z') };
  await ledger.append({ stream: `run/${RUN}`, expectedSeq: 0, ...from, events });
  await ledger.close();
  const look = async () => {
    const reader = await openLedger({ path: home.ledger, catalogue: eventCatalogue, readOnly: true });
    try {
      return await verifyRun(RUN, home, { ledger: reader, objects, hide: (it) => it });
    } finally {
      await reader.close();
    }
  };
  for (const { path, rebuild } of (await look()).differences) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, rebuild ?? '');
  }
  assert.equal((await look()).differences, []);
  return look;
}

/** Rewrites the documents as if other rules had derived them. */
function deriveOtherwise(home: Home): void {
  const { progress, manifest } = home.run(RUN);
  writeFileSync(progress, readFileSync(progress, 'utf8').replace('PROGRESS: ', 'PROGRESS: otherwise '));
  const { seal: _, ...unsealed } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  writeFileSync(manifest, `${JSON.stringify(sealed({ ...unsealed, degraded: true }), null, 2)}\n`);
}

const named = (all: readonly { what: string }[]): string[] => all.map((it) => it.what);

test('is damaged if it ended under these rules and they give something else', async ({ home }) => {
  const look = await endedUnder(home, RUN_REDUCER);
  deriveOtherwise(home);
  const { differences, older } = await look();
  assert.equal([named(differences), older], [['PROGRESS lines', 'manifest'], []]);
});

for (const rules of [undefined, RUN_REDUCER - 1]) {
  test(`is not compared where only the rules of an older version (${rules}) can tell`, async ({ home }) => {
    const look = await endedUnder(home, rules);
    const before = await look();
    deriveOtherwise(home);
    const { differences, older, compared } = await look();
    assert.equal([differences, named(older)], [[], ['PROGRESS lines', 'manifest']]);
    assert.is(compared, before.compared - 1, 'the manifest was never counted');
  });
}

test('is damaged, whoever ended it, if it is gone, or is not what its own digest or the journal says', async ({ home }) => {
  const look = await endedUnder(home, undefined);
  const { progress, journal, manifest } = home.run(RUN);
  rmSync(progress);
  writeFileSync(journal, readFileSync(journal, 'utf8').replace('r-aaaaaa', 'r-bbbbbb'));
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"degraded": false', '"degraded": true'));
  const { differences, older } = await look();
  assert.equal([named(differences).sort(), older], [['PROGRESS lines', 'journal', 'manifest'], []]);
});

test('names each file that cannot be read, and compares all others', async ({ home }) => {
  const look = await endedUnder(home, RUN_REDUCER);
  const { progress, journal, manifest } = home.run(RUN);
  for (const path of [progress, manifest]) {
    rmSync(path);
    mkdirSync(path);
  }
  rmSync(journal);
  const { differences } = await look();
  assert.equal(differences.map(({ what, how }) => `${what} ${how.split(':')[0]}`).sort(), [
    'PROGRESS lines cannot be read',
    'journal is missing',
    'manifest cannot be read',
  ]);
});

test.run();
