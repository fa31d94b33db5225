// The lineage with a real daemon: what a finding came from, what depends on a file, and what is out of date after an edit. A small change
// becomes debt, a large one makes the artifact again, and a killed daemon changes no answer.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../../contracts/run/manifest.ts';
import { spaceFolder } from '../../../daemon/make/artifact-places.ts';
import type { Pruned } from '../../../daemon/records/prune-runs.ts';
import { startOf } from '../../../runtime/processes/processes.ts';
import type { Ruling } from '../../../skills/lineage/debt.ts';
import type { Walk } from '../../../skills/lineage/walk.ts';
import { until } from '../daemon-fixture.ts';
import { type MakeFixture, openMakeFixture } from '../make/make-fixture.ts';

const lineage = suite<{ it: MakeFixture }>('the lineage');
lineage.before((context) => {
  context.it = openMakeFixture();
});
lineage.after(({ it }) => it.clear());

const TEXT = Array.from({ length: 30 }, (_, n) => `The yard has a gate number ${n} that opens in spring`).join('\n');

const SNOW = TEXT.split('\n')
  .map((line, n) => (n % 2 === 0 ? line : `Other words ${n} altogether, about snow`))
  .join('\n');

lineage('is shown for findings, files and artifacts, before and after a kill', async ({ it }) => {
  const ask = async <T>(...words: string[]): Promise<T> => {
    const { code, out, err } = await it.muster([...words, '--json'], { cwd: it.yard });
    assert.is(code, 0, `${words.join(' ')}: ${err}${out}`);
    return JSON.parse(out) as T;
  };
  const nodes = ({ reached }: Walk): string[] => reached.map((one) => one.node);
  it.write(join(it.yard, 'notes.md'), TEXT);
  it.write(join(it.yard, 'README.md'), '# Yard\n\nSee [the map](missing-map.md).\n');
  it.prompt('inner', '{{file:notes.md}}\n');
  it.prompt('outer', '---\nproduces: { path: outer.md }\n---\n# Outer\n\n{{generate:inner}}\n');
  await it.trust();
  const first = await it.make('outer');
  assert.is(first.view.outcome, 'completed', first.view.message);
  const review = await it.muster(['review', '--agents', 'builtin', '--json'], { cwd: it.yard });
  const { id, findings } = JSON.parse(review.out) as { id: string; findings: { id: string; path?: string }[] };
  const finding = findings.find((one) => one.path === 'README.md');
  assert.ok(finding, review.out.slice(0, 2000));

  const came = await ask<Walk & { judgedBy: string[] }>('trace', `${id}.${finding.id}`);
  for (const part of ['file:README.md', `run:${id}`, `result:${id}.`, `dispatch:${id}.`, 'base:', 'prompt:'])
    assert.ok(
      nodes(came).some((one) => one.startsWith(part)),
      `${part} in ${nodes(came).join(' ')}`,
    );
  assert.ok(nodes(await ask<Walk>('impact', 'README.md')).includes(`finding:${id}.${finding.id}`));
  const impact = nodes(await ask<Walk>('impact', 'notes.md'));
  assert.is(impact.filter((one) => one.startsWith('artifact:')).length, 2, impact.join(' '));
  assert.ok(nodes(await ask<Walk>('trace', 'outer')).includes('file:notes.md'));
  const drawn = await it.muster(['graph', '.', '--format', 'svg'], { cwd: it.yard });
  assert.match(drawn.out, /^<svg [\s\S]*<\/svg>\n$/);
  assert.match(drawn.err, /\d+ nodes, \d+ edges, \d+ roots, \d+ leaves, 0 circles/);

  type Stale = { artifacts: (Ruling & { name: string })[]; runs: { run: string; paths: string[] }[] };
  const outdated = async (): Promise<string[]> =>
    (await ask<Stale>('stale')).artifacts.map(({ name, decision, depth }) => `${name} ${decision} ${depth}`);
  assert.equal(await ask<Stale>('stale'), { artifacts: [], runs: [] });
  it.write(join(it.yard, 'notes.md'), TEXT.replace('gate number 3', 'gate, number 3'));
  it.write(join(it.yard, 'README.md'), '# Yard\n\nNo map.\n');
  assert.equal(await outdated(), ['inner below-threshold 1']);
  assert.equal((await ask<Stale>('stale')).runs, [{ run: id, type: 'review', paths: ['README.md'], renew: `muster rerun ${id}` }]);
  const [owed] = await ask<{ reason: string; source: string; old: string; now: string; magnitude: number }[]>('debt');
  assert.equal([owed?.reason, owed?.source, owed?.old === owed?.now], ['below-threshold', 'file:notes.md', false]);

  // The next run that captures the project writes it down.
  const noticed = JSON.parse((await it.muster(['review', '--agents', 'builtin', '--json'], { cwd: it.yard })).out) as { id: string };
  const [noted, ...others] = await manifestOf(it, noticed.id, ({ impactDebt }) => impactDebt.length > 0);
  assert.equal([noted?.reason, noted?.source, noted?.old, others.length], ['below-threshold', 'file:notes.md', owed?.old, 0]);
  assert.is((await ask<{ run: string | null }[]>('debt'))[0]?.run, noticed.id);

  const pid = await it.daemonPid();
  assert.ok(pid);
  process.kill(pid, 'SIGKILL');
  await until('the daemon to be gone', () => startOf(pid) === undefined);
  assert.equal(await outdated(), ['inner below-threshold 1'], 'without a daemon');
  it.write(join(it.yard, 'notes.md'), SNOW);
  assert.equal((await outdated()).toSorted(), ['inner again 1', 'outer again 2']);
  const half = JSON.parse((await it.muster(['review', '--agents', 'builtin', '--json'], { cwd: it.yard })).out) as { id: string };
  await until('both to be made again', async () => (await outdated()).length === 0);
  assert.match(readFileSync(join(it.yard, '.muster', 'artifacts', 'outer.md'), 'utf8'), /snow/);
  await until('the debt to be settled', async () => (await ask<unknown[]>('debt', '--journal')).length === 0);
  const inner = await childOf(it, half.id);
  const outer = await childOf(it, inner);
  const made = await it.events(outer);
  assert.equal(
    made.flatMap((event) => (event.type === 'making.ended' ? [`${event.payload.prompt} ${event.payload.state}`] : [])),
    ['inner skipped', 'outer success'],
  );
  it.write(join(it.yard, 'notes.md'), TEXT);
  const settled = await it.muster(['debt', '--settle'], { cwd: it.yard });
  assert.is(settled.code, 0, settled.err + settled.out);
  assert.equal(await outdated(), []);
  const verified = await it.muster(['verify', id], { cwd: it.yard });
  assert.is(verified.code, 0, verified.out);
});

lineage('keeps an artifact and its inputs for as long as a run or a prompt needs it', async ({ it }) => {
  const kept = (name: string): string => join(spaceFolder(it.home, it.yard, 'project'), `${name}.md`);
  const forgotten = (name: string): void => rmSync(join(it.yard, '.muster', 'prompts', `${name}.md`));
  const prune = async (...words: string[]): Promise<Pruned> =>
    JSON.parse((await it.muster(['prune', ...words, '--json'], { cwd: it.yard })).out) as Pruned;
  it.prompt('lone', 'Nobody builds on it.\n');
  it.prompt('base', 'One text.\n');
  it.prompt('above', '{{require:base}}\n');
  await it.trust();
  for (const name of ['lone', 'base', 'above']) assert.is((await it.make(name)).view.outcome, 'completed');
  forgotten('lone');
  forgotten('base');
  assert.equal((await prune('--keep', '3')).artifacts.count, 0, 'the runs that made them are kept');
  const ahead = await prune('--keep', '1', '--dry-run');
  assert.is(ahead.artifacts.count, 1);
  assert.ok(existsSync(kept('lone')), 'a dry run deletes nothing');
  const gone = await prune('--keep', '1');
  assert.equal([gone.artifacts, existsSync(kept('lone'))], [ahead.artifacts, false]);
  forgotten('above');
  assert.equal((await prune('--keep', '1')).artifacts.count, 0, 'the run that read it is kept');
  it.prompt('above', '{{require:base}}\n');
  assert.equal((await prune('--keep', '0')).artifacts.count, 0, 'a prompt names it');
  assert.ok(existsSync(kept('base')) && existsSync(kept('inner')));

  // What the run of an artifact had read outlives it: a comma is still known to be no more than that.
  it.write(join(it.yard, 'notes.md'), TEXT.replace('gate number 3', 'gate, number 3'));
  const { artifacts } = JSON.parse((await it.muster(['stale', '--json'], { cwd: it.yard })).out) as {
    artifacts: (Ruling & { name: string })[];
  };
  assert.equal(
    artifacts.flatMap(({ name, decision }) => (name === 'inner' ? [decision] : [])),
    ['below-threshold'],
  );
  forgotten('above');
  assert.equal((await prune('--keep', '0')).artifacts.count, 2);
  assert.not(existsSync(kept('base')));
  assert.match((await it.muster(['trace', `artifact:${kept('base')}`], { cwd: it.yard })).out, /run r-/, 'the journal still tells of it');
});

async function manifestOf(it: MakeFixture, run: string, is: (manifest: Manifest) => boolean): Promise<Manifest['impactDebt']> {
  const read = (): Manifest => JSON.parse(readFileSync(it.home.run(run).manifest, 'utf8')) as Manifest;
  await until(`the manifest of ${run}`, () => is(read()));
  return read().impactDebt;
}

/** The one run that this one has led to, as its manifest says. */
async function childOf(it: MakeFixture, run: string): Promise<string> {
  const read = (): Manifest => JSON.parse(readFileSync(it.home.run(run).manifest, 'utf8')) as Manifest;
  await until(`a child of ${run}`, () => read().children.length > 0);
  assert.is(read().children.length, 1);
  return read().children[0] ?? '';
}

lineage.run();
