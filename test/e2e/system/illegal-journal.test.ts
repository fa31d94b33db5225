// A home with a journal in which something stands that cannot happen: its run is set aside, everything else goes on.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commitsOf, created } from '../../../bench/support/homes/sample-run.ts';
import type { Imported } from '../../../daemon/records/import-runs.ts';
import { canonicalJson, digestOf } from '../../../runtime/canonical.ts';
import type { EventCatalogue } from '../../../runtime/ledger/ledger.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import type { MusterEvents, RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const illegal = suite<{ fixture: CliFixture }>('a journal of what cannot happen');

illegal.before.each((context) => {
  context.fixture = openCliFixture();
});
illegal.after.each(async ({ fixture }) => fixture.clear());

/** A catalogue that accepts every event, because an older version may have written it. */
const ANYTHING: EventCatalogue<MusterEvents> = {
  check: () => undefined,
  ends: () => false,
  allowedAfterEnd: () => true,
  mayBegin: () => true,
};

const OLD = 'r-aaaaaa';

async function planted(path: string, project: string): Promise<void> {
  const told: RunEvent[][] = [[created(OLD, project)], [{ type: 'run.admitted', payload: {} }], [{ type: 'run.admitted', payload: {} }]];
  const ledger = await openLedger({ path, catalogue: ANYTHING });
  for (const commit of commitsOf(OLD, told)) await ledger.append(commit);
  await ledger.close();
}

illegal('leads to setting that run aside with a reason, and the daemon continues with all others', async ({ fixture }) => {
  const project = fixture.project('shop');
  await planted(fixture.home.ledger, project);
  fixture.agent('good', 'reviews.mjs');
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['good']));
  let other = '';
  await until('the other run', async () => {
    other = (await fixture.runs()).find((it) => it !== OLD) ?? '';
    return other !== '';
  });
  assert.is((await fixture.ended(other)).status, 'completed');
  assert.is((await fixture.muster(['verify', other])).code, 0);

  const doctor = await fixture.muster(['doctor']);
  assert.match(
    doctor.out.replace(/\s+/g, ' '),
    /r-aaaaaa was set aside: run\/r-aaaaaa event 3: run\.admitted is not possible while the run is intake/,
  );
  const paused = await fixture.muster(['pause', OLD, '-m', 'stop']);
  assert.is.not(paused.code, 0);
  assert.match(paused.out + paused.err, /was set aside|is not possible/);
  assert.is((await fixture.events(OLD)).length, 3);
  assert.is((await fixture.muster(['status'])).code, 0);
});

/** The journal as a hand would that knows how events are sealed. */
function sealed(events: readonly Omit<RunRecord, 'digest'>[]): string {
  let prev = '';
  return events
    .map((event, n) => {
      const body = { ...event, seq: n + 1, prev };
      prev = digestOf(canonicalJson(body));
      return `${JSON.stringify({ ...body, digest: prev })}\n`;
    })
    .join('');
}

illegal('is not imported: nothing of it enters the ledger', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('good', 'reviews.mjs');
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['good']));
  await until('the run', async () => (await fixture.runs()).length > 0);
  const [run = ''] = await fixture.runs();
  await fixture.ended(run);
  await until('its journal', async () => (await fixture.muster(['verify', run])).code === 0);
  const events = await fixture.events(run);
  await fixture.kill();

  const folder = join(fixture.folder, 'copied', run);
  mkdirSync(folder, { recursive: true });
  cpSync(fixture.home.run(run).root, folder, { recursive: true });
  const admitted = events.findIndex((it) => it.type === 'run.admitted');
  const twice = events.toSpliced(admitted, 0, ...events.slice(admitted, admitted + 1)).map(({ digest: _, ...it }) => it);
  writeFileSync(join(folder, 'journal.jsonl'), sealed(twice));
  const elsewhere = openCliFixture('elsewhere');
  try {
    await elsewhere.up();
    const rows = JSON.parse((await elsewhere.muster(['import', folder, '--json'])).out) as Imported[];
    assert.is(rows[0]?.outcome, 'refused');
    assert.match(rows[0]?.says ?? '', /run\.admitted is not possible while the run is intake/);
    assert.equal(await elsewhere.runs(), []);
    writeFileSync(join(folder, 'journal.jsonl'), sealed(events.map(({ digest: _, ...it }) => it)));
    const whole = JSON.parse((await elsewhere.muster(['import', folder, '--json'])).out) as Imported[];
    assert.is(whole[0]?.outcome, 'restored');
  } finally {
    await elsewhere.clear();
  }
});

illegal.run();
