// The independent checker finds nothing in a home in which a plan was carried out, and every kind of damage that is done to
// what it knows of stages, their proofs and their places.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldsOf, type Json, listOf } from '../../../checker/canonical.ts';
import { checkHome } from '../../../checker/check-home.ts';
import { firstOf, type Row, retell, rewrite, without } from '../../../checker/damage.ts';
import { differencesIn, trashEmptied } from '../../check-when-written.ts';
import { type Execution, openExecution } from '../../execution/execution-fixture.ts';

type Context = { it: Execution; run: string };

const test = suite<Context>('the checker, of stages');

const differencesOf = (home: string, run: string): string[] => checkHome(home).differences.filter((it) => it.includes(run));

test.before(async (context) => {
  const it = openExecution();
  context.it = it;
  const red = "import { answer } from './answer.mjs';\nif (answer() !== 42) process.exit(1);\n";
  const project = it.project('yard', { 'answer.mjs': 'export const answer = () => 41;\n', 'red.test.mjs': red });
  it.executor(`write('answer.mjs', 'export const answer = () => 42;\\n'); return {};`);
  const { run, stages } = await it.carryOut(project, [{ id: 'answer' }], { commands: { check: ['node', 'red.test.mjs'] } });
  assert.is(stages[0]?.state, 'verified', JSON.stringify(stages));
  context.run = run;
  await differencesIn(it.root, (one) => one.includes(run));
  await trashEmptied(it.root);
});
test.after(async ({ it }) => it.clear());

test('finds nothing wrong with an intact home', ({ it, run }) => {
  assert.equal(differencesOf(it.root, run), []);
});

type Damage = { home: string; run: string; folder: string };

function finds(name: string, damage: (at: Damage) => void, expected: RegExp): void {
  test(`finds ${name}`, ({ it, run }) => {
    const home = join(it.folder, 'damaged');
    rmSync(home, { recursive: true, force: true });
    cpSync(it.root, home, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    damage({ home, run, folder: join(home, 'runs', run) });
    const differences = differencesOf(home, run);
    assert.ok(
      differences.some((one) => expected.test(one)),
      `nothing fits ${expected} in:\n${differences.join('\n')}`,
    );
  });
}

const changed = (type: string, change: (payload: Row['payload']) => Row['payload']) => (rows: Row[]) =>
  rows.map((row) => (row.type === type ? { ...row, payload: change(row.payload) } : row));
const proofWith = (change: (proof: Row['payload']) => Row['payload']) =>
  changed('stage.proved', (it) => ({ ...it, proof: change(fieldsOf(it.proof)) }));
const validatorWith = (change: (it: Row['payload']) => Row['payload']) =>
  proofWith((proof) => ({ ...proof, validators: listOf(proof.validators).map((it) => change(fieldsOf(it))) }));
const exited = (it: Json | undefined, code: number): Json => ({ ...fieldsOf(it), code });

finds(
  'a stage that was never claimed',
  ({ home, run }) => retell(home, run, without('stage.claimed')),
  /stage\.prepared while it is pending/,
);
finds('a stage without a proof', ({ home, run }) => retell(home, run, without('stage.proved')), /is verified without a proof/);
finds(
  'a stage without an end',
  ({ home, run }) => retell(home, run, without('stage.settled')),
  /answer is verifying, and its run has ended/,
);
finds(
  'a stage that is put together and is not done',
  ({ home, run }) =>
    retell(
      home,
      run,
      changed('stage.settled', (it) => ({ ...it, as: 'rejected' })),
    ),
  /union 1 has the stage answer, which is rejected/,
);
finds(
  'a proof of another commit',
  ({ home, run }) =>
    retell(
      home,
      run,
      proofWith((it) => ({ ...it, head: it.base ?? null })),
    ),
  /has the proof of \w+, and its commit is \w+/,
);
finds(
  'a proof of another tree',
  ({ home, run }) =>
    retell(
      home,
      run,
      proofWith((it) => ({ ...it, head: { ...fieldsOf(it.head), tree: '0'.repeat(40) } })),
    ),
  /its head has another tree than was proved/,
);
finds(
  'a red check that counts as green',
  ({ home, run }) =>
    retell(
      home,
      run,
      validatorWith((it) => ({ ...it, head: exited(it.head, 1) })),
    ),
  /is verified, and .* does not pass on its head/,
);
finds(
  'a proof that proves nothing',
  ({ home, run }) =>
    retell(
      home,
      run,
      validatorWith((it) => ({ ...it, base: exited(it.base, 0) })),
    ),
  /is verified, and nothing proves it/,
);
finds(
  'a validator that nobody ran',
  ({ home, run }) =>
    retell(
      home,
      run,
      proofWith((it) => ({ ...it, validators: [] })),
    ),
  /0 of 1 validators were examined/,
);
finds(
  'a judge that was changed',
  ({ home, run }) =>
    retell(
      home,
      run,
      proofWith((it) => ({ ...it, judges: ['package.json'] })),
    ),
  /has changed what judges it: package\.json/,
);
finds(
  'a workplace that is committed while its executor lives',
  ({ home, run }) =>
    retell(home, run, (rows) => {
      const ended = rows.findIndex(({ type }) => type === 'attempt.ended');
      const row = rows[ended];
      return row ? [...rows.slice(0, ended), ...rows.slice(ended + 1, -1), row, ...rows.slice(-1)] : rows;
    }),
  /the stage answer was committed \(event \d+\) while its executor lived/,
);
finds(
  'commits that are lost',
  ({ home, run }) => {
    const gone = join(home, 'bases', 'gone.git');
    execFileSync('git', ['init', '--quiet', '--bare', gone]);
    retell(
      home,
      run,
      changed('stages.planned', (it) => ({ ...it, gitDir: gone })),
    );
  },
  /its head \w+ is not in the repository of the home/,
);
finds(
  'a workplace that was left behind',
  ({ folder }) => mkdirSync(join(folder, 'stages', 'answer.1'), { recursive: true }),
  /left behind: answer\.1/,
);
finds(
  'a place of a proof that was left behind',
  ({ home, run }) => mkdirSync(join(home, 'proofs', `${run}.c9`), { recursive: true }),
  /places of proofs were left behind/,
);
finds(
  'a check that belongs to nothing',
  ({ home, run }) => renameSync(firstOf(join(home, 'sessions', 'r-*.c*')), join(home, 'sessions', `${run}.c2.1`)),
  /c2\.1: belongs to no step/,
);
finds('a check without an end', ({ home }) => rmSync(firstOf(join(home, 'sessions', 'r-*.c*', 'ended.json'))), /check .* has no end/);
finds(
  'a check whose processes stayed',
  ({ home }) => rewrite(firstOf(join(home, 'sessions', 'r-*.c*', 'ended.json')), (text) => text.replace('"gone":true', '"gone":false')),
  /check .* were not all gone/,
);

test.run();
