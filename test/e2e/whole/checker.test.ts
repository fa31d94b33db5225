// The independent checker finds nothing in a sound home, and every kind of damage that is done to it by hand.

import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonical, fieldsOf, type Json, sha256 } from '../../checker/canonical.ts';
import { checkHome } from '../../checker/check-home.ts';
import {
  editJson,
  firstOf,
  last,
  objectOf,
  raise,
  rehash,
  repeatCommand,
  retell,
  rewrite,
  twice,
  where,
  withLedger,
  without,
} from '../../checker/damage.ts';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

type Context = { stage: DaemonStage; run: string };

const test = suite<Context>('the checker');

test.before(async (context) => {
  const stage = openDaemonStage();
  context.stage = stage;
  const project = stage.project('shop');
  stage.config('grace: { exit: 1s, kill: 1s }\n');
  stage.agent('one', 'reviews.mjs');
  stage.agent('two', 'agrees.mjs');
  stage.agent('three', 'crashes-before.mjs', join(stage.folder, 'crashed'));
  const text = stage.task(project, ['one', 'two', 'three']);
  stage.drop('look.md', text);
  stage.drop('again.md', text);
  stage.drop('wrong.md', stage.task(project, ['one'], 'colour: red\n'));
  await stage.up();
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  context.run = run;
  await stage.ended(run);
  await until('everything to be over', () => stage.processes().length === 1 && checkHome(stage.root).differences.length === 0).catch(
    () => undefined,
  );
});
test.after(async ({ stage }) => stage.clear());

test('finds nothing in a sound home', ({ stage }) => {
  const { runs, events, differences } = checkHome(stage.root);
  assert.equal(differences, []);
  assert.is(runs, 1);
  assert.ok(events > 40, `${events} events`);
});

test('imports nothing of ours', () => {
  const folder = join(import.meta.dirname, '..', '..', 'checker');
  for (const name of readdirSync(folder)) {
    const imports = [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^']+)'/g)].map((it) => it[1] ?? '');
    for (const it of imports) assert.ok(/^(node:|\.\/[\w-]+\.ts$|better-sqlite3$)/.test(it), `${name} imports ${it}`);
  }
});

type Damage = { home: string; run: string; folder: string };

/** Does the damage to a copy, and expects that of all that is said one line fits. */
function finds(name: string, damage: (at: Damage) => void, expected: RegExp): void {
  test(`finds ${name}`, ({ stage, run }) => {
    const home = join(stage.folder, 'damaged');
    rmSync(home, { recursive: true, force: true });
    cpSync(stage.root, home, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    damage({ home, run, folder: join(home, 'runs', run) });
    const { differences } = checkHome(home);
    assert.ok(
      differences.some((it) => expected.test(it)),
      `nothing fits ${expected} in:\n${differences.join('\n')}`,
    );
  });
}

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

// The papers.
for (const name of ['report.json', 'report.md', 'report.html'])
  finds(
    `a ${name} that is missing`,
    ({ folder }) => rmSync(join(folder, 'report', name)),
    new RegExp(`the report \\(report/${name}\\) is missing`),
  );
finds(
  'a report that was changed',
  ({ folder }) => appendFileSync(join(folder, 'report', 'report.md'), 'x'),
  /report\.md\) is not what the journal says/,
);
finds(
  'a finding that the report lost',
  ({ folder }) =>
    editJson(join(folder, 'report', 'report.json'), (it) => {
      it.run = { ...fieldsOf(it.run), raised: [] };
    }),
  /has not the findings that were raised/,
);
finds('a task that was changed', ({ folder }) => appendFileSync(join(folder, 'task.md'), 'x'), /the task \(task\.md\) is not what/);
finds(
  'a prompt that was changed',
  ({ folder }) => appendFileSync(firstOf(join(folder, 'prompts', '*.md')), 'x'),
  /a prompt .* is not what/,
);
finds('a manifest that is missing', ({ folder }) => rmSync(join(folder, 'manifest.json')), /manifest\.json is missing/);
finds(
  'a broken seal',
  ({ folder }) =>
    editJson(join(folder, 'manifest.json'), (it) => {
      it.seal = sha256('other');
    }),
  /the seal of manifest\.json is broken/,
);
finds(
  'a manifest sealed over another journal',
  ({ folder }) =>
    editJson(join(folder, 'manifest.json'), (it) => {
      const { seal: _, ...rest } = it;
      it.journal = { ...fieldsOf(it.journal), seq: 1 };
      it.seal = sha256(canonical({ ...rest, journal: it.journal }));
    }),
  /sealed over another journal/,
);
finds(
  'a manifest that tells another outcome',
  ({ folder }) =>
    editJson(join(folder, 'manifest.json'), (it) => {
      it.outcome = 'failed';
    }),
  /says outcome failed, the journal completed/,
);
finds(
  'a copy of the journal that ends early',
  ({ folder }) => rewrite(join(folder, 'journal.jsonl'), (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)),
  /journal\.jsonl is not the journal/,
);
finds(
  'a copy of the journal that was changed',
  ({ folder }) => rewrite(join(folder, 'journal.jsonl'), (text) => text.replace('"lead"', '"house"')),
  /journal\.jsonl is not the journal/,
);
finds(
  'state that is no JSON',
  ({ folder }) => rewrite(join(folder, 'state', 'convergence', 'convergence.json'), (text) => text.slice(0, -9)),
  /state\/convergence\/convergence\.json is no JSON/,
);
finds(
  'state that disagrees',
  ({ folder }) => rewrite(join(folder, 'state', 'convergence', 'convergence.json'), (text) => text.replace('full-consensus', 'contested')),
  /F-001 is contested in state\/convergence\/convergence\.json/,
);
finds(
  'a torn transcript',
  ({ folder }) => rewrite(firstOf(join(folder, 'transcripts', '*.cast')), (text) => text.slice(0, -4)),
  /transcripts\/.* is torn/,
);
finds(
  'a checkout that was left behind',
  ({ folder }) => mkdirSync(join(folder, 'workplaces', 'one'), { recursive: true }),
  /checkouts were left behind/,
);

// The objects.
finds(
  'an object that was changed',
  ({ home }) => appendFileSync(firstOf(join(home, 'objects', '*', '*')), 'x'),
  /does not hold what its name says/,
);
finds('a result that is lost', ({ home, run }) => rmSync(objectOf(home, run)), /the result of .* is not among the objects/);

// The lines.
finds(
  'a line that is lost',
  ({ home }) => rewrite(join(home, 'progress.log'), (text) => text.replace(/^.*phase-5-collect.*\n/m, '')),
  /^progress\.log: has .* where the journal has phase-5-collect/,
);
finds(
  'a line that is there twice',
  ({ home }) => rewrite(join(home, 'progress.log'), (text) => text.replace(/^.*phase-5-poll.*\n/m, '$&$&')),
  /^progress\.log: line \d+ is there twice/,
);
finds('a torn line', ({ folder }) => rewrite(join(folder, 'progress.log'), (text) => text.slice(0, -5)), /its last line is torn/);
finds(
  'lines in another order',
  ({ folder }) => rewrite(join(folder, 'progress.log'), (text) => `${text.split('\n').slice(0, -1).reverse().join('\n')}\n`),
  /runs\/.*progress\.log: has/,
);
finds(
  'a line of nothing',
  ({ home, run }) => appendFileSync(join(home, 'progress.log'), `2001-01-01T00:00:00.000Z ${run} PROGRESS: gate opened\n`),
  /nothing happened at the time of/,
);
finds('an error line of nothing', ({ folder }) => appendFileSync(join(folder, 'errors.jsonl'), '{}\n'), /errors\.jsonl is not what/);

// The sessions and the machine.
finds('a session without an end', ({ home }) => rmSync(firstOf(join(home, 'sessions', 'r-*', 'ended.json'))), /has no end/);
finds(
  'a session of nobody',
  ({ home, run }) => renameSync(firstOf(join(home, 'sessions', 'r-*')), join(home, 'sessions', `${run}.d99.1`)),
  /d99\.1: was started for no attempt/,
);
finds(
  'sessions beside each other',
  ({ home }) =>
    editJson(join(firstOf(join(home, 'sessions', 'r-*.2')), 'intent.json'), (it) => {
      it.at = '2001-01-01T00:00:00.000Z';
    }),
  /began before .*\.1 was over/,
);
finds(
  'a finding that is confirmed by one voice',
  ({ home, run }) =>
    editJson(join(home, 'runs', run, 'report', 'report.json'), (it) => {
      const { findings, seats } = it.run as Record<'findings' | 'seats', Record<string, Json>[]>;
      for (const seat of seats) seat.voice = 'rules';
      for (const finding of findings) finding.state = 'full-consensus';
    }),
  /is full-consensus, and fewer than two voices hold it/,
);
finds(
  'a worker whose processes stayed',
  ({ home }) => rewrite(firstOf(join(home, 'sessions', 'r-*', 'ended.json')), (text) => text.replace('"gone":true', '"gone":false')),
  /were not all gone/,
);

test('finds a worker that lives on', async ({ stage, run }) => {
  const child = spawn('sleep', ['60'], { env: { ...process.env, MUSTER_DISPATCH: `${run}.d1.1` }, stdio: 'ignore' });
  try {
    await until('it to be found', () =>
      checkHome(stage.root).differences.some((it) => it === `process ${child.pid}: lives on as a worker of ${run}.d1.1`),
    );
  } finally {
    child.kill('SIGKILL');
  }
});

test.run();
