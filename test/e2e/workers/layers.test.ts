// Checkouts as layers over one tree: each worker sees its own changes and nobody else's, and a change to the tree below is reported for
// all of them. Where layers cannot be mounted, or a person does not want them, each worker has a full copy.

import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { probeLayers } from '../../../runtime/workspace/layers/probe.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { dispatchOf, seatWorkers, startRun } from '../scripted-workers.ts';

const test = suite<{ fixture: DaemonFixture }>('checkouts as layers');
test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const probed = openDaemonFixture();
const possible = await probeLayers(probed.home.layersTried, process.env.PATH ?? '');
await probed.clear();
const mounted = possible.kind === 'possible';
if (!mounted) process.stderr.write(`\nNOT TRIED: layers, which cannot be mounted here (${possible.why})\n`);

type Ready = { seat: string; path: string; over?: string };

async function readyIn(fixture: DaemonFixture, run: string): Promise<Ready[]> {
  return (await fixture.events(run)).flatMap((it) => (it.type === 'workplace.ready' ? [it.payload as Ready] : []));
}

for (const checkouts of mounted ? ['layers', 'whole'] : ['whole']) {
  test(`(${checkouts}) show each worker its own changes, and nobody else’s`, async ({ fixture }) => {
    const go = join(fixture.folder, 'go');
    const company = {
      one: { worker: 'changes-and-waits.mjs', args: [go, 'of-one.js'] },
      two: { worker: 'changes-and-waits.mjs', args: [go, 'of-two.js'] },
      good: { worker: 'agrees.mjs' },
    };
    seatWorkers(fixture, company);
    appendFileSync(fixture.home.config, `checkouts: ${checkouts}\n`);
    await fixture.up();
    const begun = startRun(fixture, company);
    await until('the workers to write', async () => {
      const [run = ''] = await fixture.runs();
      const folder = fixture.home.run(run).workplaces;
      return ['one', 'two'].every((it) =>
        [join(it, `of-${it}.js`), join(`${it}+layers`, '1', 'upper', `of-${it}.js`)].some((path) => existsSync(join(folder, path))),
      );
    });
    writeFileSync(go, '');
    const view = await fixture.ended(await begun);
    const read = async (seat: string) => {
      const kept = await objectsIn(fixture.home.objects).get(dispatchOf(view, seat).result?.digest ?? '');
      return (JSON.parse(kept.toString()) as { looked: { path: string }[] }).looked.map((it) => it.path).sort();
    };
    const seen = [await read('one'), await read('two'), await read('good')];
    assert.equal(seen, [['answer.js', 'of-one.js'], ['answer.js', 'of-two.js'], ['answer.js']]);
    const told = view.notes.filter((it) => it.kind === 'violation').map((it) => it.text);
    assert.is(told.length, 2);
    for (const seat of ['one', 'two']) assert.ok(told.some((it) => it.includes(seat) && it.includes(`of-${seat}.js`)));
    const ready = await readyIn(fixture, view.id);
    for (const { path, seat, over } of ready) {
      assert.is(basename(path), seat);
      if (checkouts === 'whole') assert.is(over, undefined);
      else assert.match(over ?? '', /^\+[0-9a-f]{12}$/);
    }
    const started = (await fixture.events(view.id)).flatMap((it) =>
      it.type === 'attempt.started' ? [it.payload as { argv: string[] }] : [],
    );
    for (const { argv } of started) assert.is(argv[0], process.execPath, 'its command line is its own');
    assert.equal(readdirSync(fixture.home.run(view.id).workplaces), []);
  });
}

if (mounted) {
  test('report a change in the shared tree, which any of them may have made', async ({ fixture }) => {
    const company = { deep: { worker: 'reaches-beneath.mjs' }, good: { worker: 'agrees.mjs' } };
    seatWorkers(fixture, company);
    await fixture.up();
    const view = await fixture.ended(await startRun(fixture, company));
    const told = view.notes.filter((it) => it.kind === 'violation').map((it) => it.text);
    assert.is(told.length, 1, told.join('\n'));
    assert.match(told[0] ?? '', /the tree that deep and good were to read only was changed \(beneath\.js\)/);
  });
}

const REMOVED = /^a worker removed the checkout of bad; what else was changed in it cannot be told$/;
const OTHER_REMOVED = /^a worker removed the checkout of good; /;
const UNSEALED = /^a worker changed the files by which Muster examines the checkout of bad; what else was changed in it cannot be told$/;
const TREE_EMPTY = /^the tree that bad and good were to read only was changed \(\.git, answer\.js\): /;
const TREE_UNSEALED = /^the files by which Muster examines the tree that bad and good were to read only were changed: /;
const SPOILT: Record<'layers' | 'whole', Record<string, readonly RegExp[]>> = {
  layers: {
    'its layers': [REMOVED],
    'its layer': [REMOVED],
    'the tree': [TREE_EMPTY],
    'the seal of the tree': [TREE_UNSEALED],
    'the index of the tree': [TREE_UNSEALED],
    everything: [REMOVED, OTHER_REMOVED, TREE_UNSEALED],
  },
  whole: { 'its checkout': [REMOVED], 'its seal': [UNSEALED], 'the index of its seal': [UNSEALED], everything: [REMOVED, OTHER_REMOVED] },
};

for (const [checkouts, deeds] of Object.entries(SPOILT).filter(([it]) => it === 'whole' || mounted))
  for (const [deed, said] of Object.entries(deeds))
    test(`(${checkouts}) tell that a worker removed or changed ${deed}`, async ({ fixture }) => {
      const company = { bad: { worker: 'spoils-workplaces.mjs', args: [deed] }, good: { worker: 'agrees.mjs' } };
      seatWorkers(fixture, company);
      appendFileSync(fixture.home.config, `checkouts: ${checkouts}\n`);
      await fixture.up();
      const view = await fixture.ended(await startRun(fixture, company));
      const told = view.notes.filter((it) => it.kind === 'violation').map((it) => it.text);
      assert.is(told.length, said.length, told.join('\n'));
      for (const it of said)
        assert.ok(
          told.some((text) => it.test(text)),
          `${it} in ${told.join('\n')}`,
        );
      assert.equal([view.outcome, dispatchOf(view, 'good').status], ['completed', 'completed']);
      const lines = fixture.progress().match(/phase-5-collect workplace=\S+ .*/g) ?? [];
      assert.is(lines.length, said.length);
      const report = readFileSync(join(fixture.home.run(view.id).report, 'report.md'), 'utf8');
      assert.match(report, (told[0] ?? '').slice(0, 50));
      assert.equal(readdirSync(fixture.home.run(view.id).workplaces), []);
    });

test('tell what a worker changed also where another lost that by which it is examined', async ({ fixture }) => {
  const go = join(fixture.folder, 'go');
  writeFileSync(go, '');
  const company = { lost: { worker: 'loses-its-seal.mjs' }, one: { worker: 'changes-and-waits.mjs', args: [go, 'of-one.js'] } };
  seatWorkers(fixture, company);
  appendFileSync(fixture.home.config, 'checkouts: whole\n');
  await fixture.up();
  const view = await fixture.ended(await startRun(fixture, company));
  const told = view.notes.filter((it) => it.kind === 'violation').map((it) => it.text);
  assert.is(told.length, 2, told.join('\n'));
  assert.ok(told.some((it) => it.includes('of-one.js')));
  assert.ok(told.some((it) => it.includes('examines the checkout of lost')));
});

test.run();
