// The map of a repository: made once for a tree, and never waited for long by a prompt.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Base } from '../../../../contracts/run/base.ts';
import type { RepositoryMap } from '../../../../contracts/run/report.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { EffectContext } from '../../../../daemon/effects/effect-context.ts';
import { lookUpInputs } from '../../../../daemon/effects/prompt/prompt-inputs.ts';
import { mapForReport } from '../../../../daemon/effects/world/map-for-report.ts';
import { type Mapped, type RepositoryMaps, repositoryMaps } from '../../../../daemon/effects/world/repository-map.ts';
import { scopeFiles } from '../../../../daemon/effects/world/scope/scope-files.ts';
import { homeAt } from '../../../../runtime/home.ts';
import type { Log } from '../../../../runtime/log/log.ts';
import type { PromptOrder } from '../../../../skills/run/effect.ts';
import { until } from '../../../e2e/daemon-fixture.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const test = suite<{ box: Sandbox; warnings: string[]; log: Log }>('the map of a repository');
test.before.each((context) => {
  context.box = sandbox();
  context.warnings = [];
  context.log = { warn: (what: string) => context.warnings.push(what) } as unknown as Log;
});
test.after.each(({ box }) => box.remove());

function based(box: Sandbox): Base {
  const repo = box.repo();
  const commit = repo.commit({ 'a.ts': 'export const a = 1;\n', 'b.ts': 'export const b = 2; // TODO\n' });
  const tree = repo.git('rev-parse', 'HEAD^{tree}');
  return { kind: 'git', root: repo.root, gitDir: repo.gitDir, commit, tree, label: 'x', uncommitted: false, leftOut: [] };
}

/** Long enough for any. */
const made = async (maps: RepositoryMaps, of: Mapped) => {
  const map = await maps.within(60_000, of);
  return map === 'late' ? assert.unreachable('no map came') : map;
};
const mapsIn = (folder: string): string[] => readdirSync(folder).filter((it) => it.endsWith('.json'));

test('is made once for a tree and a scope, whichever run asks, also after a restart', async ({ box, log, warnings }) => {
  const base = based(box);
  const home = homeAt(box.path('home'));
  const maps = repositoryMaps({ home, log, env: process.env });
  const [one, same] = await Promise.all([made(maps, { id: 'r-aaaaaa', base, scope: [] }), made(maps, { id: 'r-bbbbbb', base, scope: [] })]);
  assert.is(one?.files, 2);
  assert.equal(one, same);
  assert.is(mapsIn(home.maps).length, 1);
  // Without git none can be made: what comes was kept.
  const later = repositoryMaps({ home, log, env: { PATH: box.path('nothing') } });
  assert.equal(await made(later, { id: 'r-cccccc', base, scope: [] }), one);
  assert.equal(warnings, []);
  assert.is(await made(later, { id: 'r-cccccd', base, scope: ['a.ts'] }), null, 'another scope has another map');
  assert.equal(warnings, ['the map could not be made']);
});

test('is made again if the cached one is damaged, and only a few are cached', async ({ box, log, warnings }) => {
  const base = based(box);
  const home = homeAt(box.path('home'));
  mkdirSync(home.maps, { recursive: true });
  for (let n = 0; n < 70; n++) writeFileSync(join(home.maps, `${String(n).padStart(40, '0')}-old.json`), '{}');
  const maps = repositoryMaps({ home, log, env: process.env });
  assert.is((await made(maps, { id: 'r-aaaaaa', base, scope: [] }))?.files, 2);
  const kept = mapsIn(home.maps);
  assert.is(kept.length, 64);
  const [name = ''] = kept.filter((it) => it.startsWith(base.tree));
  const whole = readFileSync(join(home.maps, name), 'utf8');
  const damages = [whole.slice(0, 11), whole.slice(0, -20), whole.replace('"files":2', '"files":3')];
  for (const [n, damaged] of damages.entries()) {
    writeFileSync(join(home.maps, name), damaged);
    assert.is((await made(maps, { id: `r-bbbbb${n}`, base, scope: [] }))?.files, 2);
    assert.is(readFileSync(join(home.maps, name), 'utf8'), whole);
  }
  writeFileSync(home.run('r-aaaaaa').map, damages[2] ?? '');
  assert.is((await made(maps, { id: 'r-aaaaaa', base, scope: [] }))?.files, 2);
  assert.equal(warnings, Array(4).fill('the cached map could not be read and is rebuilt'));
});

/** A git that never answers, for as long as somebody waits for it. */
function hangingGit(box: Sandbox): string {
  const folder = box.path('hanging');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'git'), '#!/bin/sh\nPATH=/bin:/usr/bin\nwhile kill -0 $PPID 2>/dev/null; do sleep 0.05; done\n', {
    mode: 0o755,
  });
  return folder;
}

test('is not waited for long by a prompt, which says if it has none', async ({ box, log }) => {
  const base = based(box);
  const maps = repositoryMaps({ home: homeAt(box.path('home')), log, env: { PATH: hangingGit(box) } });
  assert.is(await maps.within(10, { id: 'r-aaaaaa', base, scope: [] }), 'late');
  assert.is(await maps.within(10, { id: 'r-aaaaaa', base: null, scope: [] }), null);
  const order = { needs: ['hints'], base, moved: false, seat: { voice: 'model' }, task: { scope: [], related: [] }, inputs: {} };
  const told = await lookUpInputs('r-aaaaaa', order as unknown as PromptOrder, { maps } as unknown as EffectContext);
  assert.match(told.ofThisRun.map((it) => it.text).join('\n'), /There is none yet.*did not wait/);
  await maps.close();
});

test('is waited for from when it was started, and a little in any case', async ({ box, log }) => {
  const base = based(box);
  const maps = repositoryMaps({ home: homeAt(box.path('home')), log, env: { PATH: hangingGit(box) } });
  const of: Mapped = { id: 'r-aaaaaa', base, scope: [] };
  assert.is(await maps.within(50, of), 'late');
  const first = (waits: Record<string, Promise<unknown>>) => Promise.race(Object.entries(waits).map(([name, it]) => it.then(() => name)));
  assert.is(await first({ 'from now': maps.within(50, of), 'from then': maps.within(50, of, 0) }), 'from then');
  assert.is(await first({ 'a little': maps.within(50, of, 200), 'not at all': maps.within(50, of, 0) }), 'not at all');
  await maps.close();
});

test('is waited for by a report only if the tree is not large', async ({ box, log }) => {
  const view = (base: Base, id = 'r-aaaaaa') => ({ id, base, task: { scope: [] } }) as unknown as RunView;
  const [small, home] = [based(box), homeAt(box.path('home'))];
  const workspace = { scopeFiles };
  const maps = repositoryMaps({ home, log, env: process.env });
  assert.is(((await mapForReport(view(small), { maps, workspace })) as RepositoryMap).files, 2);
  await maps.close();
  const repo = box.repo();
  const commit = repo.commit(Object.fromEntries(Array.from({ length: 5_001 }, (_, n) => [`f${n}.ts`, ''])));
  const large: Base = { ...small, gitDir: repo.gitDir, commit };
  const late = repositoryMaps({ home, log, env: { PATH: hangingGit(box) } });
  assert.is(await mapForReport(view(large, 'r-bbbbbb'), { maps: late, workspace }), 'late');
  const part = { ...view(large, 'r-cccccc'), task: { scope: ['f1.ts'] } } as unknown as RunView;
  const waits: number[] = [];
  const within: RepositoryMaps['within'] = async (patience) => {
    waits.push(patience);
    return 'late';
  };
  await mapForReport(part, { maps: { ...late, within }, workspace });
  assert.is(waits.length, 1, 'a large tree is not waited for, however small the scope is');
  await late.close();
});

test('that is unfinished is abandoned when the daemon ends, and none is started after that', async ({ box, log, warnings }) => {
  const base = based(box);
  const home = homeAt(box.path('home'));
  const maps = repositoryMaps({ home, log, env: { PATH: hangingGit(box) } });
  const asked = maps.within(60_000, { id: 'r-aaaaaa', base, scope: [] });
  maps.begin({ id: 'r-bbbbbb', base, scope: ['a.ts'] }, 'people');
  await maps.close();
  assert.is(await asked, null);
  maps.workerStarted('r-bbbbbb');
  assert.is(await made(maps, { id: 'r-cccccc', base, scope: [] }), null);
  assert.equal([warnings, existsSync(home.maps)], [[], false]);
});

test('for people is made once a worker of the run has started', async ({ box, log }) => {
  const base = based(box);
  const home = homeAt(box.path('home'));
  const maps = repositoryMaps({ home, log, env: process.env });
  const [one, other] = ['r-aaaaaa', 'r-bbbbbb'];
  maps.begin({ id: one, base, scope: [] }, 'people');
  maps.begin({ id: other, base, scope: ['a.ts'] }, 'people');
  maps.workerStarted(other);
  await until('the map', () => existsSync(home.run(other).map));
  assert.not.ok(existsSync(home.run(one).map));
  maps.begin({ id: 'r-cccccc', base, scope: ['b.ts'] }, 'models');
  await until('the map for models', () => existsSync(home.run('r-cccccc').map));
  await maps.close();
  assert.not.ok(existsSync(home.run(one).map));
});

test.run();
