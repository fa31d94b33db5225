// The published program on a Node that is too old, and on one that is not. An old Node is this one that
// says it is old, with the newest syntax refused by a look at the text.

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const root = join(import.meta.dirname, '..', '..', '..');
const LAUNCHER = ['muster.cjs', 'find-node.cjs'];
const folders: string[] = [];

type Ran = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string };

/** A package with nothing in it but the launcher and a program of ours. */
function installed(program: string, options: { node?: string } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'launch-'));
  folders.push(folder);
  const place = join(folder, 'node_modules', 'musterd');
  mkdirSync(join(place, 'bin'), { recursive: true });
  mkdirSync(join(place, 'dist', 'daemon', 'cli'), { recursive: true });
  for (const file of LAUNCHER) copyFileSync(join(root, 'bin', file), join(place, 'bin', file));
  writeFileSync(join(place, 'package.json'), '{ "name": "musterd", "version": "7.8.9", "type": "module" }');
  writeFileSync(join(place, 'dist', 'daemon', 'cli', 'main.js'), program);
  writeFileSync(
    join(folder, 'old.cjs'),
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.14.0' } });",
  );
  if (options.node) {
    const node = join(folder, 'node_modules', 'node');
    mkdirSync(join(node, 'bin'), { recursive: true });
    writeFileSync(join(node, 'package.json'), JSON.stringify({ name: 'node', version: options.node }));
    symlinkSync(process.execPath, join(node, 'bin', 'node'));
  }
  return folder;
}

/** A Node at this place that is not the one which runs the test. */
function otherNode(path: string, version = process.version): void {
  mkdirSync(dirname(path), { recursive: true });
  const script = `#!/bin/sh\n[ "$1" = --version ] && { echo ${version}; exit; }\nOTHER=1 exec '${process.execPath}' "$@"\n`;
  writeFileSync(path, script, { mode: 0o755 });
}

/** On a machine where no other Node is, unless the test puts one there. */
function start(folder: string, age: 'old' | 'new', args: string[], more: Record<string, string> = {}): ChildProcess {
  const launcher = join(folder, 'node_modules', 'musterd', 'bin', 'muster.cjs');
  const argv = [...(age === 'old' ? ['--require', join(folder, 'old.cjs')] : []), launcher, ...args];
  const env = { HOME: folder, PATH: '/nowhere', N_PREFIX: folder, ...more };
  return spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'], env });
}

function ended(child: ChildProcess): Promise<Ran> {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, out, err })));
}

const run = (folder: string, age: 'old' | 'new', ...args: string[]) => ended(start(folder, age, args));

const TELLS = 'console.log(JSON.stringify([process.versions.node, ...process.argv.slice(2)]));';
const it = suite('launcher');

it.after.each(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

it('prints the version of its package without loading anything, on any Node', async () => {
  const folder = installed("throw new Error('was loaded')");
  for (const age of ['old', 'new'] as const) {
    assert.equal(await run(folder, age, '--version'), { code: 0, signal: null, out: '7.8.9\n', err: '' });
  }
});

it('starts the program with the arguments as they are', async () => {
  const { code, out } = await run(installed(TELLS), 'new', 'run', '--', 'a b', '--version');
  assert.equal(JSON.parse(out).slice(1), ['run', '--', 'a b', '--version']);
  assert.is(code, 0);
});

it('prefers the source if there is one', async () => {
  const folder = installed("throw new Error('was loaded')");
  mkdirSync(join(folder, 'node_modules', 'musterd', 'daemon', 'cli'), { recursive: true });
  // Node strips types everywhere but below node_modules, so the place of a checkout is played by a link to it.
  const source = join(folder, 'source.ts');
  writeFileSync(source, "const said: string = 'from source';\nconsole.log(said);");
  symlinkSync(source, join(folder, 'node_modules', 'musterd', 'daemon', 'cli', 'main.ts'));
  const { out, err } = await run(folder, 'new');
  assert.is(out, 'from source\n', err);
});

it('says on an old Node what it needs and how to get it', async () => {
  assert.equal(await run(installed(TELLS), 'old', 'demo'), {
    code: 3,
    signal: null,
    out: '',
    err: 'muster needs Node 24, this is 22.14; without changing yours: npx -y -p node@24 -p musterd muster demo\n',
  });
});

it('runs under an installed newer Node, with the same arguments', async () => {
  const { code, out } = await run(installed(TELLS, { node: '24.21.0' }), 'old', 'run', 'a b');
  assert.equal(JSON.parse(out), [process.versions.node, 'run', 'a b']);
  assert.is(code, 0);
});

const PLACES: readonly (readonly [what: string, path: string, env?: Record<string, string>])[] = [
  ['the PATH', 'some/bin/node', { PATH: 'some/bin' }],
  ['nvm', '.nvm/versions/node/v24.3.1/bin/node'],
  ['nvm elsewhere', 'nvm/versions/node/v24.3.1/bin/node', { NVM_DIR: 'nvm' }],
  ['fnm', '.local/share/fnm/node-versions/v24.3.1/installation/bin/node'],
  ['volta', '.volta/tools/image/node/24.3.1/bin/node'],
  ['mise', '.local/share/mise/installs/node/24.3.1/bin/node'],
  ['asdf', '.asdf/installs/nodejs/26.1.0/bin/node'],
  ['nodenv', '.nodenv/versions/24.3.1/bin/node'],
  ['n', 'n/versions/node/24.3.1/bin/node'],
  ['the home', '.muster/node/bin/node'],
  ['another home', 'house/node/bin/node', { MUSTER_HOME: 'house' }],
  ['the package for this system', `node_modules/node-${process.platform}-${process.arch}/bin/node`],
];
for (const [what, path, env = {}] of PLACES) {
  it(`finds a newer Node: ${what}`, async () => {
    const folder = installed('process.exitCode = process.env.OTHER === "1" ? 5 : 1;');
    const placed = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, join(folder, value)]));
    assert.is((await ended(start(folder, 'old', ['run'], placed))).code, 3, 'there is none yet');
    otherNode(join(folder, path));
    const manifest = join(folder, path, '..', '..', 'package.json');
    if (path.startsWith('node_modules')) writeFileSync(manifest, '{ "version": "24.1.0" }');
    assert.is((await ended(start(folder, 'old', ['run'], placed))).code, 5);
  });
}

it('skips what is too old, and takes the newest release of the lowest suitable major version', async () => {
  const folder = installed('process.exitCode = Number(process.env.OTHER ?? 0);');
  otherNode(join(folder, 'bin', 'node'), 'v22.1.0');
  const nvm = join(folder, '.nvm', 'versions', 'node');
  for (const version of ['v20.1.0', 'v24.9.0', 'v26.1.0', 'v8.0.0', 'system']) otherNode(join(nvm, version, 'bin', 'node'));
  mkdirSync(join(nvm, 'v24.99.0'));
  const right = join(nvm, 'v24.10.0', 'bin', 'node');
  otherNode(right);
  writeFileSync(right, readFileSync(right, 'utf8').replace('OTHER=1', 'OTHER=7'));
  assert.is((await ended(start(folder, 'old', [], { PATH: join(folder, 'bin') }))).code, 7);
});

it('does not use an installed Node that is too old', async () => {
  const { code, err } = await run(installed(TELLS, { node: '22.1.0' }), 'old', 'run');
  assert.is(code, 3);
  assert.match(err, /^muster needs Node 24/);
});

it('passes the exit code on', async () => {
  assert.is((await run(installed('process.exitCode = 6;', { node: '24.0.0' }), 'old')).code, 6);
});

it('dies by the same signal as its child', async () => {
  const { code, signal } = await run(
    installed("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);", { node: '24.0.0' }),
    'old',
  );
  assert.is(code, null);
  assert.is(signal, 'SIGTERM');
});

it('passes a signal on to its child', async () => {
  const program =
    "process.on('SIGTERM', () => { console.log('heard'); process.exit(9); }); setInterval(() => {}, 1000); console.log('ready');";
  const child = start(installed(program, { node: '24.0.0' }), 'old', []);
  const end = ended(child);
  await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  child.kill('SIGTERM');
  const { code, out } = await end;
  assert.is(out, 'ready\nheard\n');
  assert.is(code, 9);
});

it('passes its input on', async () => {
  const child = start(installed('process.stdin.pipe(process.stdout);', { node: '24.0.0' }), 'old', []);
  child.stdin?.end('through and through');
  assert.is((await ended(child)).out, 'through and through');
});

it('uses the compile cache of an existing home, creates none, and leaves nothing after an uninstall', async () => {
  const folder = installed('console.log(1);');
  const home = join(folder, '.muster');
  const kept = () => existsSync(join(home, 'compiled'));
  await run(folder, 'new', 'status');
  assert.not(existsSync(home));
  mkdirSync(home);
  writeFileSync(join(home, 'ledger.db'), '');
  await run(folder, 'new', 'uninstall', '--yes');
  assert.not(kept());
  assert.is((await run(folder, 'new', 'status')).out, '1\n');
  assert.ok(kept());
});

it('uses only syntax that Node 12 reads', () => {
  for (const file of LAUNCHER)
    assert.not.match(readFileSync(join(root, 'bin', file), 'utf8'), /\?\?|\?\.|node:|\bawait\b|\|\|=|#[a-z]|\.at\(/, file);
});

it.run();
