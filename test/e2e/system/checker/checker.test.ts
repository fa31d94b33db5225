// The independent checker finds nothing in a sound home, and every kind of damage to its journal and to what it tells.

import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { sha256 } from '../../../checker/canonical.ts';
import { checkHome } from '../../../checker/check-home.ts';
import { last, raise, rehash, repeatCommand, retell, twice, where, withLedger, without } from '../../../checker/damage.ts';
import { soundHome } from './checker-fixture.ts';

const { test, finds } = soundHome('the checker');

test('finds nothing wrong with an intact home', ({ fixture }) => {
  const { runs, events, differences } = checkHome(fixture.root);
  assert.equal(differences, []);
  assert.is(runs, 1);
  assert.ok(events > 40, `${events} events`);
});

test('imports none of the program’s code', () => {
  const folder = join(import.meta.dirname, '..', '..', '..', 'checker');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const imports = [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^']+)'/g)].map((it) => it[1] ?? '');
    for (const it of imports)
      assert.ok(
        /^(node:|\.\/[\w-]+\.ts$|better-sqlite3$)/.test(it) || (name.includes('/') && /^\.\.\/[\w-]+\.ts$/.test(it)),
        `${name} imports ${it}`,
      );
  }
});

// The journal as a chain.
finds(
  'an event that is missing',
  ({ home }) =>
    withLedger(home, (db) => db.exec("DELETE FROM events WHERE seq = 7 AND stream = (SELECT id FROM streams WHERE name LIKE 'run/%')")),
  /^run\/.* event 8: number 7 was to come/,
);
finds(
  'an event whose text was changed',
  ({ home }) => withLedger(home, (db) => db.exec('UPDATE events SET body = replace(body, \'"lead"\', \'"house"\') WHERE seq = 9')),
  /event 9: its text does not match its digest/,
);
finds(
  'a chain that is broken',
  ({ home }) => withLedger(home, (db) => rehash(db, 'prev', sha256('other'))),
  /does not carry the digest of the event before it/,
);
finds(
  'a time that runs backwards',
  ({ home }) => withLedger(home, (db) => rehash(db, 'at', '2001-01-01T00:00:00.000Z')),
  /its time runs backwards/,
);
finds(
  'an index that lags',
  ({ home }) => withLedger(home, (db) => db.exec('UPDATE streams SET seq = seq - 1')),
  /the index knows another last event/,
);
finds(
  'an end that the index denies',
  ({ home }) => withLedger(home, (db) => db.exec('UPDATE streams SET ended = 0')),
  /the index says not ended/,
);
finds('a fence that fell', ({ home }) => withLedger(home, (db) => db.exec('UPDATE fence SET epoch = 0')), /the fence stands at epoch 0/);
finds(
  'a command that was carried out twice',
  ({ home, run }) => withLedger(home, (db) => repeatCommand(db, run)),
  /was carried out before/,
);
finds('a ledger that is none', ({ home }) => writeFileSync(join(home, 'ledger.db'), 'no'.repeat(5000)), /^ledger: cannot be read/);

// What it tells.
finds('a run that was created twice', ({ home, run }) => retell(home, run, twice('run.created')), /was created 2 times/);
finds('a run that ended twice', ({ home, run }) => retell(home, run, twice('run.ended')), /ended 2 times/);
finds('a run without an end', ({ home, run }) => retell(home, run, without('run.ended')), /ended 0 times/);
finds(
  'a deed after the end',
  ({ home, run }) => retell(home, run, (rows) => [...rows, last(rows, 'poll.reported')]),
  /poll\.reported \(event \d+\) after the end/,
);
finds(
  'two attempts at once',
  ({ home, run }) =>
    retell(home, run, (rows) => {
      const first = rows.findIndex((row) => row.type === 'attempt.ended' && row.payload.reason === 'exit-without-result');
      return rows.filter((_, index) => index !== first);
    }),
  /attempt 2 starts beside attempt 1/,
);
finds(
  'an attempt after the result',
  ({ home, run }) =>
    retell(home, run, (rows) => {
      const end = rows.findIndex(where('run.ended'));
      const { dispatch = null } = last(rows, 'result.accepted').payload;
      const starting = rows.find((row) => row.type === 'attempt.starting' && row.payload.dispatch === dispatch) ?? raise('no attempt');
      return rows.toSpliced(end, 0, { ...starting, payload: { ...starting.payload, attempt: 2 } });
    }),
  /starts after a result was accepted/,
);
finds(
  'a result that was thrown away',
  ({ home, run }) =>
    retell(home, run, (rows) =>
      rows.map((row) => (row === last(rows, 'dispatch.ended') ? { ...row, payload: { ...row.payload, status: 'error' } } : row)),
    ),
  /accepted and thrown away/,
);
finds('two results of one dispatch', ({ home, run }) => retell(home, run, twice('result.accepted')), /accepted 2 results/);
finds('an attempt without an end', ({ home, run }) => retell(home, run, without('attempt.ended')), /never ended/);
finds(
  'a place that was not given back',
  ({ home }) => withLedger(home, (db) => db.exec("DELETE FROM events WHERE body LIKE '%admission.left%'")),
  /was never given back/,
);

// The inbox.
finds('a drop that nobody took', ({ home }) => writeFileSync(join(home, 'inbox', 'new.md'), 'x'), /new\.md was never taken/);
finds(
  'a drop that was left half taken',
  ({ home }) => writeFileSync(join(home, 'inbox', '.claimed', 'r-aaaaaa.x.md'), 'x'),
  /claimed and never dealt with/,
);
finds('a drop without a run', ({ home }) => writeFileSync(join(home, 'inbox', 'accepted', 'r-aaaaaa.x.md'), 'x'), /no run came of it/);
finds(
  'a drop that is lost',
  ({ home, run }) => {
    for (const name of readdirSync(join(home, 'inbox', 'accepted'))) rmSync(join(home, 'inbox', 'accepted', name));
    void run;
  },
  /was dropped as \w+\.md, which is lost/,
);
finds(
  'a drop that was changed',
  ({ home, run }) => appendFileSync(join(home, 'inbox', 'accepted', `${run}.look.md`), 'x'),
  /is not what .* was made of/,
);
finds(
  'a rejection without a reason',
  ({ home }) => rmSync(join(home, 'inbox', 'rejected', 'wrong.md.error.txt')),
  /wrong\.md has no explanation/,
);
finds(
  'a rejected drop that is lost',
  ({ home }) => rmSync(join(home, 'inbox', 'rejected', 'wrong.md')),
  /explains a file that is not there/,
);

test.run();
