// The package as a stranger gets it: packed here, installed from the tarball into an empty folder with an ordinary npm, and started from
// there.

import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const root = join(import.meta.dirname, '..', '..', '..');
const ROOMS = ['contracts', 'runtime', 'validators', 'agents', 'skills', 'daemon'];

type Ran = { code: number; out: string; err: string };

/** An environment with this Node first on the PATH, and without the variables of the npm that may have started the test. */
function run(program: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<Ran> {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^MUSTER_/.test(name) || name === 'npm_config_cache');
  return new Promise((resolve) => {
    const options = { cwd, env: { ...Object.fromEntries(inherited), PATH: path, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
}

async function mustRun(program: string, args: string[], cwd: string): Promise<string> {
  const { code, out, err } = await run(program, args, cwd);
  assert.is(code, 0, `${program} ${args.join(' ')}\n${out}\n${err}`);
  return out;
}

type Packed = { filename: string; files: { path: string }[] };

const it = suite('package');
let folder: string;
let files: string[];
let muster: string;

it.before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-')));
  const told = await mustRun('npm', ['pack', '--json', '--pack-destination', folder], root);
  // What the build says comes before the JSON.
  const [packed] = JSON.parse(told.slice(told.indexOf('[\n'))) as Packed[];
  assert.ok(packed);
  files = packed.files.map(({ path }) => path);

  const place = join(folder, 'empty place');
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "private": true }');
  await mustRun('npm', ['install', '--no-audit', '--no-fund', join(folder, packed.filename)], place);
  muster = join(place, 'node_modules', '.bin', 'muster');
});

it.after(() => rmSync(folder, { recursive: true, force: true }));

it('contains the program, and no development files', () => {
  for (const path of ['package.json', 'LICENSE', 'bin/muster.cjs', 'bin/find-node.cjs', 'man/muster.1', 'dist/daemon/cli/main.js'])
    assert.ok(files.includes(path), path);
  const strangers = files.filter((path) => !/^(bin|dist)\/|^man\/muster\.1$|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path));
  assert.equal(strangers, []);
  assert.equal(
    files.filter((path) => /\.(ts|map|tsbuildinfo)$|\.test\./.test(path)),
    [],
  );
});

/** Those that knip is told of: each is started by its path, and takes what it needs from the bundle. */
const PROGRAMS = [
  'daemon/cli/main',
  'daemon/main',
  'runtime/sessions/host/host-main',
  'runtime/workspace/checkout/reflink/clone-program',
  'agents/builtin/program',
  'agents/builtin/map-program',
  'agents/outside/program',
  'agents/sarif/program',
];

it('contains every program, every module of the page, every text file that a source reads, and the licences of what it bundles', () => {
  const inRooms = ROOMS.flatMap((room) => globSync(join(room, '**', '*'), { cwd: root, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.endsWith('.ts') || path.startsWith('daemon/ui/page/'));
  const wanted = [...PROGRAMS, 'built/LICENSES.txt', ...inRooms].map(
    (path) => `dist/${/\.\w+$/.test(path) ? path.replace(/\.ts$/, '.js') : `${path}.js`}`,
  );
  assert.equal(
    wanted.filter((path) => !files.includes(path)),
    [],
  );
});

it('prints its version', async () => {
  const { version } = JSON.parse(await mustRun('npm', ['pkg', 'get', 'version', '--json'], root).then((said) => `{ "version": ${said} }`));
  assert.equal(await run(muster, ['--version'], folder), { code: 0, out: `${version}\n`, err: '' });
});

it('loads a handful of files for a command, and says where it failed', async () => {
  const list = join(folder, 'loaded.txt');
  const hook = join(folder, 'hook.mjs');
  writeFileSync(
    hook,
    `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { if (url.startsWith('file:')) appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });
`,
  );
  const loaded = async (...args: string[]): Promise<number> => {
    writeFileSync(list, '');
    const env = { MUSTER_HOME: join(folder, 'no-home'), NODE_OPTIONS: `--import=${hook}` };
    const { code, err } = await run(muster, args, folder, env);
    assert.is(code, 0, err);
    return readFileSync(list, 'utf8').trimEnd().split('\n').length;
  };
  assert.ok((await loaded('--help')) < 40);
  assert.ok((await loaded('runs')) < 130);
  const { err } = await run(muster, ['findings', 'r-abcdef', '--debug'], folder, { MUSTER_HOME: join(folder, 'no-home') });
  assert.match(err, /mustHaveRecords .*dist\/built\/records-/, 'names of functions and files are as they were written');
});

it('shows a whole run from dist alone: five analysers, confirmations and one refutation', async () => {
  const { code, out, err } = await run(muster, ['demo', '--clean'], folder, { TMPDIR: folder, MUSTER_HOST_IDLE_MS: '200' });
  assert.is(code, 0, `${out}\n${err}`);
  assert.match(out, /phase-7-persist status=completed/);
  assert.match(out, /rechecked.* and 1\s+refuted/s);
});

it.run();
