// Missing reports are restored from the objects, and one that cannot be keeps none of the others away.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { restoreReports } from '../../../daemon/records/report-files.ts';
import { homeAt } from '../../../runtime/home.ts';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { failsWith } from '../runtime/ledger/ledger-fixture.ts';
import { createRun } from './lead/test-run.ts';

const test = suite<{ folder: string }>('missing reports');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const RUNS = ['r-aaaaaa', 'r-bbbbbb', 'r-cccccc'];
const END = { outcome: 'completed' as const, reason: 'done' as const, message: '' };

test('are restored for each run, whatever the objects of another are like', async ({ folder }) => {
  const home = homeAt(join(folder, 'home'));
  mkdirSync(home.root, { mode: 0o700 });
  const ledger = await openLedger({ path: home.ledger, catalogue: eventCatalogue, epoch: 1 });
  const objects = objectsIn(home.objects);
  const { created } = createRun().state();
  for (const run of RUNS) {
    const put = (what: string) => objects.put(Buffer.from(`${what} of ${run}`));
    const [json, markdown, html] = [await put('json'), await put('markdown'), await put('html')];
    const events: RunEvent[] = [
      { type: 'run.created', payload: { ...created, run, text: await put('task') } },
      { type: 'run.concluding', payload: { ...END, partial: false } },
      { type: 'report.composed', payload: { json, markdown, html, path: join(home.run(run).report, 'report.md'), stub: false } },
      { type: 'run.ended', payload: { ...END, degraded: false, report: '' } },
    ];
    const from = { commandId: `made ${run}`, actor: { kind: 'lead' as const }, at: Date.parse('2026-01-01T00:00:00.000Z') };
    await ledger.append({ stream: `run/${run}`, expectedSeq: 0, ...from, events });
    if (run === 'r-bbbbbb') writeFileSync(join(home.objects, json.slice(0, 2), json.slice(2)), 'damaged');
  }
  await failsWith('object-corrupt', restoreReports({ ledger, objects, home }), /is damaged/);
  const whole = RUNS.filter((run) => ['json', 'md', 'html'].every((it) => existsSync(join(home.run(run).report, `report.${it}`))));
  assert.equal(whole, ['r-aaaaaa', 'r-cccccc']);
  await ledger.close();
});

test.run();
