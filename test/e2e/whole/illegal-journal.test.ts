// A home with a journal in which something stands that cannot happen: its run is set aside, everything else goes on.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commitsOf, created } from '../../../bench/stage/homes/tale.ts';
import type { Imported } from '../../../daemon/records/import-runs.ts';
import { canonicalJson, digestOf } from '../../../runtime/canonical.ts';
import type { EventCatalogue } from '../../../runtime/ledger/ledger.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import type { MusterEvents, RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { until } from '../daemon-stage.ts';

const illegal = suite<{ stage: CliStage }>('a journal of what cannot happen');

illegal.before.each((context) => {
  context.stage = openCliStage();
});
illegal.after.each(async ({ stage }) => stage.clear());

/** As an older version may have written: nothing is asked of an event. */
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

illegal('leads to setting that run aside with a reason, and the daemon continues with all others', async ({ stage }) => {
  const project = stage.project('shop');
  await planted(stage.home.ledger, project);
  stage.agent('good', 'reviews.mjs');
  await stage.up();
  stage.drop('look.md', stage.task(project, ['good']));
  let other = '';
  await until('the other run', async () => {
    other = (await stage.runs()).find((it) => it !== OLD) ?? '';
    return other !== '';
  });
  assert.is((await stage.ended(other)).status, 'completed');
  assert.is((await stage.muster(['verify', other])).code, 0);

  const doctor = await stage.muster(['doctor']);
  assert.match(
    doctor.out.replace(/\s+/g, ' '),
    /r-aaaaaa was set aside: run\/r-aaaaaa event 3: run\.admitted is not possible while the run is intake/,
  );
  const paused = await stage.muster(['pause', OLD, '-m', 'stop']);
  assert.is.not(paused.code, 0);
  assert.match(paused.out + paused.err, /was set aside|is not possible/);
  assert.is((await stage.events(OLD)).length, 3);
  assert.is((await stage.muster(['status'])).code, 0);
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

illegal('is not imported: nothing of it enters the ledger', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('good', 'reviews.mjs');
  await stage.up();
  stage.drop('look.md', stage.task(project, ['good']));
  await until('the run', async () => (await stage.runs()).length > 0);
  const [run = ''] = await stage.runs();
  await stage.ended(run);
  await until('its journal', async () => (await stage.muster(['verify', run])).code === 0);
  const events = await stage.events(run);
  await stage.kill();

  const folder = join(stage.folder, 'copied', run);
  mkdirSync(folder, { recursive: true });
  cpSync(stage.home.run(run).root, folder, { recursive: true });
  const admitted = events.findIndex((it) => it.type === 'run.admitted');
  const twice = events.toSpliced(admitted, 0, ...events.slice(admitted, admitted + 1)).map(({ digest: _, ...it }) => it);
  writeFileSync(join(folder, 'journal.jsonl'), sealed(twice));
  const elsewhere = openCliStage('elsewhere');
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
