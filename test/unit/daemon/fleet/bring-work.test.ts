// What an executor has made on a host comes into the workplace of its lead only under the fence of its attempt, while no later one
// was begun, and where it builds on what its stage builds on. Tried with real servers and repositories.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FleetConfig } from '../../../../contracts/config.ts';
import type { Fence } from '../../../../contracts/work/fence.ts';
import { type Bringing, bringWork } from '../../../../daemon/fleet/lead/bring-work.ts';
import { realTravels } from '../../../../daemon/fleet/travels.ts';
import { connectToFleet, type FleetConnection } from '../../../../runtime/fleet/hosts/connect.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { besideFile, besideNow } from '../../../../runtime/workspace/stages/beside.ts';
import { placeFor } from '../../../../runtime/workspace/stages/place.ts';
import { sealWork } from '../../../../runtime/workspace/stages/seal-work.ts';
import { type Servers, startServers } from '../../../e2e/fleet/servers-fixture.ts';
import { capture } from '../../runtime/workspace/checkout/checkout-fixture.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const test = suite<{ servers: Servers; box: Sandbox; end: FleetConnection; bringing: Bringing }>('work of a host that is brought in');
const { signal } = new AbortController();
const FENCE: Fence = { epoch: 1, dispatch: 4, attempt: 1 };
const KEY = 'r-abcdef.d4.1';
const LIMITS = { fileBytes: 1000, copyBytes: 3000 };
const PLACE = 'r-abcdef.carry-out.s1';

test.before(async (context) => {
  context.servers = await startServers(1);
});
test.after(({ servers }) => servers.clear());

test.before.each(async (context) => {
  const box = sandbox();
  const settings = FleetConfig.parse({ servers: context.servers.urls, node: 'box', replicas: 1, lease: '30s' });
  const end = await connectToFleet(settings, objectsIn(box.path('objects')));
  const repo = box.repo();
  repo.commit({ 'a.txt': 'one\n' });
  const base = await capture(box, repo.root);
  const from = { commit: base.commit, tree: base.tree };
  const [there, here, scratch] = [box.path('there', 's1'), box.path('here', 's1'), box.path('for-a-moment')];
  for (const path of [box.path('there'), box.path('here'), scratch]) mkdirSync(path);
  for (const path of [there, here]) await placeFor(base, path);
  writeFileSync(besideFile(there), await besideNow(there));
  writeFileSync(join(there, 'a.txt'), 'two\n');
  const ref = 'refs/runs/r-abcdef/there';
  const { head } = await sealWork({
    ...{ path: there, gitDir: base.gitDir, from, ref, message: 'Do it\n', seconds: 1, never: [], fileBytes: 1_000_000 },
  });
  const bundle = await realTravels.bundleOf({ gitDir: base.gitDir, ref, commit: head.commit, without: from.commit, scratch });
  await end.reports.report({
    ...{ v: 1, host: 'far', home: '/far', started: { argv: [], model: 'inherit' }, result: null, beat: null, errors: null, whole: true },
    view: {
      ...{ key: KEY, state: 'ended', pid: null, pidStart: null, held: false, age: 1, quietOutput: null, quietCpu: null, outputBytes: 0 },
      end: { by: 'exit', code: 0, signal: null, gone: true },
    },
    work: { fence: FENCE, head, bundle: await end.objects.put(bundle ?? Buffer.alloc(0)), problems: [] },
    output: { from: 0, bytes: '' },
  });
  const handed = { key: KEY, fence: FENCE };
  Object.assign(context, { box, end, bringing: { handed, place: PLACE, run: 'r-abcdef', gitDir: base.gitDir, from, path: here } });
});
test.after.each(async ({ box, end }) => {
  await end.close();
  box.remove();
});

const filesIn = (path: string): string[] =>
  readdirSync(path)
    .filter((it) => it !== '.git')
    .sort();

const bring = ({ box, end }: { box: Sandbox; end: FleetConnection }, it: Bringing) =>
  bringWork(it, { places: end, objects: end.objects, travels: realTravels, limits: LIMITS, scratch: box.path('for-a-moment') }, signal);

test('comes in under its fence', async (context) => {
  const { end, bringing } = context;
  await end.fences.raise(PLACE, FENCE);
  assert.is((await bring(context, bringing)).kind, 'brought');
  assert.is(readFileSync(join(bringing.path, 'a.txt'), 'utf8'), 'two\n');
});

test('is refused once a later attempt was started, or if another attempt is asked for', async (context) => {
  const { end, bringing } = context;
  await end.fences.raise(PLACE, { ...FENCE, attempt: 2 });
  const late = await bring(context, bringing);
  assert.equal(late, { kind: 'none', why: `host far delivered work for ${KEY} under an older fence; it was not accepted` });
  const other = await bring(context, {
    ...bringing,
    place: 'r-abcdef.carry-out.s2',
    handed: { key: KEY, fence: { ...FENCE, attempt: 2 } },
  });
  assert.is(other.kind, 'none');
  assert.is(readFileSync(join(bringing.path, 'a.txt'), 'utf8'), 'one\n');
});

test('is refused if it builds on something else, or if nothing was reported', async (context) => {
  const { bringing } = context;
  const from = { ...bringing.from, commit: '0'.repeat(40) };
  const built = await bring(context, { ...bringing, from, place: 'r-abcdef.carry-out.s3' });
  assert.equal(built, { kind: 'none', why: `the work of host far for ${KEY} has another base than its stage` });
  const unheard = await bring(context, { ...bringing, handed: { key: 'r-abcdef.d9.1', fence: FENCE } });
  assert.equal(unheard, { kind: 'none', why: 'nothing was heard of the host that had r-abcdef.d9.1' });
  assert.is(readFileSync(join(bringing.path, 'a.txt'), 'utf8'), 'one\n');
});

test('is refused before anything of it is written if it is too large, or repeats itself without an end', async (context) => {
  const { end, bringing, box } = context;
  const { gitDir, from } = bringing;
  const git = (args: string[], input: string | Buffer = ''): string =>
    execFileSync('git', [`--git-dir=${gitDir}`, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { input, encoding: 'utf8' }).trim();
  const blob = (bytes: number): string => git(['hash-object', '-w', '--stdin'], Buffer.alloc(bytes, 'x'));
  const treeOf = (rows: readonly string[]): string => git(['mktree'], rows.map((it) => `${it}\n`).join(''));
  const blobs = (sizes: readonly number[]): string => treeOf(sizes.map((it, at) => `100644 blob ${blob(it)}\tf${at}`));
  let endless = blobs([1]);
  for (let deep = 0; deep < 10; deep++) endless = treeOf([...'0123456789'].map((it) => `040000 tree ${endless}\t${it}`));
  const said = await end.reports.last(KEY);
  if (!said?.work) throw new Error('nothing was reported');
  for (const { tree, why } of [
    { tree: blobs([10, 1001]), why: /^the work of host far for .* is not written here: f1 is larger than 1000 bytes$/ },
    { tree: blobs([1000, 1000, 1000, 1000]), why: /is not written here: its files have together more than 3000 bytes$/ },
    { tree: endless, why: /is not written here: its files cannot be listed: .* gave more than \d+ bytes/ },
  ]) {
    const commit = git(['commit-tree', '-m', 'x', '-p', from.commit, tree]);
    const there = { gitDir, ref: 'refs/runs/r-abcdef/large', commit, without: from.commit, scratch: box.path('for-a-moment') };
    const bundle = await end.objects.put((await realTravels.bundleOf(there)) ?? Buffer.alloc(0));
    await end.reports.report({ ...said, work: { ...said.work, bundle, head: { commit, tree } } });
    const brought = await bring(context, { ...bringing, place: 'r-abcdef.carry-out.s5' });
    assert.match(brought.kind === 'none' ? brought.why : brought.kind, why);
    assert.equal(filesIn(bringing.path), ['a.txt']);
  }
  const fits = blobs([1000, 1000, 999]);
  const commit = git(['commit-tree', '-m', 'x', '-p', from.commit, fits]);
  const there = { gitDir, ref: 'refs/runs/r-abcdef/large', commit, without: from.commit, scratch: box.path('for-a-moment') };
  const bundle = await end.objects.put((await realTravels.bundleOf(there)) ?? Buffer.alloc(0));
  await end.reports.report({ ...said, work: { ...said.work, bundle, head: { commit, tree: fits } } });
  assert.is((await bring(context, { ...bringing, place: 'r-abcdef.carry-out.s5' })).kind, 'brought');
  assert.equal(filesIn(bringing.path), ['f0', 'f1', 'f2']);
});

test('is refused if it names a bundle that nobody has', async (context) => {
  const { end, bringing } = context;
  const said = await end.reports.last(KEY);
  if (!said?.work) throw new Error('nothing was reported');
  const absent = 'e'.repeat(64);
  await end.reports.report({ ...said, work: { ...said.work, bundle: absent } });
  const brought = await bring(context, { ...bringing, place: 'r-abcdef.carry-out.s4' });
  assert.is(brought.kind, 'none');
  assert.match(brought.kind === 'none' ? brought.why : '', new RegExp(`^the work of host far for ${KEY} cannot be fetched: .*${absent}`));
});

test.run();
