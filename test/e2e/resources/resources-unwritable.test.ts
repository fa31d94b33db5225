// A home that is read-only, and one whose ledger was written by a later version: one sentence with what to do, the right exit code, and no
// byte is changed.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, globSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FORMAT, formatNumber } from '../../../contracts/format.ts';
import { hostLockAt } from '../../../runtime/sessions/host/host-lock.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';

const unwritable = suite<{ fixture: CliFixture }>('a home that cannot be written to');
const newer = suite<{ fixture: CliFixture }>('a ledger from a newer version');
for (const test of [unwritable, newer]) {
  test.before.each((context) => {
    context.fixture = openCliFixture();
  });
  test.after.each(({ fixture }) => fixture.clear());
}

const nobodyIsLeft = (fixture: CliFixture): Promise<void> =>
  until('no daemon to be left behind', () => fixture.processes().every((it) => it.pid === process.pid));

const RUN = 'r-aaaaaa';

/** Root may write everywhere, until that is taken from it. */
const OBEYING = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/** `muster`, for which permissions hold. */
function obeying(
  fixture: CliFixture,
  args: readonly string[],
  input = '',
  cwd = fixture.folder,
): Promise<{ code: number | null; out: string; err: string }> {
  const [program = '', ...rest] = [...OBEYING, process.execPath, LAUNCHER, ...args];
  const child = spawn(program, rest, { cwd, env: fixture.env, stdio: 'pipe' });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

/** Everything in a folder: what it is, and what is in it. */
function portrait(root: string): string[] {
  return globSync('**', { cwd: root })
    .sort()
    .map((name) => {
      const path = join(root, name);
      const { mode } = lstatSync(path);
      const kind = lstatSync(path);
      const content = kind.isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : kind.isSymbolicLink()
          ? readlinkSync(path)
          : '';
      return `${name} ${mode.toString(8)} ${content}`;
    });
}

unwritable('is reported once, with what to do, and nothing in it changes', async ({ fixture }) => {
  const task = fixture.task(fixture.project('shop'), ['links']);
  // Rules alone answer no question.
  assert.is((await fixture.muster(['run', '-'], { input: task })).code, 6);
  assert.is((await fixture.muster(['down'])).code, 0);
  await nobodyIsLeft(fixture);
  const before = portrait(fixture.root);
  assert.ok(before.length > 10);
  chmodSync(fixture.root, 0o500);
  try {
    for (const args of [['up'], ['submit', '-'], ['run', '-']]) {
      const { code, out, err } = await obeying(fixture, args, task);
      assert.equal([code, out], [3, ''], args.join(' '));
      assert.match(
        err,
        /^muster: cannot start a daemon in \S+home: [^\n]*(EACCES|EROFS)[^\n]*Check its permissions and free space[^\n]*MUSTER_HOME\.\n$/,
      );
    }
    const doctor = await obeying(fixture, ['doctor']);
    assert.is(doctor.code, 1);
    assert.match(doctor.out, /^bad +home +\S+ is not writable \(EACCES\)$/m);
    await nobodyIsLeft(fixture);
  } finally {
    chmodSync(fixture.root, 0o700);
  }
  assert.equal(portrait(fixture.root), before);
  assert.is((await fixture.muster(['up'])).code, 0);
});

unwritable('part is named, with what to do, before any work is begun', async ({ fixture }) => {
  const task = fixture.task(fixture.project('shop'), ['links']);
  assert.is((await fixture.muster(['run', '-'], { input: task })).code, 6);
  assert.is((await fixture.muster(['down'])).code, 0);
  await nobodyIsLeft(fixture);
  const sessions = join(fixture.root, 'sessions');
  for (const [path, remedy] of [
    [sessions, 'u+rwx'],
    [join(sessions, 'epoch'), 'u+rw'],
    [hostLockAt(fixture.root), 'u+rw'],
    [fixture.home.objects, 'u+rwx'],
    [fixture.home.runs, 'u+rwx'],
  ] as const) {
    const { mode } = lstatSync(path);
    chmodSync(path, 0);
    const { code, out, err } = await obeying(fixture, ['run', '-'], task);
    chmodSync(path, mode);
    assert.equal([code, out], [3, ''], err);
    const says = `${path} may not be read and written by you. chmod ${remedy} ${path}`;
    assert.is(err.replace(/\.?\n$/, ''), `muster: the daemon could not be started: ${says}`);
    await nobodyIsLeft(fixture);
  }
  assert.is((await fixture.muster(['run', '-'], { input: task })).code, 6);
});

const REFUSED: readonly (readonly string[])[] = [
  ...[['up'], ['down'], ['status'], ['runs'], ['show', RUN], ['journal', 'house'], ['verify', RUN], ['submit', '-'], ['review']],
  // These would not open the ledger, or not before they have written something.
  ...[
    ['config'],
    ['config', 'set', 'workers.total', '2'],
    ['tail'],
    ['prune'],
    ['import', '.'],
    ['mcp'],
    ['init', '--yes'],
    ['trust', '--list'],
  ],
];

unwritable('project is named by `init`, with what to do', async ({ fixture }) => {
  const project = fixture.project('shop', { 'a.js': '1;\n' });
  const before = portrait(project);
  chmodSync(project, 0o500);
  const { code, err } = await obeying(fixture, ['init', '--yes'], '', project);
  chmodSync(project, 0o755);
  assert.equal(
    [code, err],
    [
      1,
      `muster: nothing can be written into the project ${project} (EACCES). Make it writable for you, or review it as it is: that needs no files in it.\n`,
    ],
  );
  assert.equal(portrait(project), before);
});

newer('is refused by the daemon and by commands, in one sentence, and nothing in its home changes', async ({ fixture }) => {
  assert.is((await fixture.muster(['up'])).code, 0);
  assert.is((await fixture.muster(['down'])).code, 0);
  const database = new Database(fixture.home.ledger);
  database.pragma(`user_version = ${formatNumber({ ...FORMAT, runs: FORMAT.runs + 1 })}`);
  database.close();
  const before = portrait(fixture.root);
  const says =
    /was written by a newer version of muster \(format [\d.]+, this version knows [\d.]+\).*Update Muster, or choose another home with MUSTER_HOME./i;
  for (const args of [...REFUSED, ['doctor']]) {
    const { code, out, err } = await fixture.muster(args, { input: fixture.task(fixture.root, ['links']) });
    assert.is.not(code, 0, args.join(' '));
    assert.match(`${out}${err}`.replaceAll(/\n +/g, ' '), says, args.join(' '));
    if (args[0] !== 'doctor') assert.is(err.split('\n').length, 2, err);
  }
  assert.equal(portrait(fixture.root), before);
  await nobodyIsLeft(fixture);
});

unwritable.run();
newer.run();
