// A house that cannot go on in its own stream: its daemon ends and says why, instead of answering as if all were well.

import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';

const halted = suite<{ fixture: CliFixture }>('a house that halts');

halted.before.each((context) => {
  context.fixture = openCliFixture();
});
halted.after.each(async ({ fixture }) => fixture.clear());

/** An event of nobody's at the end of the house's stream. */
function spoil(path: string): void {
  const database = new Database(path);
  const house = database.prepare(`SELECT id, seq FROM streams WHERE name = 'house'`).get() as { id: number; seq: number };
  const digest = 'f'.repeat(64);
  database.transaction(() => {
    database
      .prepare('INSERT INTO events (stream, seq, command, body, digest) VALUES (?, ?, NULL, ?, ?)')
      .run(house.id, house.seq + 1, '{}', digest);
    database.prepare('UPDATE streams SET seq = ?, digest = ? WHERE id = ?').run(house.seq + 1, digest, house.id);
  })();
  database.close();
}

halted('ends its daemon visibly: status and doctor say why', async ({ fixture }) => {
  assert.is((await fixture.muster(['up'])).code, 0);
  spoil(fixture.home.ledger);
  await fixture.muster(['allow', fixture.project('shop'), 'codex']);
  await until('the daemon to have ended', async () => /No daemon is running/.test((await fixture.muster(['status'])).out));
  const { out } = await fixture.muster(['status']);
  assert.match(out, /The last daemon stopped because it could not continue: /);
  const doctor = await fixture.muster(['doctor']);
  assert.is(doctor.code, 1);
  assert.match(doctor.out, /^bad +daemon +the last daemon stopped because it could not continue/m);
});

halted.run();
