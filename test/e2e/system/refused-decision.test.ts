// A ledger that refuses an event of the lead's own, for ever: the run concludes as failed with a stub that says so, its
// worker is ended, and the runs beside it are not touched. A trigger in the database refuses, as a fault of ours would.

import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import type { RunEventType } from '../../../skills/phases/events.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { seatWorkers } from '../scripted-workers.ts';

const test = suite<{ fixture: CliFixture }>('a decision that the ledger refuses');
test.before.each((context) => {
  context.fixture = openCliFixture();
});
test.after.each(({ fixture }) => fixture.clear());

function refuse(ledger: string, type: RunEventType): void {
  const database = new Database(ledger);
  database.exec(`CREATE TRIGGER refused BEFORE INSERT ON events WHEN instr(NEW.body, '"type":"${type}"')
    BEGIN SELECT RAISE(ABORT, 'this ledger takes no such event'); END`);
  database.close();
}

for (const type of ['attempt.started', 'result.accepted', 'convergence.grouped'] as const) {
  test(`${type}: the run fails with a stub, and a later one is not disturbed`, async ({ fixture }) => {
    seatWorkers(fixture, { quick: { worker: 'reviews.mjs' } });
    await fixture.up();
    await fixture.kill();
    refuse(fixture.home.ledger, type);
    await fixture.up();
    fixture.drop('look.md', fixture.task(fixture.project('shop'), ['quick']));
    await until('the run', async () => (await fixture.runs()).length === 1);
    const [run = ''] = await fixture.runs();
    const view = await fixture.ended(run);
    assert.equal([view.outcome, view.reason], ['failed', 'decision-refused']);
    // The house may have made the whole report of it by now.
    const composed = (await fixture.events(run)).flatMap((it) => (it.type === 'report.composed' ? [it.payload.stub] : []));
    assert.equal(composed, [true]);
    assert.match(view.message, /takes no such event/);
    assert.match(readFileSync(view.report?.path ?? '', 'utf8'), /takes no such event/);
    assert.not((await fixture.events(run)).some((it) => it.type === type));
    assert.equal(((await fixture.ask({ ask: 'status' })) as { setAside: object[] }).setAside, []);
    await until('its manifest', () => existsSync(fixture.home.run(run).manifest));
    assert.is((await fixture.muster(['verify', run])).code, 0);
    const hosts = fixture.hosts();
    assert.is(hosts.length, 1);
    assert.equal(
      readProcessTable().rows.filter(({ parent }) => hosts.includes(parent)),
      [],
      'its worker was ended',
    );
  });
}

test.run();
