// The independent checker finds every kind of damage to the files of a home, and workers that live on.

import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, fieldsOf, type Json, sha256 } from '../../../checker/canonical.ts';
import { checkHome } from '../../../checker/check-home.ts';
import { editJson, firstOf, objectOf, rewrite } from '../../../checker/damage.ts';
import { until } from '../../daemon-fixture.ts';
import { soundHome } from './checker-fixture.ts';

const { test, finds } = soundHome('the checker on files');

// Files of runs.
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

test('finds a worker that is still running', async ({ fixture, run }) => {
  const child = spawn('sleep', ['60'], { env: { ...process.env, MUSTER_DISPATCH: `${run}.d1.1` }, stdio: 'ignore' });
  try {
    await until('it to be found', () =>
      checkHome(fixture.root).differences.some((it) => it === `process ${child.pid}: lives on as a worker of ${run}.d1.1`),
    );
  } finally {
    child.kill('SIGKILL');
  }
});

test.run();
